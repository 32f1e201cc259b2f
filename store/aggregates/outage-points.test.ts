import { expect, test } from 'vitest'
import type { Incident } from '../../incidents/incident.ts'
import { smallIncident } from '../../test/rigs/small-series.ts'
import { MOST_OUTAGES, MOST_WARNINGS } from '../schema/told-measurements.ts'
import { type CauseTags, endedOutage, NO_PLACES, outagePoints } from './outage-points.ts'

const UPLINK: CauseTags = {
  kind: 'uplink',
  owner: 'isp-nusa',
  isp: 'nusa',
  areas: ['genuk', 'genuk.banjardowo'],
  severity: 'warning',
}
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
  const { points, places } = outagePoints([incident], () => UPLINK, NO_PLACES, 62_999)
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
  expect(places.seated).toEqual(new Set(['inc-1']))
  expect(outagePoints([uplink(2, { settled: false })], () => UPLINK, NO_PLACES, 0).points).toEqual(
    [],
  )
})

test('what cameras show stands beside their cause, and what is nowhere has no area', () => {
  const cause = { kind: 'shared', attribute: 'isp', value: 'nusa', failed: 9, total: 10 } as const
  const shared = smallIncident('inc-1', cause, { evidence: { condition: 'black', lost: 3 } })
  const tags = { kind: 'shared', areas: [], severity: 'critical' }
  const { points } = outagePoints([shared], () => tags, NO_PLACES, 60_000)
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
  const { points } = outagePoints([flapping], () => UPLINK, NO_PLACES, 60_000)
  expect(points[0]?.fields).toMatchObject({ affected: 1, causes: 1 })
})

test('incidents whose tags are the same are one series', () => {
  const twice = [uplink(1), { ...uplink(1), id: 'inc-1b', acknowledged: { at: 0, by: 'sari' } }]
  const { points } = outagePoints(twice, () => UPLINK, NO_PLACES, 60_000)
  expect(points.map(({ fields }) => [fields.causes, fields.acked])).toEqual([[2, 0]])
})

/** Critical where it affects ten or more. */
const bySize = ({ affected }: Incident): CauseTags => ({
  ...UPLINK,
  severity: affected.length >= 10 ? 'critical' : 'warning',
})
const TEN = Array.from({ length: 10 }, (_, n) => `c${n}`)
const bad = (from: number, to: number): Incident[] =>
  many(from, to).map((one) => ({ ...one, affected: TEN }))
const counted = (points: ReturnType<typeof outagePoints>['points']) => {
  const count = (severity: string, isOwn: boolean): number =>
    points.filter(({ tags }) => tags.severity === severity && (tags.cause !== '+more') === isOwn)
      .length
  return [count('critical', true), count('warning', true), count('warning', false)]
}

test('the largest have a series each, the rest is summed up by kind and severity', () => {
  const rest = [
    uplink(98, { byKind: { camera: 5 }, acknowledged: { at: 0, by: 'sari' } }),
    uplink(99, { affected: ['x'], byKind: { camera: 7 } }),
    smallIncident('inc-x', { kind: 'target', targetId: 'n1' }, { openedAt: 100 }),
  ]
  const tagsOf = ({ id }: Incident): CauseTags =>
    id === 'inc-x' ? { kind: 'nvr', areas: [], severity: 'warning' } : UPLINK
  const open = [...rest, ...many(101, 101 + MOST_WARNINGS)]
  const { points, places } = outagePoints(open, tagsOf, NO_PLACES, 2_098)
  expect(points).toHaveLength(MOST_WARNINGS + 2)
  expect(places.seated.size).toBe(MOST_WARNINGS)
  const sums = points.slice(MOST_WARNINGS).map(({ tags, fields }) => ({ tags, fields }))
  expect(sums).toHaveLength(2)
  expect(sums).toContainEqual({
    tags: { cause: '+more', kind: 'uplink', owner: 'isp-nusa', isp: 'nusa', severity: 'warning' },
    fields: { affected: 2, cameras: 12, causes: 2, age_s: 2, acked: 0 },
  })
  expect(sums).toContainEqual({
    tags: { cause: '+more', kind: 'nvr', severity: 'warning' },
    fields: { affected: 1, cameras: 0, causes: 1, age_s: 1, acked: 0 },
  })
})

