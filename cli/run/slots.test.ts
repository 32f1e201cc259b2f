import fc from 'fast-check'
import { expect, test } from 'vitest'
import { INCONCLUSIVE, type ResultColumns } from '../../probes/result.ts'
import type { SlotColumns } from '../../store/series/columns.ts'
import { minuteOf, SlotAccumulator } from './slots.ts'

const HOUR_MS = 3_600_000
const rowsOf = (index: number) => [index]
const upOf = () => 1

/** Row, time of the first echo, sent, lost, RTT in microseconds. */
type Result = readonly [number, number, number, number, number]

test('a target at the border of two slots has one look in each, however late they are', () => {
  const slots = new SlotAccumulator([10_000], 0, 5500)
  const late = [0, 4, -3, 1, -2, 12, 0, -5]
  slots.add(columns(late.map((ms, i) => [0, (i + 1) * 10_000 + ms, 1, 0, 5])), rowsOf)
  const counts = shown(slots.takeAll(100_000, upOf))
  expect(counts.map(([, sent]) => sent)).toEqual(late.map(() => 1))
})

test('adds up echoes and keeps the least, mean and greatest RTT of a slot', () => {
  const slots = new SlotAccumulator([1, 1], 60_000, 5500)
  slots.add(
    columns([
      [0, 60_000, 1, 0, 100],
      [0, 69_999, 7, 3, 300],
      [1, 65_000, 7, 7, Number.NaN],
      [1, 70_000, 1, 0, 50],
    ]),
    rowsOf,
  )
  expect(slots.take(76_499, upOf)).toEqual([])
  const [slot, ...more] = slots.take(76_500, (row) => (row === 0 ? 1 : 0))
  expect(more).toEqual([])
  expect(slot).toEqual({
    at: 60_000,
    sent: Uint16Array.of(8, 7),
    lost: Uint16Array.of(3, 7),
    rttMinUs: Float32Array.of(100, Number.NaN),
    rttAvgUs: Float32Array.of(200, Number.NaN),
    rttMaxUs: Float32Array.of(300, Number.NaN),
    up: Uint8Array.of(1, 0),
  })
  expect(slots.take(86_499, upOf)).toEqual([])
  expect(slots.take(86_500, upOf).map(({ at, sent }) => [at, ...sent])).toEqual([[70_000, 0, 1]])
})

test('what comes after its slot was over is added to the oldest open one, and counted', () => {
  const slots = new SlotAccumulator([1], 0, 5500)
  slots.add(columns([[0, 11_000, 1, 0, 5]]), rowsOf)
  expect(slots.take(20_000, upOf)).toEqual([])
  slots.add(
    columns([
      [0, 21_000, 1, 0, 5],
      [0, 9_999, 2, 1, 5],
    ]),
    rowsOf,
  )
  expect(slots.late).toBe(1)
  expect(shown(slots.take(26_500, upOf))).toEqual([[10_000, 3, 1]])
})

test('a late result with no slot open opens the first one that may be opened', () => {
  const slots = new SlotAccumulator([1], 0, 5500)
  expect(slots.take(100_000, upOf)).toEqual([])
  slots.add(columns([[0, 5_000, 1, 0, 5]]), rowsOf)
  expect([slots.late, shown(slots.take(106_500, upOf))]).toEqual([1, [[90_000, 1, 0]]])
})

test('a main thread that stood still gets all slots at once, oldest first', () => {
  const slots = new SlotAccumulator([1], 0, 5500)
  for (let i = 0; i < 9; i++) slots.add(columns([[0, i * 10_000, 1, 0, 5]]), rowsOf)
  expect(slots.late).toBe(0)
  expect(shown(slots.take(96_500, upOf))).toEqual(
    Array.from({ length: 9 }, (_, i) => [i * 10_000, 1, 0]),
  )
})

test('a slot in which nothing conclusive was asked is not given', () => {
  const slots = new SlotAccumulator([1], 0, 5500)
  const blind = columns([[0, 1_000, 7, 7, Number.NaN]])
  blind.flags[0] = INCONCLUSIVE
  slots.add(blind, rowsOf)
  slots.add(columns([[0, 1_000, 7, 7, Number.NaN]]), () => [])
  expect(slots.takeAll(HOUR_MS, upOf)).toEqual([])
})

test('a clock set forward by hours ends what is open and brings no empty slots', () => {
  const slots = new SlotAccumulator([1], 0, 5500)
  slots.add(columns([[0, 5_000, 1, 0, 5]]), rowsOf)
  slots.add(columns([[0, 5 * HOUR_MS + 1_000, 2, 0, 5]]), rowsOf)
  expect(shown(slots.take(5 * HOUR_MS + 2_000, upOf))).toEqual([[0, 1, 0]])
  expect(shown(slots.take(5 * HOUR_MS + 16_500, upOf))).toEqual([[5 * HOUR_MS, 2, 0]])
  expect(slots.late).toBe(0)
})

test('a clock set back by hours ends what is open, and slots go on from there', () => {
  const slots = new SlotAccumulator([1], 5 * HOUR_MS, 5500)
  slots.add(columns([[0, 5 * HOUR_MS + 1_000, 1, 0, 5]]), rowsOf)
  slots.add(columns([[0, 2 * HOUR_MS + 1_000, 4, 0, 5]]), rowsOf)
  expect(shown(slots.take(2 * HOUR_MS + 2_000, upOf))).toEqual([[5 * HOUR_MS, 5, 0]])
  slots.add(columns([[0, 2 * HOUR_MS + 3_000, 2, 1, 5]]), rowsOf)
  expect(shown(slots.take(2 * HOUR_MS + 16_500, upOf))).toEqual([[2 * HOUR_MS, 2, 1]])
  expect(slots.late).toBe(1)
})

