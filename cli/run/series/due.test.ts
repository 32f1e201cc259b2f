import { expect, test } from 'vitest'
import { Due, midnights } from './due.ts'

test('a whole span is given once, when it has come', () => {
  const due = new Due(10_000, 12_345)
  expect([19_999, 20_000, 20_001, 29_999, 30_500].map((now) => due.take(now))).toEqual([
    undefined,
    20_000,
    undefined,
    undefined,
    30_000,
  ])
})

test('of several that were missed the last is given', () => {
  const due = new Due(10_000, 0)
  expect([due.take(95_000), due.take(96_000)]).toEqual([90_000, undefined])
})

test('a clock set back by less than a span waits, by more it starts anew', () => {
  const due = new Due(10_000, 100_000)
  expect([due.take(99_000), due.take(101_000), due.take(110_000)]).toEqual([
    undefined,
    undefined,
    110_000,
  ])
  expect([due.take(30_000), due.take(31_000), due.take(40_000)]).toEqual([
    30_000,
    undefined,
    40_000,
  ])
})

test('midnights are those of the city', () => {
  // 2026-03-01 in Jakarta begins at 17:00 UTC of the day before.
  const before = Date.UTC(2026, 1, 28, 16, 59, 59)
  const due = midnights('Asia/Jakarta', before)
  expect([due.take(before + 500), due.take(before + 1000), due.take(before + 2000)]).toEqual([
    undefined,
    before + 1000,
    undefined,
  ])
})
