// Every query that Grafana would send for what is rendered: of panels, variables, annotations and rules.
import type { Dashboard, Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard'
import type { GrafanaModel } from '../../../dashboards/provision/model.ts'
import type { Influxd } from '../../rigs/influxd.ts'
import { ALL, type Filling, interpolate } from '../interpolate.ts'

export interface ReadyQuery {
  /** `ronda-city, panel Dead now, A`. */
  readonly of: string
  /** Which values its variables have. */
  readonly pass: string
  readonly ql: string
}

/** Epoch milliseconds: the moment at which all are asked. */
interface Asking {
  readonly influxd: Pick<Influxd, 'query'>
  readonly now: number
}

const MINUTE_MS = 60_000
/** Of a panel as wide as a screen: a point for each of so many pixels. */
const SCREEN_PIXELS = 1600
const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: 1440 * MINUTE_MS,
}
/** Intervals that Grafana rounds to (packages/grafana-data rangeutil.roundInterval), from 10 s on. */
const INTERVALS_S = [10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600]

/** Where in its list the value of a variable is taken from: a list of targets begins with cameras and ends with uplinks. */
const PICKS = [0.5, 0.05, 0.3, 0.7, 0.97]

/**
 * With every variable at All, and again with one value each, several times. Variables are asked for as Grafana does, one
 * after the other; `now()` is the moment of asking.
 */
export async function queriesOf(model: GrafanaModel, asking: Asking): Promise<ReadyQuery[]> {
  const found: ReadyQuery[] = []
  const at = `'${new Date(asking.now).toISOString()}'`
  for (const dashboard of model.dashboards) {
    found.push(...(await ofDashboard(dashboard, undefined, asking)))
    for (const pick of PICKS) found.push(...(await ofDashboard(dashboard, pick, asking)))
  }
  for (const rule of model.alerting?.rules ?? []) {
    for (const { refId, ql } of rule.queries) {
      const timeFilter = { fromMs: asking.now - rule.rangeS * 1000, toMs: asking.now }
      found.push({
        of: `rule ${rule.uid}, ${refId}`,
        pass: 'rule',
        ql: interpolate(ql, { timeFilter, intervalMs: MINUTE_MS, variables: {} }),
      })
    }
  }
  return found.map((one) => ({ ...one, ql: one.ql.replaceAll('now()', at) }))
}

/** `pick`: undefined for All. */
async function ofDashboard(
  dashboard: Dashboard,
  pick: number | undefined,
  asking: Asking,
): Promise<ReadyQuery[]> {
  const rangeMs = msOf(dashboard.time?.from?.replace(/^now-/, ''))
  const variables: Record<string, string> = {}
  const found: ReadyQuery[] = []
  const pass = pick === undefined ? 'All' : `a value at ${pick}`
  const take = (of: string, ql: string, lastMs: number, intervalMs: number): string => {
    const timeFilter = { fromMs: asking.now - lastMs, toMs: asking.now }
    const ready = interpolate(ql, { timeFilter, intervalMs, variables } satisfies Filling)
    found.push({ of: `${dashboard.uid}, ${of}`, pass, ql: ready })
    return ready
  }
  for (const variable of dashboard.templating.list ?? []) {
    const ql = queryOf(variable)
    if (ql === undefined) continue
    const ready = take(`variable ${variable.name}`, ql, rangeMs, MINUTE_MS)
    variables[variable.name] =
      pick === undefined && variable.multi ? ALL : await aValue(asking.influxd, ready, pick ?? 0.5)
  }
  for (const annotation of dashboard.annotations.list ?? []) {
    const ql = (annotation.target as { readonly query?: string } | undefined)?.query
    if (ql !== undefined) take(`annotation ${annotation.name}`, ql, rangeMs, MINUTE_MS)
  }
  for (const panel of dashboard.panels ?? []) {
    if (panel.type === 'row') continue
    const { targets = [], title, gridPos, timeFrom, interval } = panel as Panel
    const lastMs = timeFrom === undefined ? rangeMs : msOf(timeFrom)
    const byPixels = intervalOf(lastMs, ((gridPos?.w ?? 24) / 24) * SCREEN_PIXELS)
    const intervalMs = Math.max(byPixels, interval === undefined ? 0 : msOf(interval))
    for (const target of targets as unknown as { refId: string; query: string }[]) {
      take(`panel ${title}, ${target.refId}`, target.query, lastMs, intervalMs)
    }
  }
  return found
}

function queryOf({ type, query }: VariableModel): string | undefined {
  if (type !== 'query') return undefined
  return typeof query === 'string' ? query : (query as { readonly query?: string }).query
}

/** One of those there are, or one that nothing has where there are none. */
async function aValue(influxd: Asking['influxd'], ql: string, pick: number): Promise<string> {
  const [answer] = await influxd.query(ql, 'ronda')
  const values = (answer?.series ?? []).flatMap(({ values: rows }) => rows.map((row) => row.at(-1)))
  const value = values[Math.floor(values.length * pick)]
  return typeof value === 'string' ? value : 'none'
}

/** `6h`. */
function msOf(text: string | undefined): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text ?? '') ?? []
  const ms = Number(count) * (UNIT_MS[unit ?? ''] ?? Number.NaN)
  if (Number.isNaN(ms)) throw new RangeError(`no time of Grafana: ${text}`)
  return ms
}

function intervalOf(rangeMs: number, pixels: number): number {
  const wantedS = rangeMs / pixels / 1000
  return (INTERVALS_S.find((s) => s >= wantedS) ?? 86_400) * 1000
}
