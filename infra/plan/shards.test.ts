import fc from 'fast-check'
import { expect, test } from 'vitest'
import { originOf, shardPaths } from './shards.ts'

const names = (count: number) => Array.from({ length: count }, (_, n) => `origin-${n}`)
const paths = Array.from({ length: 2000 }, (_, n) => `cam-${n}`)

test('each path has one owner, whatever the order of the origins', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 12 }), (path, count) => {
      const origins = names(count)
      const owner = originOf(path, origins)
      expect(origins).toContain(owner)
      expect(originOf(path, origins.toReversed())).toBe(owner)
    }),
  )
})

test('another origin takes its share and moves nothing else', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), (count) => {
      const before = names(count)
      const after = names(count + 1)
      const moved = paths.filter((path) => originOf(path, before) !== originOf(path, after))
      expect(moved.every((path) => originOf(path, after) === `origin-${count}`)).toBe(true)
      const share = paths.length / (count + 1)
      // Five standard deviations of a fair draw.
      expect(moved.length).toBeLessThan(share + 5 * Math.sqrt(share))
    }),
    { numRuns: 8 },
  )
})

test('the shards are all paths, none twice, none far from its share', () => {
  const shards = shardPaths(paths, names(4))
  expect([...shards.values()].flat().toSorted()).toEqual(paths.toSorted())
  for (const shard of shards.values()) expect(Math.abs(shard.length - 500)).toBeLessThan(112)
  expect([...shardPaths([], names(2)).keys()]).toEqual(names(2))
})

test('without origins nobody owns anything', () => {
  expect(() => originOf('cam-1', [])).toThrow(RangeError)
})
