// Queries that dashboards and alert rules are made of, typed by MEASUREMENTS: a field that a measurement does not have in
// a tier does not compile. `selectFrom(series('uplink', 'm1'), ({ mean }) => ({ rtt: mean('rtt_dms') }), {...}).ql`.

import { type Columns, columns, type Term } from './influxql-terms.ts'
import { decimal, identifier, literal } from './influxql-text.ts'
import type { MEASUREMENTS, MeasurementName } from './measurements.ts'

type Spec<M extends MeasurementName> = (typeof MEASUREMENTS)[M]
export type TierOf<M extends MeasurementName> = keyof Spec<M>['tiers'] & string
export type FieldOf<
  M extends MeasurementName,
  T extends TierOf<M>,
> = Spec<M>['tiers'][T] extends readonly (infer F extends string)[] ? F : never
export type TagOf<M extends MeasurementName> = keyof Spec<M>['tags'] & string

/** What a query reads: a series, or another query. `F` are its fields, `G` its tags. */
export interface Source<F extends string, G extends string> {
  readonly from: string
  /** Never there: carries the names to the compiler. */
  readonly names?: readonly [F, G]
}

export interface Select<C extends string, G extends string> extends Source<C, G> {
  readonly ql: string
}

export type Condition<F extends string, G extends string> =
  /** '' stands for "without that tag". */
  | { readonly tag: G; readonly is: string }
  | { readonly tag: G; readonly isNot: string }
  | { readonly tag: G; readonly isOneOf: readonly string[] }
  /** A variable of Grafana, of one or many values or All: matched whole, its values escaped by Grafana. */
  | { readonly tag: G; readonly variable: string }
  | {
      readonly field: F
      readonly sign: '=' | '!=' | '<' | '<=' | '>' | '>='
      readonly value: number | string
    }
  /** A variable, as with tags; points without the field do not match. */
  | { readonly field: F; readonly variable: string }

export interface Clauses<F extends string, G extends string> {
  /** All of them hold. */
  readonly where?: readonly Condition<F, G>[]
  /**
   * `panel`: the time range of the panel, or of the alert rule. Else epoch milliseconds (`toMs` exclusive), or the last so
   * many, with `panel` within that range. `beforeMs`: the range of the panel, and so much before it: for a state that
   * lasts since then. Dashboards only.
   */
  readonly time?:
    | 'panel'
    | { readonly lastMs: number; readonly panel?: true }
    | { readonly panel: true; readonly beforeMs: number }
    | { readonly fromMs: number; readonly toMs: number }
  /** Milliseconds, or the interval that Grafana chooses. */
  readonly everyMs?: number | 'panel'
  readonly by?: readonly G[]
  /** What stands where there are no points; with `everyMs` only. Default of InfluxDB: null. */
  readonly fill?: 'none' | 'null' | 'previous' | 'linear' | number
  readonly newestFirst?: boolean
  readonly limit?: number
  /** IANA name: where days begin, for `everyMs` of a day or more. */
  readonly timezone?: string
}

/**
 * `qualified` (default): with the tier as retention policy, as InfluxDB 1 wants it. False for InfluxDB 2 and 3, where the
 * tier is another data source.
 */
export function series<M extends MeasurementName, T extends TierOf<M>>(
  measurement: M,
  tier: T,
  { qualified = true }: { readonly qualified?: boolean } = {},
): Source<FieldOf<M, T>, TagOf<M>> {
  return { from: `${qualified ? `${identifier(tier)}.` : ''}${identifier(measurement)}` }
}

/** The keys of `select` are the names of the columns. */
export function selectFrom<F extends string, G extends string, C extends string>(
  source: Source<F, G>,
  select: (of: Columns<F, G>) => Readonly<Record<C, Term>>,
  clauses: Clauses<NoInfer<F>, NoInfer<G>> = {},
): Select<C, G> {
  const terms: readonly [string, Term][] = Object.entries(select(columns<F, G>()))
  const what = terms.map(([name, { ql }]) => `${ql} AS ${identifier(name)}`).join(', ')
  const ql = [
    `SELECT ${what} FROM ${source.from}`,
    ...whereOf(clauses),
    ...groupOf(clauses),
    ...(clauses.newestFirst ? ['ORDER BY time DESC'] : []),
    ...(clauses.limit === undefined ? [] : [`LIMIT ${decimal(clauses.limit)}`]),
    ...(clauses.timezone === undefined ? [] : [`tz(${literal(clauses.timezone)})`]),
  ].join(' ')
  return { ql, from: `(${ql})` }
}

/** The values of one tag, for a variable of Grafana; `where` narrows it by tags only. */
export function tagValues<F extends string, G extends string>(
  source: Source<F, G>,
  tag: NoInfer<G>,
  where: readonly Condition<never, NoInfer<G>>[] = [],
): string {
  const conditions = where.map(conditionOf).join(' AND ')
  const narrowed = conditions === '' ? '' : ` WHERE ${conditions}`
  return `SHOW TAG VALUES FROM ${source.from} WITH KEY = ${identifier(tag)}${narrowed}`
}

function whereOf<F extends string, G extends string>(clauses: Clauses<F, G>): string[] {
  const { where = [], time } = clauses
  const conditions = [...timeOf(time), ...where.map(conditionOf)]
  return conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`]
}

function timeOf(time: Clauses<string, string>['time']): string[] {
  if (time === undefined) return []
  if (time === 'panel') return ['$timeFilter']
  if ('lastMs' in time) {
    return [...(time.panel ? ['$timeFilter'] : []), `time > now() - ${decimal(time.lastMs)}ms`]
  }
  if ('beforeMs' in time) {
    return [`time >= \${__from}ms - ${decimal(time.beforeMs)}ms`, `time <= \${__to}ms`]
  }
  return [`time >= ${decimal(time.fromMs)}ms`, `time < ${decimal(time.toMs)}ms`]
}

function conditionOf<F extends string, G extends string>(condition: Condition<F, G>): string {
  if ('variable' in condition) {
    const name = 'tag' in condition ? condition.tag : condition.field
    return `${identifier(name)} =~ ${variableOf(condition.variable)}`
  }
  if ('field' in condition) {
    const { field, sign, value } = condition
    return `${identifier(field)} ${sign} ${typeof value === 'number' ? decimal(value) : literal(value)}`
  }
  const tag = identifier(condition.tag)
  if ('is' in condition) return `${tag} = ${literal(condition.is)}`
  if ('isNot' in condition) return `${tag} != ${literal(condition.isNot)}`
  return `(${condition.isOneOf.map((value) => `${tag} = ${literal(value)}`).join(' OR ')})`
}

function variableOf(name: string): string {
  if (!/^\w+$/.test(name)) throw new RangeError(`no variable of Grafana: ${name}`)
  return `/^\${${name}:regex}$/`
}

function groupOf<F extends string, G extends string>(clauses: Clauses<F, G>): string[] {
  const { everyMs, by = [], fill } = clauses
  const every = everyMs === 'panel' ? '$__interval' : everyMs && `${decimal(everyMs)}ms`
  const groups = [...(every ? [`time(${every})`] : []), ...by.map(identifier)]
  if (groups.length === 0) return []
  const filled = typeof fill === 'number' ? decimal(fill) : fill
  return [`GROUP BY ${groups.join(', ')}`, ...(every && filled ? [`fill(${filled})`] : [])]
}
