// Where the spans of a tier begin and end: minutes and hours of UTC, days of the city.
import { clockAt, instantOf } from '../../fleet/planned/clock.ts'
import type { SpanTier } from '../series/columns.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** Asking for the clock of a zone costs a hundred times as much as a look at what was answered. */
const DAYS_KNOWN = 40

/** Epoch milliseconds, from inclusive, to exclusive. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Gives the span of a tier in which `at` lies. A day has 23 or 25 hours where the city's clock is set. */
export type SpanAt = (tier: SpanTier, at: number) => Span

/** `timezone` is that of the city, as in `Asia/Jakarta`: its midnights are where days begin. */
export function spansOf(timezone: string): SpanAt {
  const days: Span[] = []
  return (tier, at) => {
    if (tier === 'm1') return whole(at, MINUTE_MS)
    if (tier === 'h1') return whole(at, HOUR_MS)
    const known = days.find(({ from, to }) => at >= from && at < to)
    if (known) return known
    const day = dayOf(timezone, at)
    if (days.push(day) > DAYS_KNOWN) days.shift()
    return day
  }
}

/** The first span that begins at or after `at`. */
export function firstFrom(spanAt: SpanAt, tier: SpanTier, at: number): Span {
  const span = spanAt(tier, at)
  return span.from < at ? spanAt(tier, span.to) : span
}

function whole(at: number, lengthMs: number): Span {
  const from = Math.floor(at / lengthMs) * lengthMs
  return { from, to: from + lengthMs }
}

function dayOf(timezone: string, at: number): Span {
  const midnight = Math.floor(clockAt(timezone, at) / DAY_MS) * DAY_MS
  return { from: instantOf(timezone, midnight), to: instantOf(timezone, midnight + DAY_MS) }
}
