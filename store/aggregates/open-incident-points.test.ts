import { expect, test } from 'vitest'
import { SMALL_ESTATE, smallIncident } from '../../test/rigs/small-series.ts'
import { causePlaces } from './cause-place.ts'
import { causePoints, incidentsByTarget, openIncidentPoints } from './open-incident-points.ts'

const placeOf = causePlaces(SMALL_ESTATE)
const OPEN = [
  smallIncident(
    'inc-2-u1',
    { kind: 'target', targetId: 'u1' },
    { affected: ['n1', 'u1'], peak: 3 },
  ),
  smallIncident(
    'inc-1-probe',
    { kind: 'probe' },
    { reason: 'probe-blind', flapping: true, acknowledged: { at: 2_000, by: 'sari' } },
  ),
  smallIncident(
    'inc-3-u9',
    { kind: 'target', targetId: 'u1' },
    { openedAt: 4_000, affected: ['u1'], peak: 1 },
  ),
]

test('one point for each open incident, numbered by id', () => {
  const points = openIncidentPoints(OPEN, placeOf, 60_000)
  expect(points.map(({ fields, ordinal }) => [fields.inc, ordinal])).toEqual([
    ['inc-1-probe', 0],
    ['inc-2-u1', 1],
    ['inc-3-u9', 2],
  ])
  expect(points.slice(0, 2)).toEqual([
    {
      measurement: 'incident_open',
      tags: { kec: undefined, kind: 'probe' },
      fields: {
        inc: 'inc-1-probe',
        cause: 'probe',
        reason: 'probe-blind',
        affected: 0,
        peak: 0,
        since_ms: 1_000,
        acked: 1,
        flapping: 1,
      },
      at: 60_000,
      ordinal: 0,
    },
    {
      measurement: 'incident_open',
      tags: { kec: 'genuk', kind: 'uplink' },
      fields: {
        inc: 'inc-2-u1',
        cause: 'u1',
        reason: 'topmost-failed',
        affected: 2,
        peak: 3,
        since_ms: 1_000,
        acked: 0,
        flapping: 0,
      },
      at: 60_000,
      ordinal: 1,
    },
  ])
})

test('open incidents by kecamatan, kind and reason, with the age of the oldest', () => {
  expect(causePoints(OPEN, placeOf, 61_999)).toEqual([
    {
      measurement: 'cause',
      tags: { kec: 'genuk', kind: 'uplink', reason: 'topmost-failed' },
      fields: { incidents: 2, affected: 3, longest_s: 60 },
      at: 61_999,
    },
    {
      measurement: 'cause',
      tags: { kec: undefined, kind: 'probe', reason: 'probe-blind' },
      fields: { incidents: 1, affected: 0, longest_s: 60 },
      at: 61_999,
    },
  ])
  expect(causePoints([], placeOf, 0)).toEqual([])
})

test('a target of several incidents belongs to the first by id', () => {
  expect([...incidentsByTarget(OPEN)]).toEqual([
    ['n1', 'inc-2-u1'],
    ['u1', 'inc-2-u1'],
  ])
})
