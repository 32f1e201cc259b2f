// A point of any measurement as one line, its time in nanoseconds.
import type { MeasurementSpec } from '../../schema/measurement.ts'
import { MEASUREMENTS, type Point } from '../../schema/measurements.ts'
import type { Tier } from '../../schema/tiers.ts'
import { escapeTag, quoteText } from './escape.ts'
import { prefixOf } from './prefixes.ts'

/** The last millisecond that fits InfluxDB's 64-bit nanoseconds, in April 2262. */
const LAST_AT = 9_223_372_036_853
const NS_IN_MS = 1_000_000

/**
 * Without a newline. A field whose value is not of its type, or that the measurement does not have in this tier, is left
 * out. Undefined where no line can be: no field is left, the measurement is not in this tier, or its time is no whole
 * millisecond from 1970 to 2262 with an ordinal from 0 to 999,999.
 */
export function lineOfPoint(point: Point, tier: Tier): string | undefined {
  const stamp = nanoseconds(point.at, point.ordinal ?? 0)
  const spec: MeasurementSpec | undefined = MEASUREMENTS[point.measurement]
  const names = spec?.tiers[tier]
  if (stamp === undefined || spec === undefined || names === undefined) return undefined
  const values: Readonly<Record<string, unknown>> = point.fields
  const fields: string[] = []
  for (const name of names) {
    const value = values[name]
    const isText = spec.fields[name]?.type === 'string'
    if (isText && typeof value === 'string') fields.push(`${escapeTag(name)}=${quoteText(value)}`)
    if (!isText && Number.isSafeInteger(value)) fields.push(`${escapeTag(name)}=${value}i`)
  }
  if (fields.length === 0) return undefined
  return `${prefixOf(point.measurement, point.tags)}${fields.join(',')} ${stamp}`
}

/** Digits, because a number of JavaScript does not hold nanoseconds of our time exactly. */
function nanoseconds(at: number, ordinal: number): string | undefined {
  if (!Number.isInteger(at) || at < 0 || at > LAST_AT) return undefined
  if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal >= NS_IN_MS) return undefined
  return `${at}${String(ordinal).padStart(6, '0')}`
}
