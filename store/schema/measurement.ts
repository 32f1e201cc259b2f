// What a measurement is described by: the sender, the dashboards and the alert rules are all built from such descriptions.
import type { Tier } from './tiers.ts'

export type FieldType = 'integer' | 'string'

/**
 * `dms`: tenths of a millisecond. `ppm`: millionths. `milli`: thousandths of what is named. `udeg`: millionths of a degree.
 * `epoch_ms`: milliseconds since 1970. `code`: see codes.ts.
 */
export type FieldUnit =
  | 'count'
  | 'dms'
  | 's'
  | 'ms'
  | 'bytes'
  | 'mb'
  | 'kbps'
  | 'milli'
  | 'ppm'
  | 'permille'
  | 'epoch_ms'
  | 'udeg'
  | 'code'
  | 'flag'
  | 'text'

export interface FieldSpec {
  readonly type: FieldType
  readonly unit: FieldUnit
  readonly says: string
  /** Not in every point: a query must not count on it. */
  readonly sparse?: true
}

export interface MeasurementSpec {
  readonly says: string
  /** Tag keys and what stands in them. A tag without a value is left out of the line; InfluxQL gives it as ''. */
  readonly tags: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, FieldSpec>>
  /** In which tiers it is, with which of its fields. */
  readonly tiers: Readonly<Partial<Record<Tier, readonly string[]>>>
  /** Milliseconds between two writings where it is not that of the tier. */
  readonly everyMs?: number
  /** The last three digits groups of the timestamp (below a millisecond) only tell points of one series apart. */
  readonly numbered?: true
}

export type Measurements = Readonly<Record<string, MeasurementSpec>>

export function integer(unit: FieldUnit, says: string): FieldSpec & { readonly type: 'integer' } {
  return { type: 'integer', unit, says }
}

export function text(says: string): FieldSpec & { readonly type: 'string' } {
  return { type: 'string', unit: 'text', says }
}
