import { expect, test } from 'vitest'
import { plannedOpenPoints, plannedPoints } from './planned-points.ts'

const ABOUT = { kind: 'suspension', owner: 'dinas', why: 'road works', targets: 12 } as const

test('a step is a point at its time, the same one however often it is said', () => {
  const steps = [
    { ...ABOUT, id: 'sus-1', what: 'begun', at: 60_000 },
    { ...ABOUT, id: 'sus-2', what: 'lifted', at: 60_000 },
  ] as const
  const [first, second] = plannedPoints(steps)
  expect(first).toMatchObject({
    measurement: 'planned',
    tags: { kind: 'suspension' },
    fields: { id: 'sus-1', what: 'begun', owner: 'dinas', why: 'road works', targets: 12 },
    at: 60_000,
  })
  expect(plannedPoints([...steps].reverse())).toEqual([second, first])
  expect(first?.ordinal).not.toBe(second?.ordinal)
  expect(first?.ordinal).toBeGreaterThanOrEqual(0)
  expect(first?.ordinal).toBeLessThan(1_000_000)
})

test('what holds is listed by id', () => {
  const open = [
    { ...ABOUT, id: 'b', from: 1_000, until: 2_000 },
    { ...ABOUT, kind: 'maintenance', id: 'a', from: 1_000, until: 3_000 },
  ] as const
  const points = plannedOpenPoints(open, 60_000)
  expect(points.map(({ fields, ordinal }) => [fields.id, ordinal])).toEqual([
    ['a', 0],
    ['b', 1],
  ])
  expect(points[0]).toEqual({
    measurement: 'planned_open',
    tags: { kind: 'maintenance' },
    fields: {
      id: 'a',
      owner: 'dinas',
      why: 'road works',
      targets: 12,
      from_ms: 1_000,
      until_ms: 3_000,
    },
    at: 60_000,
    ordinal: 0,
  })
})
