import { expect, test } from 'vitest'
import type { Incident } from '../../incidents/incident.ts'
import { smallIncident } from '../../test/rigs/small-series.ts'
import { MOST_OUTAGES } from '../schema/told-measurements.ts'
import { type CauseTags, endedOutage, outagePoints } from './outage-points.ts'

const UPLINK: CauseTags = {
  kind: 'uplink',
  owner: 'isp-nusa',
  isp: 'nusa',
  areas: ['genuk', 'genuk.banjardowo'],
  severity: 'warning',
}
const NOBODY: ReadonlySet<string> = new Set()
const uplink = (n: number, more: Partial<Incident> = {}): Incident =>
  smallIncident(`inc-${n}`, { kind: 'target', targetId: `u${n}` }, { openedAt: n, ...more })
const many = (from: number, to: number): Incident[] =>
  Array.from({ length: to - from }, (_, i) => uplink(from + i, { affected: ['a', 'b'] }))

test('an incident that people are told of is a series, with all that routes look at', () => {
  const incident = uplink(1, {
    openedAt: 1_000,
    affected: ['u1', 'n1', 'c1'],
    byKind: { uplink: 1, nvr: 1, camera: 1 },
    acknowledged: { at: 2_000, by: 'sari' },
  })
  const { points, seated } = outagePoints([incident], () => UPLINK, NOBODY, 62_999)
  expect(points).toEqual([
    {
      measurement: 'outage',
      tags: {
        cause: 'u1',
        kind: 'uplink',
        reason: 'topmost-failed',
        kec: 'genuk',
        area: '/genuk/genuk.banjardowo/',
        owner: 'isp-nusa',
        isp: 'nusa',
        severity: 'warning',
      },
      fields: { affected: 3, cameras: 1, causes: 1, age_s: 61, acked: 1 },
      at: 62_999,
    },
  ])
  expect(seated).toEqual(new Set(['inc-1']))
  expect(outagePoints([uplink(2, { settled: false })], () => UPLINK, NOBODY, 0).points).toEqual([])
})

test('what cameras show stands beside their cause, and what is nowhere has no area', () => {
  const cause = { kind: 'shared', attribute: 'isp', value: 'nusa', failed: 9, total: 10 } as const
  const shared = smallIncident('inc-1', cause, { evidence: { condition: 'black', lost: 3 } })
  const tags = { kind: 'shared', areas: [], severity: 'critical' }
  const { points } = outagePoints([shared], () => tags, NOBODY, 60_000)
  expect(points[0]?.tags).toEqual({
    cause: 'nusa',
    kind: 'shared',
    reason: 'topmost-failed',
    condition: 'black',
    severity: 'critical',
  })
})

test('one that comes and goes is not over while it is up for a moment', () => {
  const flapping = uplink(1, { flapping: true, affected: [] })
  const { points } = outagePoints([flapping], () => UPLINK, NOBODY, 60_000)
  expect(points[0]?.fields).toMatchObject({ affected: 1, causes: 1 })
})

test('incidents whose tags are the same are one series', () => {
  const twice = [uplink(1), { ...uplink(1), id: 'inc-1b', acknowledged: { at: 0, by: 'sari' } }]
  const { points } = outagePoints(twice, () => UPLINK, NOBODY, 60_000)
  expect(points.map(({ fields }) => [fields.causes, fields.acked])).toEqual([[2, 0]])
})

test('the oldest have a series each, the rest is summed up by kind and severity', () => {
  const rest = [
    uplink(98, { byKind: { camera: 5 }, acknowledged: { at: 0, by: 'sari' } }),
    uplink(99, { affected: ['x'], byKind: { camera: 7 } }),
    smallIncident('inc-x', { kind: 'target', targetId: 'n1' }, { openedAt: 100 }),
  ]
  const tagsOf = ({ id }: Incident): CauseTags =>
    id === 'inc-x' ? { kind: 'nvr', areas: [], severity: 'critical' } : UPLINK
  const open = [...rest, ...many(1, 1 + MOST_OUTAGES)]
  const { points, seated } = outagePoints(open, tagsOf, NOBODY, 2_098)
  expect(points).toHaveLength(MOST_OUTAGES + 2)
  expect(seated.size).toBe(MOST_OUTAGES)
  expect(points.slice(MOST_OUTAGES).map(({ tags, fields }) => ({ tags, fields }))).toEqual([
    {
      tags: { cause: '+more', kind: 'uplink', severity: 'warning' },
      fields: { affected: 2, cameras: 12, causes: 2, age_s: 2, acked: 0 },
    },
    {
      tags: { cause: '+more', kind: 'nvr', severity: 'critical' },
      fields: { affected: 1, cameras: 0, causes: 1, age_s: 1, acked: 0 },
    },
  ])
})

test('who has a series keeps it where an older one comes, which gets the next that is free', () => {
  const first = many(10, 10 + MOST_OUTAGES)
  const { seated } = outagePoints(first, () => UPLINK, NOBODY, 60_000)
  const older = uplink(1)
  const then = outagePoints([older, ...first], () => UPLINK, seated, 70_000)
  expect(then.seated).toEqual(seated)
  expect(then.points.at(-1)?.tags.cause).toBe('+more')
  const later = outagePoints([older, ...first.slice(1), uplink(99)], () => UPLINK, seated, 80_000)
  expect(later.seated.has('inc-1')).toBe(true)
  expect(later.seated.has('inc-99')).toBe(false)
})

test('what is over has the same tags, and says 0', () => {
  const [point] = outagePoints([uplink(1)], () => UPLINK, NOBODY, 60_000).points
  if (point === undefined) throw new Error('no point')
  expect(endedOutage(point, 70_000)).toEqual({
    measurement: 'outage',
    tags: point.tags,
    fields: { affected: 0, cameras: 0, causes: 0, age_s: 0, acked: 0 },
    at: 70_000,
  })
})
