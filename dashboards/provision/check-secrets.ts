// Whether Grafana can be told to read each secret by itself.
import type { Alerting, Setting } from '../../alerts/rules/alerting.ts'
import { secretsIn, variableOf } from './interpolation.ts'
import type { DataSource } from './model.ts'

export function secretProblems(
  dataSources: readonly DataSource[],
  alerting: Alerting | undefined,
): string[] {
  const settings: Setting[] = [
    ...dataSources.map(({ secureJsonData }) => secureJsonData),
    ...(alerting?.contactPoints ?? []).flatMap(({ receivers }) =>
      receivers.map((receiver) => receiver.settings),
    ),
  ]
  const problems: string[] = []
  const variables = new Map<string, string>()
  for (const secret of new Set(settings.flatMap(secretsIn))) {
    const variable = variableOf(secret)
    if (variable === undefined) {
      if (/[${}]/.test(secret)) {
        problems.push(`${secret}: Grafana cannot read a path with $, { or }; move the file`)
      }
      continue
    }
    const other = variables.get(variable)
    if (other !== undefined) {
      problems.push(`${secret} and ${other} would both be ${variable}; rename one`)
    }
    variables.set(variable, secret)
  }
  return problems
}
