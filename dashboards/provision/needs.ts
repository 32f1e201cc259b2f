// What Grafana must be given beside the files: environment variables, and files of secrets.
import type { Setting } from '../../alerts/rules/alerting.ts'
import type { SecretReference } from '../../fleet/secret.ts'
import { secretsIn, variableOf } from './interpolation.ts'
import type { GrafanaModel } from './model.ts'

export interface Needs {
  /** Names of environment variables, with where their values are. */
  readonly variables: readonly { readonly name: string; readonly from: string }[]
  /** Paths. */
  readonly files: readonly string[]
}

export function needsOf(model: GrafanaModel): Needs {
  const references = referencesOf(model)
  return {
    variables: references.flatMap((from) => {
      const name = variableOf(from)
      return name === undefined ? [] : [{ name, from }]
    }),
    files: references
      .filter((reference) => variableOf(reference) === undefined)
      .map((reference) => reference.slice('file:'.length)),
  }
}

/** All secrets of a model, sorted, each once. */
export function referencesOf({ dataSources, alerting }: GrafanaModel): SecretReference[] {
  const settings: Setting[] = [
    ...dataSources.map(({ secureJsonData }) => secureJsonData),
    ...(alerting?.contactPoints ?? []).flatMap(({ receivers }) =>
      receivers.map((receiver) => receiver.settings),
    ),
  ]
  return [...new Set(settings.flatMap(secretsIn))].sort()
}
