// A test of alert rules: series that are written, and what fires at which time.
import type { MeasurementName } from '../../../store/schema/measurements.ts'
import type { Tier } from '../../../store/schema/tiers.ts'
import type { RuleSettings } from '../config.ts'

/** `fires`, `silent` and `recovers`: every rule has one of each at least. */
export const CASE_KINDS = ['fires', 'silent', 'recovers', 'other'] as const
export type CaseKind = (typeof CASE_KINDS)[number]

export interface RuleCase {
  readonly file: string
  /** 1-based, where the case begins. */
  readonly line: number
  readonly name: string
  readonly kind: CaseKind
  /** uids of the rules that are looked at; one at least. */
  readonly rules: readonly string[]
  readonly settings: RuleSettings
  /** Epoch milliseconds of 0s; the first evaluation is there. */
  readonly beginAt: number
  /** Milliseconds after `beginAt` of the last evaluation. */
  readonly untilMs: number
  readonly series: readonly ScriptedSeries[]
  /** Queries fail from `fromMs` until just before `untilMs`, milliseconds after `beginAt`. */
  readonly silent: readonly { readonly fromMs: number; readonly untilMs: number }[]
  readonly expect: readonly Expectation[]
}

export interface ScriptedSeries {
  readonly measurement: MeasurementName
  readonly tier: Tier
  readonly tags: Readonly<Record<string, string>>
  /** Milliseconds between two values. */
  readonly everyMs: number
  /** Of the first value, milliseconds after `beginAt`; negative: before. */
  readonly fromMs: number
  /** Null: no value then. */
  readonly fields: Readonly<Record<string, readonly (number | string | null)[]>>
}

/** What fires at every evaluation from `fromMs` to `untilMs`, milliseconds after `beginAt`, both included. */
export interface Expectation {
  readonly line: number
  readonly fromMs: number
  readonly untilMs: number
  /** Exactly these. */
  readonly firing: readonly ExpectedAlert[]
}

export interface ExpectedAlert {
  /** uid; absent: of any rule of the case. */
  readonly rule?: string
  /** Part of its labels; '': without that label. */
  readonly labels: Readonly<Record<string, string>>
}
