// Every query that Grafana would send for what is rendered: of panels, variables, annotations and rules.
import type { Dashboard, Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard'
import type { GrafanaModel } from '../../../dashboards/provision/model.ts'
import type { Influxd } from '../../rigs/influxd.ts'
import { ALL, type Filling, interpolate } from '../interpolate.ts'

export interface ReadyQuery {
  /** `ronda-city, panel Dead now, A`. */
  readonly of: string
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
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: 1440 * MINUTE_MS,
}
/** Intervals that Grafana rounds to (packages/grafana-data rangeutil.roundInterval), from 10 s on. */
const INTERVALS_S = [10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600]

/**
 * With every variable at All, and again with one value each. Variables are asked for as Grafana does, one after the
 * other; `now()` is the moment of asking.
 */
export async function queriesOf(model: GrafanaModel, asking: Asking): Promise<ReadyQuery[]> {
  const found: ReadyQuery[] = []
  const at = `'${new Date(asking.now).toISOString()}'`
  for (const dashboard of model.dashboards) {
    for (const isAll of [true, false]) found.push(...(await ofDashboard(dashboard, isAll, asking)))
  }
  for (const rule of model.alerting?.rules ?? []) {
    for (const { refId, ql } of rule.queries) {
      const timeFilter = { fromMs: asking.now - rule.rangeS * 1000, toMs: asking.now }
      found.push({
        of: `rule ${rule.uid}, ${refId}`,
        ql: interpolate(ql, { timeFilter, intervalMs: MINUTE_MS, variables: {} }),
      })
    }
  }
  return found.map(({ of, ql }) => ({ of, ql: ql.replaceAll('now()', at) }))
}

async function ofDashboard(
  dashboard: Dashboard,
  isAll: boolean,
  asking: Asking,
): Promise<ReadyQuery[]> {
  const rangeMs = rangeOf(dashboard)
  const timeFilter = { fromMs: asking.now - rangeMs, toMs: asking.now }
  const variables: Record<string, string> = {}
  const filled = (ql: string, intervalMs: number): string =>
    interpolate(ql, { timeFilter, intervalMs, variables } satisfies Filling)
  const found: ReadyQuery[] = []
  const suffix = isAll ? 'All' : 'one value each'
  for (const variable of dashboard.templating.list ?? []) {
    const ql = queryOf(variable)
    if (ql === undefined) continue
    const ready = filled(ql, MINUTE_MS)
    found.push({ of: `${dashboard.uid}, variable ${variable.name}, ${suffix}`, ql: ready })
    variables[variable.name] =
      isAll && variable.multi ? ALL : await aValue(asking.influxd, ready, variable.name)
  }
  for (const annotation of dashboard.annotations.list ?? []) {
    const ql = (annotation.target as { readonly query?: string } | undefined)?.query
    if (ql === undefined) continue
    found.push({ of: `${dashboard.uid}, annotation ${annotation.name}`, ql: filled(ql, MINUTE_MS) })
  }
  for (const panel of dashboard.panels ?? []) {
    if (panel.type === 'row') continue
    const { targets = [], title, gridPos } = panel as Panel
    const intervalMs = intervalOf(rangeMs, ((gridPos?.w ?? 24) / 24) * SCREEN_PIXELS)
    for (const target of targets as unknown as { refId: string; query: string }[]) {
      const of = `${dashboard.uid}, panel ${title}, ${target.refId}, ${suffix}`
      found.push({ of, ql: filled(target.query, intervalMs) })
    }
  }
  return found
}

function queryOf({ type, query }: VariableModel): string | undefined {
  if (type !== 'query') return undefined
  return typeof query === 'string' ? query : (query as { readonly query?: string }).query
}

/** One from the middle of those there are. */
async function aValue(influxd: Asking['influxd'], ql: string, name: string): Promise<string> {
  const [answer] = await influxd.query(ql, 'ronda')
  const values = (answer?.series ?? []).flatMap(({ values: rows }) => rows.map((row) => row.at(-1)))
  const value = values[Math.floor(values.length / 2)]
  if (typeof value !== 'string') throw new Error(`variable ${name} has no value: ${ql}`)
  return value
}

function rangeOf(dashboard: Dashboard): number {
  const [, count, unit] = /^now-(\d+)([mhd])$/.exec(dashboard.time?.from ?? '') ?? []
  const ms = Number(count) * (UNIT_MS[unit ?? ''] ?? Number.NaN)
  if (Number.isNaN(ms)) throw new RangeError(`${dashboard.uid} begins at ${dashboard.time?.from}`)
  return ms
}

function intervalOf(rangeMs: number, pixels: number): number {
  const wantedS = rangeMs / pixels / 1000
  return (INTERVALS_S.find((s) => s >= wantedS) ?? 86_400) * 1000
}