test('a slot dated by a clock that was ahead for a moment does not stay open for hours', () => {
  const slots = new SlotAccumulator([1], 0, 5500)
  slots.add(columns([[0, 5 * HOUR_MS, 1, 0, 5]]), rowsOf)
  expect(shown(slots.take(1_000, upOf))).toEqual([[5 * HOUR_MS, 1, 0]])
  slots.add(columns([[0, 2_000, 1, 0, 5]]), rowsOf)
  expect([slots.late, shown(slots.take(16_500, upOf))]).toEqual([0, [[0, 1, 0]]])
})

test('more echoes than a column can hold are counted as its most', () => {
  const slots = new SlotAccumulator([1], 0)
  slots.add(columns(Array.from({ length: 300 }, () => [0, 0, 255, 255, 7] as const)), rowsOf)
  const [slot] = slots.takeAll(0, upOf)
  expect([slot?.sent[0], slot?.lost[0], slot?.rttAvgUs[0]]).toEqual([65_535, 65_535, 7])
})

test('one address may stand for several targets', () => {
  const slots = new SlotAccumulator(
    Array.from({ length: 3 }, () => 1),
    0,
  )
  slots.add(columns([[0, 0, 1, 0, 5]]), () => [0, 2])
  expect([...(slots.takeAll(0, upOf)[0]?.sent ?? [])]).toEqual([1, 0, 1])
})

test('a slot belongs to its whole minute', () => {
  const slots = new SlotAccumulator([1], 110_000)
  slots.add(columns([[0, 112_000, 3, 1, 9]]), rowsOf)
  const [slot] = slots.takeAll(120_000, upOf)
  expect(minuteOf(slot as SlotColumns)).toEqual({
    at: 60_000,
    sent: Uint16Array.of(3),
    lost: Uint16Array.of(1),
    rttMinUs: Float32Array.of(9),
    rttAvgUs: Float32Array.of(9),
    rttMaxUs: Float32Array.of(9),
  })
})

test('whatever comes when, and whatever the clock does, each result is counted once', () => {
  const step = fc.record({
    // Mostly a second or a minute on, at times hours forth or back.
    passedMs: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 15_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: -20_000, max: 90_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: -9 * HOUR_MS, max: 9 * HOUR_MS }) },
    ),
    results: fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 30_000 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 7 }),
      ),
      { maxLength: 6 },
    ),
    takes: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let now = 100 * HOUR_MS
      const slots = new SlotAccumulator(
        Array.from({ length: 3 }, () => 1),
        now,
        5500,
      )
      const want = [0, 0, 0, 0, 0, 0]
      const got: SlotColumns[] = []
      for (const { passedMs, results, takes } of steps) {
        now += passedMs
        const rows = results.map(([row, agoMs, sent, lost]): Result => {
          want[row] = (want[row] as number) + sent
          want[row + 3] = (want[row + 3] as number) + lost
          return [row, now - agoMs, sent, lost, 5]
        })
        slots.add(columns(rows), rowsOf)
        if (takes) got.push(...slots.take(now, upOf))
      }
      got.push(...slots.takeAll(now, upOf))
      const sums = [0, 0, 0, 0, 0, 0]
      for (const { at, sent, lost } of got) {
        expect(at % 10_000).toBe(0)
        for (const row of [0, 1, 2]) {
          sums[row] = (sums[row] as number) + (sent[row] as number)
          sums[row + 3] = (sums[row + 3] as number) + (lost[row] as number)
        }
      }
      expect(sums).toEqual(want)
    }),
    { numRuns: 300 },
  )
})

test('while the clock runs on, no slot is given twice, they rise, and none is empty', () => {
  const step = fc.tuple(
    fc.integer({ min: 0, max: 40_000 }),
    fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 4 }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let now = 0
      const slots = new SlotAccumulator([1], now, 5500)
      const given: number[] = []
      for (const [passedMs, agoMs] of steps) {
        now += passedMs
        slots.add(columns(agoMs.map((ms): Result => [0, now - ms, 1, 0, 5])), rowsOf)
        for (const slot of slots.take(now, upOf)) {
          given.push(slot.at)
          expect(slot.sent[0]).toBeGreaterThan(0)
        }
      }
      expect(given).toEqual([...new Set(given)].sort((a, b) => a - b))
    }),
    { numRuns: 300 },
  )
})

function shown(slots: readonly SlotColumns[]): number[][] {
  return slots.map(({ at, sent, lost }) => [at, sent[0] as number, lost[0] as number])
}

function columns(rows: readonly Result[]): ResultColumns {
  const n = rows.length
  return {
    count: n,
    index: Uint32Array.from(rows, (r) => r[0]),
    at: Float64Array.from(rows, (r) => r[1]),
    decidedAt: new Float64Array(n),
    sent: Uint8Array.from(rows, (r) => r[2]),
    lost: Uint8Array.from(rows, (r) => r[3]),
    rttUs: Float32Array.from(rows, (r) => r[4]),
    flags: new Uint8Array(n),
    cause: new Uint16Array(n),
    reporter: new Uint16Array(n),
    reporters: [],
  }
}
