import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MinutePoint } from '../../store/store.ts'
import { condense, stepSecondsFor } from './history.ts'

const MINUTE_MS = 60_000

const minutes = fc
  .array(
    fc.record({
      sent: fc.nat(60),
      lostShare: fc.double({ min: 0, max: 1, noNaN: true }),
      rtt: fc.integer({ min: 1, max: 1_000_000 }),
    }),
    { maxLength: 300 },
  )
  .map((rows) =>
    rows.map(({ sent, lostShare, rtt }, index): MinutePoint => {
      const lost = Math.floor(sent * lostShare)
      const answered = sent > lost ? { rttMinUs: rtt, rttAvgUs: rtt + 5, rttMaxUs: rtt + 9 } : {}
      return { at: index * MINUTE_MS, sent, lost, ...answered }
    }),
  )

test('no chart gets more than 1,440 points', () => {
  for (const hours of [1, 24, 25, 168, 720]) {
    expect((hours * 3600) / stepSecondsFor(hours)).toBeLessThanOrEqual(1440)
  }
  expect([1, 24, 168, 720].map(stepSecondsFor)).toEqual([60, 60, 420, 1800])
})

test('condensing keeps every echo and the extremes', () => {
  fc.assert(
    fc.property(minutes, fc.constantFrom(60, 420, 1800), (points, step) => {
      const condensed = condense(points, step)
      const sum = (rows: readonly MinutePoint[], key: 'sent' | 'lost') =>
        rows.reduce((total, row) => total + row[key], 0)
      const values = (rows: readonly MinutePoint[], key: 'rttMinUs' | 'rttMaxUs') =>
        rows.flatMap((row) => row[key] ?? [])
      expect(sum(condensed, 'sent')).toBe(sum(points, 'sent'))
      expect(sum(condensed, 'lost')).toBe(sum(points, 'lost'))
      expect(Math.min(...values(condensed, 'rttMinUs'))).toBe(
        Math.min(...values(points, 'rttMinUs')),
      )
      expect(Math.max(...values(condensed, 'rttMaxUs'))).toBe(
        Math.max(...values(points, 'rttMaxUs')),
      )
      for (const row of condensed) {
        expect(row.at % (step * 1000)).toBe(0)
        if (row.rttAvgUs !== undefined) {
          expect(row.rttAvgUs).toBeGreaterThanOrEqual(row.rttMinUs ?? 0)
          expect(row.rttAvgUs).toBeLessThanOrEqual(row.rttMaxUs ?? 0)
        }
      }
    }),
  )
})

test('a step in which nothing answered has losses and no round trip', () => {
  const dead = [0, 1, 2].map((minute) => ({ at: minute * MINUTE_MS, sent: 6, lost: 6 }))
  expect(condense(dead, 1800)).toEqual([{ at: 0, sent: 18, lost: 18 }])
})
