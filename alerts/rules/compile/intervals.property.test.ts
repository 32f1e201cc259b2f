import fc from 'fast-check'
import { expect, test } from 'vitest'
import { occurrenceAt } from '../../../fleet/planned/occurrence.ts'
import type { Maintenance, MaintenanceTime, Weekday } from '../../../fleet/planned/planned.ts'
import { intervalHolds } from '../../../test/rigs/policy-reading.ts'
import { onceIntervals, weeklyIntervals, weekOf } from './intervals.ts'

const MINUTE_MS = 60_000
const WEEK_MINUTES = 10_080
const ZONES = ['Asia/Jakarta', 'Asia/Jayapura', 'UTC'] as const

function windowOf(time: MaintenanceTime): Maintenance {
  const scope = { targets: ['u0'] }
  return { kind: 'maintenance', id: 'w', scope, reason: '', owner: '', source: 'file', time }
}

test('a weekly window is muted at exactly its minutes, over midnight and the end of the week too', () => {
  const time = fc.record({
    type: fc.constant('weekly' as const),
    days: fc.subarray<Weekday>([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
    fromMinute: fc.integer({ min: 0, max: 1439 }),
    toMinute: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1439 })),
    timezone: fc.constantFrom(...ZONES),
  })
  fc.assert(
    fc.property(time, fc.nat(6), (weekly, step) => {
      const intervals = weeklyIntervals(weekOf(weekly), weekly.timezone)
      const interval = { name: 'w', intervals }
      const planned = windowOf(weekly)
      // Over the end of a month: 24 February to 10 March 2026, each seventh minute, and all around its own edges.
      const start = Date.parse('2026-02-24T00:00:00Z')
      const minutes = [
        ...Array.from({ length: 290 }, (_, i) => step + i * 71),
        ...[weekly.fromMinute, weekly.toMinute, 0]
          .flatMap((edge) =>
            Array.from({ length: 14 }, (_, day) =>
              [edge - 1, edge, edge + 1].map((m) => day * 1440 + m),
            ),
          )
          .flat(),
      ]
      for (const minute of minutes) {
        const at = start + minute * MINUTE_MS - offsetOf(weekly.timezone)
        const holds = (occurrenceAt(planned, at)?.from ?? Number.POSITIVE_INFINITY) <= at
        if (intervalHolds(interval, at) !== holds) expect({ at, weekly }).toBe(holds)
      }
    }),
    { numRuns: 12 },
  )
})

function offsetOf(zone: (typeof ZONES)[number]): number {
  return { 'Asia/Jakarta': 7, 'Asia/Jayapura': 9, UTC: 0 }[zone] * 60 * MINUTE_MS
}

test('what happens once is muted from its begin to its end, over days, months, years and set clocks', () => {
  const start = Date.parse('2025-10-20T00:00:00Z') / MINUTE_MS
  const span = fc.record({
    from: fc.integer({ min: start, max: start + 60 * WEEK_MINUTES }),
    minutes: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 2_000_000 })),
    whole: fc.boolean(),
    zone: fc.constantFrom('Asia/Jakarta', 'Europe/Berlin', 'America/New_York'),
  })
  fc.assert(
    fc.property(span, ({ from, minutes, whole, zone }) => {
      const day = 1440
      const first = whole ? Math.floor(from / day) * day : from
      const last = whole ? (Math.floor((from + minutes) / day) + 1) * day : from + minutes
      const intervals = onceIntervals(first * MINUTE_MS, last * MINUTE_MS, zone)
      expect(intervals.length).toBeLessThanOrEqual(7)
      const around = [first, last].flatMap((edge) =>
        [-day, -121, -61, -60, -59, -1, 0, 1, 59, 60, 61, 121, day].map((off) => edge + off),
      )
      const among = Array.from({ length: 40 }, (_, i) => first + Math.floor((i / 40) * minutes))
      for (const minute of [...around, ...among]) {
        const holds = first <= minute && minute < last
        if (intervalHolds({ name: 'once', intervals }, minute * MINUTE_MS) === holds) continue
        expect({ at: new Date(minute * MINUTE_MS).toISOString(), intervals }).toBe(holds)
      }
    }),
    { numRuns: 60 },
  )
})

test('puts days with the same times together, and ends a day at 24:00', () => {
  const night = {
    days: [6, 0] as Weekday[],
    ...{ fromMinute: 1320, toMinute: 330, timezone: 'Asia/Jakarta' },
  }
  expect(weeklyIntervals(weekOf(night), night.timezone)).toEqual([
    {
      times: [
        { start: '00:00', end: '05:30' },
        { start: '22:00', end: '24:00' },
      ],
      weekdays: ['sunday'],
      location: 'Asia/Jakarta',
    },
    { times: [{ start: '00:00', end: '05:30' }], weekdays: ['monday'], location: 'Asia/Jakarta' },
    { times: [{ start: '22:00', end: '24:00' }], weekdays: ['saturday'], location: 'Asia/Jakarta' },
  ])
})

test('says a long time in few pieces', () => {
  const at = (text: string): number => Date.parse(`${text}+07:00`)
  expect(onceIntervals(at('2025-12-30T22:00'), at('2028-02-02T00:00'), 'Asia/Jakarta')).toEqual(
    [
      {
        times: [{ start: '22:00', end: '24:00' }],
        ...{ daysOfMonth: ['30'], months: ['12'], years: ['2025'] },
      },
      { daysOfMonth: ['31'], months: ['12'], years: ['2025'] },
      { years: ['2026:2027'] },
      { months: ['1'], years: ['2028'] },
      { daysOfMonth: ['1'], months: ['2'], years: ['2028'] },
    ].map((one) => ({ ...one, location: 'Asia/Jakarta' })),
  )
})
