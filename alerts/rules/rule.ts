// What an alert rule is, before it is Grafana's: the same description is rendered and tested.
import type { Tier } from '../../store/schema/tiers.ts'
import type { Words } from '../../texts/language.ts'
import type { Severity } from '../notification.ts'

export const RULE_GROUPS = ['causes', 'quality', 'recorders', 'sla', 'platform'] as const
/** Rules of a group are evaluated together, one after the other. */
export type RuleGroup = (typeof RULE_GROUPS)[number]

/** One InfluxQL query. One aggregate, grouped by tags: each series is an instance, its tags are labels. */
export interface RuleQuery {
  /** `A`, `B`, ...: unique within the rule. */
  readonly refId: string
  /** Of the series it reads: InfluxDB 3 has a data source for each tier. */
  readonly tier: Tier
  /** With `$timeFilter`: the last `rangeS` of its rule. A shorter time may stand beside it as `time > now() - ...`. */
  readonly ql: string
}

/** `gt`: above, `lt`: below. */
export interface Limit {
  readonly sign: 'gt' | 'lt'
  readonly value: number
}

/** What is made of series, in order; each step is Grafana's server-side expression of the same name. */
export type RuleStep =
  /** One number of each series; points without a value are dropped before. */
  | {
      readonly type: 'reduce'
      readonly refId: string
      readonly of: string
      readonly by: 'last' | 'max' | 'min' | 'mean' | 'sum' | 'count'
    }
  /** `$A > 2 && $B == 0`; numbers with other labels meet where one's labels are among the other's. */
  | { readonly type: 'math'; readonly refId: string; readonly expression: string }
  /** 1 where the number of `of` is beyond `fire`; an instance that fires goes on until it is beyond `recover`. */
  | {
      readonly type: 'threshold'
      readonly refId: string
      readonly of: string
      readonly fire: Limit
      readonly recover?: Limit
    }

export type OnNoData = 'OK' | 'Alerting' | 'NoData' | 'KeepLast'
export type OnError = 'OK' | 'Alerting' | 'Error' | 'KeepLast'

export interface Rule {
  /** For ever: people silence and link by it. `ronda-`, then letters, digits and `-`; at most 40 characters. */
  readonly uid: string
  readonly group: RuleGroup
  /** Unique in its language. */
  readonly title: Words
  /** A line, complete by itself. May hold `{{ $labels.cause }}` and `{{ $values.B.Value }}` (refIds), nothing else of Go templates. */
  readonly summary: Words
  /** What it means and what to do first; as `summary`. */
  readonly description: Words
  /** `series`: the tag `severity` of the series is the label. */
  readonly severity: Exclude<Severity, 'info'> | 'series'
  /** Who is to mend it: id of an owner; `series`: the tag `owner` of the series is the label. Absent: the platform team (`fallback`). */
  readonly owner?: string
  /** Labels beside `severity`, `owner` and those of the series. */
  readonly labels: Readonly<Record<string, string>>
  /** Seconds that `$timeFilter` looks back; of all queries of the rule. */
  readonly rangeS: number
  readonly queries: readonly RuleQuery[]
  readonly steps: readonly RuleStep[]
  /** refId of the step whose numbers other than 0 fire. */
  readonly condition: string
  /** Seconds that it must hold before it fires. */
  readonly forS: number
  /** Seconds that it goes on firing after it held last. */
  readonly keepFiringForS: number
  readonly noData: OnNoData
  readonly onError: OnError
  /** After so many evaluations without its series an instance ends. */
  readonly missingEvals: number
  /** What shows it: uid of a dashboard, and the key of a panel in it. */
  readonly panel: { readonly dashboard: string; readonly key: string }
  /** Only in `alerts.delivery` grafana and both: the built-in notifier tells it too. */
  readonly isCause: boolean
}

/** Seconds between two evaluations of a rule. */
export const EVALUATE_EVERY_S = 60
