import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changeOf, DAY_S, keptFor, secondsOf } from './retention.ts'

test.each([
  ['0s', 0],
  ['none', 0],
  ['168h0m0s', 7 * DAY_S],
  ['1h30m0s', 5400],
  ['7d', 7 * DAY_S],
  ['1d 12h', 1.5 * DAY_S],
  ['2w', 14 * DAY_S],
  ['30days', 30 * DAY_S],
  ['', undefined],
  ['-1d', undefined],
  ['7 fortnights', undefined],
  ['NaN', undefined],
])('%j is %s seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds)
})

test('what is written as 1.x does is read', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(59), fc.nat(59), (h, m, s) => {
      expect(secondsOf(`${h}h${m}m${s}s`)).toBe(h * 3600 + m * 60 + s)
    }),
  )
})

test('hostile text is no duration, and takes no time', () => {
  expect(secondsOf(`${'1'.repeat(100_000)}x`)).toBeUndefined()
  fc.assert(
    fc.property(fc.string(), (text) => {
      const seconds = secondsOf(text)
      expect(seconds === undefined || seconds >= 0).toBe(true)
    }),
  )
})

test('durations in words', () => {
  expect([0, DAY_S, 7 * DAY_S, 36 * 3600].map(keptFor)).toEqual([
    'for ever',
    '1 day',
    '7 days',
    '36 hours',
  ])
  expect(changeOf(0, DAY_S)).toBe('from for ever to 1 day')
})
