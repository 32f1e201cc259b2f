import { expect, test } from 'vitest'
import { MOST_FAULTS } from '../schema/told-measurements.ts'
import { endedFault, faultPoints, type RecorderFault } from './fault-points.ts'

const disk = (n: number): RecorderFault => ({
  what: 'disk_failed',
  id: `r-${n}`,
  kec: 'genuk',
  owner: 'dinas',
  since: n * 1_000,
})
const clock = (n: number, skewS: number): RecorderFault => ({
  ...disk(n),
  what: 'clock_skewed',
  skewS,
})

test('a fault of a recorder is a series', () => {
  expect(faultPoints([clock(1, 95.4), disk(2)], 62_999)).toEqual([
    {
      measurement: 'fault',
      tags: { what: 'disk_failed', id: 'r-2', kec: 'genuk', owner: 'dinas' },
      fields: { recorders: 1, age_s: 60 },
      at: 62_999,
    },
    {
      measurement: 'fault',
      tags: { what: 'clock_skewed', id: 'r-1', kec: 'genuk', owner: 'dinas' },
      fields: { recorders: 1, age_s: 61, skew_s: 95 },
      at: 62_999,
    },
  ])
})

test('of each kind those known longest are by themselves, the rest is one', () => {
  const clocks = Array.from({ length: MOST_FAULTS + 3 }, (_, i) => clock(20 - i, 100 + i))
  const points = faultPoints([...clocks, disk(50)], 60_000)
  expect(points).toHaveLength(1 + MOST_FAULTS + 1)
  expect(points[1]?.tags.id).toBe(`r-${20 - MOST_FAULTS - 2}`)
  expect(points.at(-1)).toMatchObject({
    tags: { what: 'clock_skewed', id: '+more', kec: undefined, owner: undefined },
    fields: { recorders: 3, age_s: 42, skew_s: 102 },
  })
})

test('what is over says 0, of clocks that they are right', () => {
  const [diskPoint, clockPoint] = faultPoints([disk(1), clock(1, 95)], 60_000)
  if (!diskPoint || !clockPoint) throw new Error('no points')
  expect(endedFault(diskPoint, 70_000)).toMatchObject({
    tags: diskPoint.tags,
    fields: { recorders: 0, age_s: 0 },
    at: 70_000,
  })
  expect(endedFault(diskPoint, 70_000).fields).not.toHaveProperty('skew_s')
  expect(endedFault(clockPoint, 70_000).fields).toEqual({ recorders: 0, age_s: 0, skew_s: 0 })
})
