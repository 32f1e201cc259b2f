import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from './random.ts'
import { apportion } from './synthetic/apportion.ts'

test('a seed and stream repeat; another stream differs', () => {
  const draw = (seed: number, stream: string): number[] => {
    const random = seededRandom(seed, stream)
    return Array.from({ length: 5 }, () => random.next())
  }
  expect(draw(1, 'a')).toEqual(draw(1, 'a'))
  expect(draw(1, 'a')).not.toEqual(draw(1, 'b'))
  expect(draw(1, 'a')).not.toEqual(draw(2, 'a'))
})

test('draws spread as they should', () => {
  const random = seededRandom(1)
  const normals = Array.from({ length: 4000 }, () => random.normal())
  const mean = normals.reduce((sum, x) => sum + x, 0) / normals.length
  const deviation = Math.sqrt(normals.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normals.length)
  expect(Math.abs(mean)).toBeLessThan(0.05)
  expect(Math.abs(deviation - 1)).toBeLessThan(0.05)
  const heavy = Array.from({ length: 4000 }, () => random.weighted([1, 0, 3]))
  expect(heavy).not.toContain(1)
  expect(heavy.filter((x) => x === 2).length / 4000).toBeCloseTo(0.75, 1)
  expect(random.shuffled([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4])
})

test('shares add up and follow the weights', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(fc.nat(10_000), weights, fc.nat(3), (total, given, least) => {
      const shares = apportion(total, given, least)
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total)
      if (total >= least * given.length) expect(Math.min(...shares)).toBeGreaterThanOrEqual(least)
    }),
  )
})
