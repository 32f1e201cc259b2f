import { expect, test } from 'vitest'
import { attemptMs } from './attempt.ts'
import { retryAfterMs } from './retry.ts'

const LATER = { result: 'later', why: 'busy' } as const

test('the pause doubles from 1 s to 60 s, a fifth more or less', () => {
  const seconds = [1, 2, 3, 4, 5, 6, 7, 8, 9999].map((n) => retryAfterMs(n, LATER, 0.5) / 1000)
  expect(seconds).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  expect(retryAfterMs(1, LATER, 0)).toBe(800)
  expect(retryAfterMs(9, LATER, 1)).toBe(72_000)
})

test('nobody comes before the receiver said, and not at once either', () => {
  expect(retryAfterMs(1, { ...LATER, afterMs: 30_000 }, 0)).toBe(30_000)
  expect(retryAfterMs(9, { ...LATER, afterMs: 30_000 }, 1)).toBe(36_000)
  expect(retryAfterMs(1, { ...LATER, afterMs: 0 }, 0)).toBe(1000)
})

test('a message of megabytes gets the time of a slow line', () => {
  expect(attemptMs(10_000, 3_500_000)).toBe(45_000)
})
