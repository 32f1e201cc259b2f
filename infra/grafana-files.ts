// What Grafana of a stack reads from disk: dashboards and alerting of ronda.yaml and the estate, with the stack's database.
import { parse } from 'yaml'
import { z } from 'zod'
import { alertsSchema } from '../alerts/policy/config.ts'
import { rulesSchema } from '../alerts/rules/config.ts'
import { alertingOf } from '../dashboards/alerting-of.ts'
import type { GrafanaDatabase } from '../dashboards/city.ts'
import { grafanaSchema } from '../dashboards/config.ts'
import { filesOf } from '../dashboards/provision/files.ts'
import type { ProvisionFile } from '../dashboards/provision/model.ts'
import { modelOf } from '../dashboards/provision/model-of.ts'
import { needsOf } from '../dashboards/provision/needs.ts'
import { RondaError } from '../fleet/error.ts'
import type { Fleet } from '../fleet/model.ts'

export interface StackGrafana {
  readonly files: readonly ProvisionFile[]
  /** Environment variables of Grafana, each with the name of its secret in Secrets Manager. */
  readonly variables: Readonly<Record<string, string>>
}

export interface StackGrafanaParts {
  /** Text of ronda.yaml. */
  readonly program: string
  readonly fleet: Fleet
  readonly consoleUrl: string
  readonly database: GrafanaDatabase
}

/** Only what concerns Grafana: the worker reads the rest. */
const shape = z.looseObject({
  alerts: alertsSchema.optional(),
  grafana: grafanaSchema.prefault({}),
})
const AWS = 'aws-sm:'

/** Throws RND_CONFIG_INVALID with every problem, a line each. */
export function stackGrafana({
  program,
  fleet,
  consoleUrl,
  database,
}: StackGrafanaParts): StackGrafana {
  const { alerts, grafana } = read(program)
  const { language, folder } = grafana
  const compiled = alerts && alertingOf(alerts, fleet, { dialect: database.dialect, language })
  if (compiled && 'problems' in compiled) {
    refuse(
      compiled.problems.map(
        ({ path, what, remedy }) => `alerts.${path.join('.')}: ${what}; ${remedy}`,
      ),
    )
  }
  const rules = alerts?.rules ?? rulesSchema.parse({})
  const model = modelOf({
    name: fleet.city,
    timezone: fleet.timezone,
    language,
    folder,
    consoleUrl: alerts?.url ?? consoleUrl,
    ...(rules.runbook === undefined ? {} : { runbook: rules.runbook }),
    database,
    slo: rules.slo,
    alerting: compiled && 'alerting' in compiled ? compiled.alerting : undefined,
  })
  const { variables, files } = needsOf(model)
  const foreign = [
    ...files.map((path) => `file:${path}`),
    ...variables.filter(({ from }) => !from.startsWith(AWS)).map(({ from }) => from),
  ]
  refuse(foreign.map((from) => `${from} cannot be read by Grafana of a stack; write aws-sm:NAME`))
  return {
    files: filesOf(model),
    variables: Object.fromEntries(
      variables.map(({ name, from }) => [name, from.slice(AWS.length)]),
    ),
  }
}

function read(program: string): z.output<typeof shape> {
  const parsed = shape.safeParse(parse(program) ?? {})
  if (parsed.success) return parsed.data
  throw refusal(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`))
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw refusal(problems)
}

function refusal(problems: readonly string[]): RondaError {
  return new RondaError(
    'RND_CONFIG_INVALID',
    problems.map((one) => `ronda.yaml: ${one}`).join('\n'),
    {
      remedy: 'docs/alerts.md and docs/grafana.md list every key',
    },
  )
}
