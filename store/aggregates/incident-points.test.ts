import { expect, test } from 'vitest'
import type { Cause, IncidentEvent } from '../../incidents/incident.ts'
import { SMALL_ESTATE, smallIncident } from '../../test/rigs/small-series.ts'
import type { Point } from '../schema/measurements.ts'
import type { IncidentRecord } from '../store.ts'
import { causePlaces } from './cause-place.ts'
import { incidentPoints, type KnownStep, keptStep, stepOf } from './incident-points.ts'

const placeOf = causePlaces(SMALL_ESTATE)
const U1: Cause = { kind: 'target', targetId: 'u1' }

test('a step is one point, in the kecamatan of its cause', () => {
  const incident = smallIncident('inc-1-u1', U1, { affected: ['c1', 'n1', 'u1'], peak: 4 })
  const [point, ...more] = incidentPoints([stepOf(event('closed', 91_999, incident))], placeOf)
  expect(more).toEqual([])
  expect(point).toEqual({
    measurement: 'incident',
    tags: { kec: 'genuk', kind: 'uplink' },
    fields: {
      inc: 'inc-1-u1',
      what: 'closed',
      cause: 'u1',
      reason: 'topmost-failed',
      affected: 3,
      peak: 4,
      dur_s: 90,
    },
    at: 91_999,
    ordinal: expect.any(Number),
  })
})

test('growing and shrinking are no points, and a clock that was set back makes no negative times', () => {
  const incident = smallIncident('inc-1-u1', U1)
  const events = (['opened', 'grown', 'shrunk'] as const).map((what) => event(what, 500, incident))
  const points = incidentPoints(events.map(stepOf), placeOf)
  expect(points.map(({ fields }) => [fields.what, fields.dur_s])).toEqual([['opened', 0]])
})

test('what the store kept gives the point that was made as it happened', () => {
  const incident = smallIncident('inc-1-u1', U1, { affected: ['u1'], peak: 1 })
  const { affected: _, byKecamatan, byKind, byOwner, ...rest } = incident
  const split = { byKecamatan, byKind, byOwner }
  const record: IncidentRecord = { ...rest, ...split, affected: 1, atPeak: split }
  const live = incidentPoints([stepOf(event('settled', 9_000, incident))], placeOf)
  const kept = keptStep({ incident: record, at: 9_000, what: 'settled', affected: 1 })
  expect(incidentPoints([kept], placeOf)).toEqual(live)
})

test('thousands of one millisecond are as many points, the same in any order', () => {
  const steps = Array.from({ length: 5_000 }, (_, i): KnownStep[] =>
    (['opened', 'closed'] as const).map((what) =>
      stepOf(event(what, 7_000, smallIncident(`inc-1-u${i}`, U1))),
    ),
  ).flat()
  const points = incidentPoints(steps, placeOf)
  expect(points).toHaveLength(10_000)
  expect(new Set(points.map(({ ordinal }) => ordinal)).size).toBe(10_000)
  expect(points.every(({ ordinal = -1 }) => ordinal >= 0 && ordinal <= 999_999)).toBe(true)
  expect(named(incidentPoints(steps.toReversed(), placeOf))).toEqual(named(points))
  const ordinalOf = new Map(named(points))
  const gaveWay = steps.filter((step) =>
    named(incidentPoints([step], placeOf)).some(([name, n]) => ordinalOf.get(name) !== n),
  )
  // 10,000 in a million places: about 50 meet.
  expect(gaveWay.length).toBeGreaterThan(0)
  expect(gaveWay.length).toBeLessThan(100)
})

test('the same step twice is one point', () => {
  const step = stepOf(event('acknowledged', 7_000, smallIncident('inc-1-u1', U1)))
  expect(incidentPoints([step, step], placeOf)).toHaveLength(1)
})

test('each kind of cause has its place', () => {
  const shared = { kind: 'shared', failed: 9, total: 9 } as const
  expect(
    [
      U1,
      { kind: 'target', targetId: 'gone' } as const,
      { ...shared, attribute: 'kelurahan', value: 'gebang' } as const,
      { ...shared, attribute: 'isp', value: 'telko' } as const,
      { kind: 'planned', planned: 'suspension', plannedId: 'p', owner: 'o', why: 'w' } as const,
      { kind: 'probe' } as const,
    ].map(placeOf),
  ).toEqual([
    { kec: 'genuk', kind: 'uplink' },
    { kec: undefined, kind: 'target' },
    { kec: 'genuk', kind: 'shared' },
    { kec: undefined, kind: 'shared' },
    { kec: undefined, kind: 'planned' },
    { kec: undefined, kind: 'probe' },
  ])
})

function event(
  what: IncidentEvent['what'],
  at: number,
  incident: IncidentEvent['incident'],
): IncidentEvent {
  return { incidentId: incident.id, at, what, incident }
}

function named(points: readonly Point<'incident'>[]): (readonly [string, number])[] {
  return points.map(({ fields, ordinal = -1 }) => [`${fields.inc} ${fields.what}`, ordinal])
}
