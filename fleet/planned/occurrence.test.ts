// Windows against a walk over every minute of the clock, across the nights on which it is set.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instantOf } from './clock.ts'
import { type Occurrence, occurrenceAt } from './occurrence.ts'
import type { Maintenance, Suspension, Weekday } from './planned.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const ABOUT = { id: 'x', scope: {}, reason: 'r', owner: 'o', source: 'file' } as const

type Weekly = Extract<Maintenance['time'], { type: 'weekly' }>

function weekly(time: Omit<Weekly, 'type'>): Maintenance {
  return { ...ABOUT, kind: 'maintenance', time: { type: 'weekly', ...time } }
}

const iso = (at: number): string => new Date(at).toISOString()
const shownOf = (found: Occurrence | undefined) =>
  found && { from: iso(found.from), until: iso(found.until) }

/** Every minute of ten days around a change of the clock, and the date and time that the zone's clock then shows. */
function walkOf(timezone: string, around: string) {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  const start = Date.parse(around) - 4 * DAY
  const clocks = Array.from({ length: 10 * 1440 }, (_, n) =>
    Date.parse(`${format.format(start + n * MINUTE).replace(' ', 'T')}Z`),
  )
  return { timezone, start, clocks }
}

const WALKS = [
  walkOf('Europe/Berlin', '2026-03-29T00:00:00Z'),
  walkOf('Europe/Berlin', '2026-10-25T00:00:00Z'),
  walkOf('America/New_York', '2026-03-08T00:00:00Z'),
  walkOf('America/New_York', '2026-11-01T00:00:00Z'),
  walkOf('Asia/Jakarta', '2026-06-01T00:00:00Z'),
]

describe('a weekly window', () => {
  test('holds exactly in the minutes in which a walk by the clock finds it', () => {
    // Most of them near 02:00, when clocks are set.
    const minute = fc.oneof(fc.nat(1439), fc.integer({ min: 90, max: 210 }))
    const day = fc.nat(6).map((n) => n as Weekday)
    const days = fc.uniqueArray(day, { minLength: 1, maxLength: 7 })
    fc.assert(
      fc.property(
        fc.nat(WALKS.length - 1),
        days,
        minute,
        minute,
        fc.integer({ min: 1440, max: 9 * 1440 }),
        (walk, onDays, fromMinute, toMinute, n) => {
          const { timezone, start, clocks } = WALKS[walk] as (typeof WALKS)[number]
          const planned = weekly({ days: onDays, fromMinute, toMinute, timezone })
          const at = start + n * MINUTE
          const found = occurrenceAt(planned, at)
          const active = found !== undefined && found.from <= at
          expect(active).toBe(
            walkedWindows(clocks, onDays, fromMinute, toMinute).some(
              ([from, until]) => from <= n && n < until,
            ),
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  test('over midnight and over the end of the week', () => {
    const planned = weekly({
      days: [6],
      fromMinute: 23 * 60,
      toMinute: 60,
      timezone: 'Asia/Jakarta',
    })
    const saturday = { from: '2026-11-28T16:00:00.000Z', until: '2026-11-28T18:00:00.000Z' }
    expect(shownOf(occurrenceAt(planned, Date.parse('2026-11-22T19:00Z')))).toEqual(saturday)
    expect(shownOf(occurrenceAt(planned, Date.parse('2026-11-28T17:30Z')))).toEqual(saturday)
    expect(occurrenceAt(planned, Date.parse('2026-11-28T18:00Z'))?.from).toBe(
      Date.parse('2026-12-05T16:00Z'),
    )
  })

  test('falls out on the night on which the clock is set forward over it', () => {
    const planned = weekly({
      days: [0],
      fromMinute: 130,
      toMinute: 170,
      timezone: 'Europe/Berlin',
    })
    expect(shownOf(occurrenceAt(planned, Date.parse('2026-03-28T12:00Z')))).toEqual({
      from: '2026-04-05T00:10:00.000Z',
      until: '2026-04-05T00:50:00.000Z',
    })
  })

  test('lasts a day where it ends at the time at which it begins', () => {
    const planned = weekly({ days: [1], fromMinute: 0, toMinute: 0, timezone: 'Asia/Jakarta' })
    const found = occurrenceAt(planned, Date.parse('2026-11-22T12:00Z'))
    expect((found?.until ?? 0) - (found?.from ?? 0)).toBe(DAY)
  })
})

/** Windows as pairs of minutes of the walk: from the first minute whose clock shows the time or a later one. */
function walkedWindows(
  clocks: readonly number[],
  days: readonly Weekday[],
  fromMinute: number,
  toMinute: number,
): [number, number][] {
  const first = (clock: number): number => {
    const found = clocks.findIndex((shown) => shown >= clock)
    return found < 0 ? clocks.length : found
  }
  const midnights = new Set(clocks.map((clock) => Math.floor(clock / DAY) * DAY))
  return [...midnights]
    .filter((midnight) => days.includes(new Date(midnight).getUTCDay() as Weekday))
    .map((midnight) => [
      first(midnight + fromMinute * MINUTE),
      first(midnight + (toMinute <= fromMinute ? DAY : 0) + toMinute * MINUTE),
    ])
}

test('a time that the clock leaves out is the moment of its setting, one shown twice the first', () => {
  const at = (timezone: string, clock: string) => iso(instantOf(timezone, Date.parse(`${clock}Z`)))
  expect(at('Europe/Berlin', '2026-03-29T02:30')).toBe('2026-03-29T01:00:00.000Z')
  expect(at('Europe/Berlin', '2026-10-25T02:30')).toBe('2026-10-25T00:30:00.000Z')
  expect(at('Europe/Berlin', '2026-10-25T03:00')).toBe('2026-10-25T02:00:00.000Z')
  expect(at('America/New_York', '2026-03-08T02:00')).toBe('2026-03-08T07:00:00.000Z')
  expect(at('America/New_York', '2026-11-01T01:59')).toBe('2026-11-01T05:59:00.000Z')
  expect(at('Asia/Jakarta', '2026-11-01T00:00')).toBe('2026-10-31T17:00:00.000Z')
  // Samoa left out a whole day.
  expect(at('Pacific/Apia', '2011-12-30T12:00')).toBe('2011-12-30T10:00:00.000Z')
})

test('a suspension holds from its beginning to just before its end, and never again', () => {
  const planned: Suspension = { ...ABOUT, kind: 'suspension', from: 1000, until: 2000 }
  expect(occurrenceAt(planned, 0)).toEqual({ from: 1000, until: 2000 })
  expect(occurrenceAt(planned, 1999)).toEqual({ from: 1000, until: 2000 })
  expect(occurrenceAt(planned, 2000)).toBeUndefined()
})
