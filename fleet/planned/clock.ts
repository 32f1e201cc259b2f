// What the clock of a zone shows at an instant, and the first instant at which it shows a time: by Intl's own tables.

const SECOND_MS = 1000
/** No zone is further from UTC than this, so a change of its clock near a time lies between the two looks. */
const DAY_MS = 86_400_000

/** Date and time that a zone's clock shows, as the epoch milliseconds at which UTC shows them. */
export type ClockTime = number

export function clockAt(timezone: string, at: number): ClockTime {
  return at + offsetAt(timezone, at)
}

/**
 * The first instant at which the clock shows at least this time. Where it is set forward over the time, that is the
 * moment of the setting; where it shows the time twice, the first.
 */
export function instantOf(timezone: string, clock: ClockTime): number {
  const before = offsetAt(timezone, clock - DAY_MS)
  const after = offsetAt(timezone, clock + DAY_MS)
  const early = clock - before
  if (before === after || offsetAt(timezone, early) === before) return early
  const late = clock - after
  return offsetAt(timezone, late) === after ? late : changeBetween(timezone, late, early, after)
}

/** When the offset became `after`, to the second. */
function changeBetween(timezone: string, from: number, to: number, after: number): number {
  let low = Math.floor(from / SECOND_MS)
  let high = Math.ceil(to / SECOND_MS)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(timezone, middle * SECOND_MS) === after) high = middle
    else low = middle
  }
  return high * SECOND_MS
}

/** Milliseconds that the zone's clock is ahead of UTC. */
function offsetAt(timezone: string, at: number): number {
  const second = Math.floor(at / SECOND_MS) * SECOND_MS
  const shown: Record<string, number> = {}
  for (const { type, value } of formatOf(timezone).formatToParts(second)) {
    shown[type] = Number(value)
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = shown
  return Date.UTC(year, month - 1, day, hour, minute, seconds) - second
}

// Building a formatter costs far more than using it; there are as many as zones.
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timezone, format)
  }
  return format
}
