import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlannedTimes } from './planned-times.ts'

const START = 1_800_000_000_000
const INTERVAL = 10_000

test('routine looks stay an interval apart, however late each one is', () => {
  const looks = fc.array(fc.integer({ min: -50, max: 900 }), { minLength: 2, maxLength: 50 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: INTERVAL - 1 }), looks, (phase, late) => {
      const times = new PlannedTimes([INTERVAL])
      const planned = late.map((ms, i) => times.of(0, START + phase + i * INTERVAL + (i && ms)))
      expect(planned).toEqual(late.map((_, i) => START + phase + i * INTERVAL))
    }),
  )
})

test('a look out of turn has its own time, and moves no other', () => {
  const times = new PlannedTimes([INTERVAL])
  times.of(0, START)
  expect(times.of(0, START + 3_700)).toBe(START + 3_700)
  expect(times.of(0, START + 10_004)).toBe(START + 10_000)
})

test('a clock that was set gives a new place after two looks', () => {
  const times = new PlannedTimes([INTERVAL])
  times.of(0, START)
  const set = START - 3_600_000 + 4_321
  expect(times.of(0, set)).toBe(set)
  expect(times.of(0, set + INTERVAL)).toBe(set + INTERVAL)
  expect(times.of(0, set + 2 * INTERVAL + 30)).toBe(set + 2 * INTERVAL)
})
