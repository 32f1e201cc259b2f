// What dashboards and alerting for Grafana are made of: ronda.yaml and the estate, with all that is wrong told at once.
import { basename } from 'node:path'
import { rulesSchema } from '../../alerts/rules/config.ts'
import { rulesOf } from '../../alerts/rules/rules.ts'
import { alertingOf } from '../../dashboards/alerting-of.ts'
import type { GrafanaCity, GrafanaDatabase } from '../../dashboards/city.ts'
import { RondaError } from '../../fleet/error.ts'
import type { Fleet } from '../../fleet/model.ts'
import { listProblems, type Problem } from '../../fleet/problem.ts'
import { isSecretReference, type SecretReference } from '../../fleet/secret.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import type { Language } from '../../texts/language.ts'
import type { Config } from '../config.ts'

const PAGES: Readonly<Record<string, string>> = {
  influx: 'docs/configuration.md lists every key of influx',
  alerts: 'docs/alerts.md says what stands under alerts',
  grafana: 'docs/grafana.md lists every key of grafana with its range and default',
}

/** Throws RND_CONFIG_INVALID, which lists all problems, those of `more` among them. */
export function grafanaCityOf(
  config: Config,
  fleet: Fleet,
  language: Language | undefined,
  more: readonly Problem[] = [],
): GrafanaCity {
  const problems = [...more]
  const database = databaseOf(config, problems)
  const consoleUrl = consoleUrlOf(config)
  const said = language ?? config.grafana.language
  const made = { dialect: database?.dialect ?? '1', language: said }
  const compiled = config.alerts && alertingOf(config.alerts, fleet, made)
  if (compiled && 'problems' in compiled) {
    for (const { path, what, remedy } of compiled.problems) {
      problems.push(problemAt(config, ['alerts', ...path], what, remedy))
    }
  }
  const alerting = compiled && 'alerting' in compiled ? compiled.alerting : undefined
  if (database === undefined || problems.length > 0) {
    throw new RondaError('RND_CONFIG_INVALID', listProblems(problems.sort(byLine)).join('\n'), {
      remedy: pagesOf(problems),
    })
  }
  const rules = config.alerts?.rules ?? rulesSchema.parse({})
  return {
    name: fleet.city,
    timezone: fleet.timezone,
    language: said,
    folder: config.grafana.folder,
    consoleUrl,
    ...(rules.runbook === undefined ? {} : { runbook: rules.runbook }),
    database,
    slo: rules.slo,
    alerting,
  }
}

/** Uids of the rules that other settings of `alerts` would make: none of them may stay behind. */
export function otherRulesOf(city: GrafanaCity): string[] {
  const rules = rulesSchema.parse({})
  const all = rulesOf({ rules, delivery: 'grafana', qualified: true }).map(({ uid }) => uid)
  const here = new Set(city.alerting?.rules.map(({ uid }) => uid))
  return all.filter((uid) => !here.has(uid))
}

/** A problem at a key of ronda.yaml. */
export function problemAt(
  config: Pick<Config, 'file' | 'lineOf'>,
  path: readonly PropertyKey[],
  what: string,
  remedy: string,
): Problem {
  return {
    file: basename(config.file ?? 'ronda.yaml'),
    line: config.lineOf?.(path) ?? 0,
    what: `${path.join('.')}: ${what}`,
    remedy,
  }
}

/** Of all keys of ronda.yaml that something is wrong with. */
function pagesOf(problems: readonly Problem[]): string {
  const pages = problems.flatMap(({ what }) => PAGES[what.split(/[.:]/, 1)[0] ?? ''] ?? [])
  return [...new Set(pages)].join('; ')
}

function databaseOf(config: Config, problems: Problem[]): GrafanaDatabase | undefined {
  const { influx, grafana } = config
  if (influx === undefined) {
    const remedy =
      'name the InfluxDB that Grafana is to read: influx: {targets: [{name: main, url: "http://127.0.0.1:8086"}]}'
    problems.push(problemAt(config, ['influx'], 'is missing, so there is no data source', remedy))
    return undefined
  }
  const names = influx.targets.map(({ name }) => name)
  const at = grafana.target === undefined ? 0 : names.indexOf(grafana.target)
  const target = influx.targets[at]
  if (target === undefined) {
    const close = didYouMean(grafana.target ?? '', names)
    const remedy = close ? `did you mean "${close}"?` : `there is: ${names.join(', ')}`
    const what = `influx.targets has no "${grafana.target}"`
    problems.push(problemAt(config, ['grafana', 'target'], what, remedy))
    return undefined
  }
  const { dialect, url, database, username, password, token, org } = target
  return {
    dialect,
    url: grafana.databaseUrl ?? new URL(url).origin,
    database,
    ...(username === undefined ? {} : { username }),
    ...reference('password', password),
    ...reference('token', token),
    ...(org === undefined ? {} : { org }),
  }
}

function reference<K extends 'password' | 'token'>(
  key: K,
  text: string | undefined,
): { readonly [k in K]?: SecretReference } {
  const given: { [k in K]?: SecretReference } = {}
  if (text !== undefined && isSecretReference(text)) given[key] = text
  return given
}

/** An address that nobody can open is none: of all interfaces, or a port that is not known before the start. */
function consoleUrlOf({ alerts, console: { listen } }: Config): string | undefined {
  if (alerts?.url !== undefined) return alerts.url
  const { host, port } = listen
  if (port === 0 || host === '0.0.0.0' || host === '::') return undefined
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function byLine(a: Problem, b: Problem): number {
  return a.line - b.line
}
