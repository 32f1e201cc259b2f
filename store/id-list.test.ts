import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeNumbers, encodeNumbers } from './id-list.ts'

test('any set comes back rising, each number once', () => {
  const number = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
  fc.assert(
    fc.property(fc.array(number), (numbers) => {
      const set = [...new Set(numbers)].sort((a, b) => a - b)
      expect(decodeNumbers(encodeNumbers(numbers))).toEqual(set)
    }),
  )
})

test('what hangs on one node takes few bytes', () => {
  const scattered = Array.from({ length: 4_470 }, (_, i) => i * 3 + ((i * 7) % 3))
  expect(encodeNumbers(scattered).length).toBeLessThan(1_000)
})
