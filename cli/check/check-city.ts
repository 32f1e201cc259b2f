// Everything that is wrong with ronda.yaml and its estate that can be said without the machine, its secrets or a network.
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { alertingOf } from '../../dashboards/alerting-of.ts'
import { loadFleet } from '../../fleet/load.ts'
import type { Fleet } from '../../fleet/model.ts'
import { formatProblem, type Problem } from '../../fleet/problem.ts'
import { type Config, parseConfig } from '../config.ts'
import { problemAt } from '../grafana/city-of.ts'
import { relayProblems } from '../run/around/settings.ts'
import { cityOf } from '../run/city.ts'
import { policyProblems } from '../run/policy.ts'

export type CheckedCity =
  /** `warnings`: what had better be otherwise. */
  | { readonly fleet: Fleet; readonly warnings: readonly Problem[] }
  /** Each once, those of ronda.yaml first, by line; then those of the estate. */
  | { readonly problems: readonly Problem[] }

/**
 * `file`: as problems name it, and what `estate` of the text is relative to. `estate`: another folder than the one that
 * the text names. Reads the estate, and asks nobody.
 */
export async function checkCity(
  text: string,
  file: string,
  estate: string | undefined,
): Promise<CheckedCity> {
  const parsed = parseConfig(text, file)
  const own = 'problems' in parsed ? parsed.problems : []
  const folder = estate ?? estateIn(text, file)
  const city = await cityIn(folder, 'config' in parsed ? parsed.config : undefined)
  const { lineOf } = parsed
  const right = 'config' in parsed ? parsed.config : parsed.sound
  const together =
    right !== undefined && city !== undefined && 'fleet' in city
      ? problemsTogether({ ...right, file, ...(lineOf && { lineOf }) }, city.fleet, own)
      : []
  const ofFile = [...own, ...together]
    .map((problem) => ({ ...problem, file }))
    .toSorted((a, b) => a.line - b.line)
  const ofEstate = city !== undefined && 'problems' in city ? city.problems : []
  const problems = once([...ofFile, ...ofEstate])
  if (city !== undefined && 'fleet' in city && problems.length === 0) return city
  return { problems }
}

/** Of a text that is wrong elsewhere, too. */
function estateIn(text: string, file: string): string | undefined {
  const document = parseDocument(text)
  const named = document.errors.length === 0 ? document.getIn(['estate']) : undefined
  if (typeof named !== 'string' || named === '') return undefined
  return isAbsolute(named) ? named : join(dirname(file), named)
}

/** The synthetic city only where the configuration that describes it is sound. */
async function cityIn(
  folder: string | undefined,
  config: Config | undefined,
): Promise<CheckedCity | undefined> {
  if (folder === undefined) {
    return config === undefined ? undefined : { fleet: await cityOf(config), warnings: [] }
  }
  const loaded = await loadFleet(folder)
  const below = (problem: Problem): Problem => ({
    ...problem,
    file: resolve(problem.file) === resolve(folder) ? folder : join(folder, problem.file),
  })
  return 'problems' in loaded
    ? { problems: loaded.problems.map(below) }
    : { fleet: loaded.fleet, warnings: loaded.warnings.map(below) }
}

/** Sections that are right by themselves against the estate. `own`: what is wrong with the others. */
function problemsTogether(
  config: Partial<Config>,
  fleet: Fleet,
  own: readonly Problem[],
): Problem[] {
  const { file, lineOf, alerts, relays = [], influx, grafana } = config
  const at = { ...(file && { file }), ...(lineOf && { lineOf }) }
  // A database that is wrong is one all the same: nobody must hear that there is none.
  const isKnown = !own.some(({ what }) => what.startsWith('influx'))
  return [
    ...(isKnown ? policyProblems({ ...at, alerts, influx }, fleet) : []),
    ...relayProblems({ ...at, relays }, fleet),
    ...(grafana === undefined ? [] : grafanaProblems({ ...at, alerts, influx, grafana }, fleet)),
  ]
}

/** Only of who has a database that Grafana could read: nobody else renders anything for it. */
function grafanaProblems(
  config: Pick<Config, 'alerts' | 'influx' | 'grafana' | 'file' | 'lineOf'>,
  fleet: Fleet,
): Problem[] {
  const { influx, grafana, alerts } = config
  if (influx === undefined) return []
  const names = influx.targets.map(({ name }) => name)
  const target = influx.targets[grafana.target === undefined ? 0 : names.indexOf(grafana.target)]
  if (target === undefined) {
    const what = `influx.targets has no "${grafana.target}"`
    return [problemAt(config, ['grafana', 'target'], what, `there is: ${names.join(', ')}`)]
  }
  if (alerts === undefined) return []
  const { dialect } = target
  const compiled = alertingOf(alerts, fleet, { dialect, language: grafana.language })
  const found = 'problems' in compiled ? compiled.problems : []
  return found.map(({ path, what, remedy }) => problemAt(config, ['alerts', ...path], what, remedy))
}

function once(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()]
}
