// Points in time as people type them: a date, a time, or so much later.
import { clockAt, instantOf } from '../../fleet/planned/clock.ts'
import { instantOfMoment, moment } from '../../fleet/schema/moment.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const UNITS: Readonly<Record<string, number>> = {
  w: 7 * DAY_MS,
  d: DAY_MS,
  h: 60 * MINUTE_MS,
  m: MINUTE_MS,
}
const LATER = /^\+(?:\d{1,4}[wdhm])+$/
const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)$/
/** Nothing is planned further ahead; more is a slip of the finger. */
const MOST_MS = 10 * 366 * DAY_MS

/** How a time may be written, for help and remedies. */
export const TIME_FORMS = '2026-12-31, "2026-12-31 18:00", 2026-12-31T18:00+07:00, 18:00 or +3d'

export interface TimeFrame {
  /** IANA name of the city's zone: what is written without an offset is by its clock. */
  readonly timezone: string
  /** Epoch milliseconds. */
  readonly now: number
  /** Of a date without a time: its first moment, or its last. */
  readonly edge: 'start' | 'end'
}

/**
 * Epoch milliseconds of `2026-12-31T18:00+07:00`, `2026-12-31 18:00`, `2026-12-31`, `18:00` (the next time that it is so
 * late), `+3d`, `+1w2d`, `+90m`; undefined where it is none of these.
 */
export function parseTime(text: string, { timezone, now, edge }: TimeFrame): number | undefined {
  const at = LATER.test(text) ? now + lengthOf(text) : (nextClock(text, timezone, now) ?? written())
  return at !== undefined && Math.abs(at - now) < MOST_MS ? at : undefined

  function written(): number | undefined {
    const read = moment.safeParse(text)
    return read.success ? instantOfMoment(read.data, timezone, edge) : undefined
  }
}

/** Milliseconds of all `3d`, `90m` and the like in `text`. */
export function lengthOf(text: string): number {
  let sum = 0
  for (const [, count, unit = ''] of text.matchAll(/(\d+)([wdhm])/g)) {
    sum += Number(count) * (UNITS[unit] ?? 0)
  }
  return sum
}

function nextClock(text: string, timezone: string, now: number): number | undefined {
  const [, hours, minutes] = CLOCK.exec(text) ?? []
  if (hours === undefined) return undefined
  const midnight = Math.floor(clockAt(timezone, now) / DAY_MS) * DAY_MS
  const clock = midnight + (Number(hours) * 60 + Number(minutes)) * MINUTE_MS
  const today = instantOf(timezone, clock)
  return today > now ? today : instantOf(timezone, clock + DAY_MS)
}