test('old warnings leave room for what is critical, and what grows bad gets a place', () => {
  const old = many(1, 51)
  const first = outagePoints(old, bySize, NO_PLACES, 60_000)
  expect(counted(first.points)).toEqual([0, MOST_WARNINGS, 1])
  const waits = old.find(({ id }) => !first.places.seated.has(id)) as Incident
  const grown = old.map((one) => (one === waits ? { ...one, affected: TEN } : one))
  const then = outagePoints([...grown, ...bad(90, 91)], bySize, first.places, 70_000)
  expect(counted(then.points)).toEqual([2, MOST_WARNINGS, 1])
  expect([...then.places.seated]).toEqual(
    expect.arrayContaining(['inc-90', waits.id, ...first.places.seated]),
  )
})

test('warnings make way where more are critical than places are kept, the smallest first', () => {
  const small = uplink(70, { affected: ['x'] })
  const before = outagePoints([small], bySize, NO_PLACES, 50_000).places
  const warnings = [small, ...many(1, MOST_WARNINGS)]
  const first = outagePoints(warnings, bySize, before, 60_000)
  const most = MOST_OUTAGES - MOST_WARNINGS + 1
  const then = outagePoints([...warnings, ...bad(100, 100 + most)], bySize, first.places, 70_000)
  expect(counted(then.points)).toEqual([most, MOST_WARNINGS - 1, 1])
  expect(then.places.seated.has(small.id)).toBe(false)
  const all = outagePoints([...warnings, ...bad(100, 160)], bySize, then.places, 80_000)
  expect(counted(all.points)).toEqual([MOST_OUTAGES, 0, 1])
  const isKept = (id: string): boolean => all.places.seated.has(id)
  expect([...then.places.seated].filter((id) => Number(id.slice(4)) >= 100).every(isKept)).toBe(
    true,
  )
})

test('who has a series keeps it where a larger one comes, which gets the next that is free', () => {
  const first = many(10, 10 + MOST_WARNINGS)
  const { places } = outagePoints(first, () => UPLINK, NO_PLACES, 60_000)
  const larger = uplink(80, { affected: ['a', 'b', 'c'] })
  const then = outagePoints([larger, ...first], () => UPLINK, places, 70_000)
  expect(then.places.seated).toEqual(places.seated)
  expect(then.points.at(-1)?.tags.cause).toBe('+more')
  const later = outagePoints([larger, ...first.slice(1), uplink(1)], () => UPLINK, places, 80_000)
  expect(later.places.seated.has('inc-80')).toBe(true)
  expect(later.places.seated.has('inc-1')).toBe(false)
})

test('the rest loses an owner that not all have, and gets none again while there is a rest', () => {
  const first = many(10, 10 + MOST_WARNINGS)
  const another = uplink(91, { affected: [] })
  const tagsOf = ({ id }: Incident): CauseTags =>
    id === another.id ? { ...UPLINK, owner: 'isp-lain' } : UPLINK
  let { places } = outagePoints(first, tagsOf, NO_PLACES, 60_000)
  const more = (...rest: readonly Incident[]) => {
    const { points, ...next } = outagePoints([...first, ...rest], tagsOf, places, 70_000)
    places = next.places
    const tags = points.find(({ tags: { cause } }) => cause === '+more')?.tags
    return [tags?.owner, tags?.isp]
  }
  const one = uplink(90, { affected: [] })
  expect(more(one)).toEqual(['isp-nusa', 'nusa'])
  expect(more(one, another)).toEqual([undefined, 'nusa'])
  expect(more(one)).toEqual([undefined, 'nusa'])
  expect(more()).toEqual([undefined, undefined])
  expect(more(one)).toEqual(['isp-nusa', 'nusa'])
})

test('what is over has the same tags, and says 0', () => {
  const [point] = outagePoints([uplink(1)], () => UPLINK, NO_PLACES, 60_000).points
  if (point === undefined) throw new Error('no point')
  expect(endedOutage(point, 70_000)).toEqual({
    measurement: 'outage',
    tags: point.tags,
    fields: { affected: 0, cameras: 0, causes: 0, age_s: 0, acked: 0 },
    at: 70_000,
  })
})
