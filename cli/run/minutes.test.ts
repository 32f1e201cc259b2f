import { expect, test } from 'vitest'
import { INCONCLUSIVE, type ResultColumns } from '../../probes/result.ts'
import { MinuteAccumulator } from './minutes.ts'

const rowsOf = (index: number) => [index]

test('adds up echoes and keeps the least, mean and greatest RTT of a minute', () => {
  const minutes = new MinuteAccumulator(2, 60_000)
  minutes.add(
    columns([
      [0, 1, 0, 100],
      [0, 7, 3, 300],
      [1, 7, 7, Number.NaN],
    ]),
    rowsOf,
  )
  expect(minutes.take(119_999)).toBeUndefined()
  const minute = minutes.take(120_000)
  expect(minute?.at).toBe(60_000)
  expect([...(minute?.sent ?? [])]).toEqual([8, 7])
  expect([...(minute?.lost ?? [])]).toEqual([3, 7])
  expect(minute?.rttMinUs[0]).toBe(100)
  expect(minute?.rttAvgUs[0]).toBe(200)
  expect(minute?.rttMaxUs[0]).toBe(300)
  expect(minute?.rttAvgUs[1]).toBeNaN()
})

test('a minute in which nothing was asked is not written', () => {
  const minutes = new MinuteAccumulator(1, 60_000)
  expect(minutes.take(120_000)).toBeUndefined()
  minutes.add(columns([[0, 1, 0, 5]]), rowsOf)
  expect(minutes.take(180_000)?.at).toBe(120_000)
})

test('a clock set back by hours ends the open minute, and minutes go on from there', () => {
  const hour = 3_600_000
  const minutes = new MinuteAccumulator(1, 5 * hour)
  minutes.add(columns([[0, 1, 0, 5]]), rowsOf)
  expect(minutes.take(2 * hour + 1000)?.at).toBe(5 * hour)
  minutes.add(columns([[0, 2, 1, 5]]), rowsOf)
  expect(minutes.take(2 * hour + 59_999)).toBeUndefined()
  const next = minutes.take(2 * hour + 60_000)
  expect([next?.at, next?.sent[0], next?.lost[0]]).toEqual([2 * hour, 2, 1])
})

test('more echoes than a column can hold are counted as its most', () => {
  const minutes = new MinuteAccumulator(1, 0)
  const full = columns(Array.from({ length: 300 }, () => [0, 255, 255, 7] as const))
  minutes.add(full, rowsOf)
  const minute = minutes.takeOpen(0)
  expect([minute?.sent[0], minute?.lost[0], minute?.rttAvgUs[0]]).toEqual([65_535, 65_535, 7])
})

test('what a blind probe saw is not history', () => {
  const minutes = new MinuteAccumulator(1, 0)
  const blind = columns([[0, 7, 7, Number.NaN]])
  blind.flags[0] = INCONCLUSIVE
  minutes.add(blind, rowsOf)
  expect(minutes.takeOpen(60_000)).toBeUndefined()
})

test('one address may stand for several targets, and an anchor for none', () => {
  const minutes = new MinuteAccumulator(3, 0)
  minutes.add(
    columns([
      [0, 1, 0, 5],
      [1, 1, 0, 6],
    ]),
    (index) => (index === 0 ? [0, 2] : []),
  )
  expect([...(minutes.takeOpen(0)?.sent ?? [])]).toEqual([1, 0, 1])
})

function columns(rows: readonly (readonly [number, number, number, number])[]): ResultColumns {
  const n = rows.length
  return {
    count: n,
    index: Uint32Array.from(rows, (r) => r[0]),
    at: new Float64Array(n),
    decidedAt: new Float64Array(n),
    sent: Uint8Array.from(rows, (r) => r[1]),
    lost: Uint8Array.from(rows, (r) => r[2]),
    rttUs: Float32Array.from(rows, (r) => r[3]),
    flags: new Uint8Array(n),
    cause: new Uint16Array(n),
    reporter: new Uint16Array(n),
    reporters: [],
  }
}
