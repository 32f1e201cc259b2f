import { expect, test } from 'vitest'
import type { Reason, State, Transition } from '../../fleet/state.ts'
import type { Verdict } from '../../incidents/incident.ts'
import { SMALL_ESTATE } from '../../test/rigs/small-series.ts'
import { midnightAnew, midnightPoints, statePoints } from './state-points.ts'

const targetOf = (id: string) => SMALL_ESTATE.find((target) => target.id === id)
const MIDNIGHT = 100_000

test('a change is a point at the moment since when it holds', () => {
  expect(
    statePoints(
      [
        change('u1', 1_000, 5_500, 'up', 'down', 'all-lost'),
        change('c1', 1_000, 5_600, 'unknown', 'unreachable', 'parent-down', { parent: 'u1' }),
        change('gone', 1_000, 5_600, 'up', 'down', 'all-lost'),
      ],
      targetOf,
    ),
  ).toEqual([
    {
      measurement: 'state',
      tags: { id: 'u1', kind: 'uplink', kec: 'genuk', kel: 'gebang' },
      fields: { code: 2, prev: 0, reason: 'all-lost', cause: undefined },
      at: 1_000,
    },
    {
      measurement: 'state',
      tags: { id: 'c1', kind: 'camera', kec: 'genuk', kel: 'gebang' },
      fields: { code: 3, prev: 4, reason: 'parent-down', cause: 'u1' },
      at: 1_000,
    },
  ])
})

test('of several changes of one target at one millisecond the last decision stands', () => {
  const points = statePoints(
    [
      change('u1', 1_000, 5_500, 'up', 'down', 'all-lost'),
      change('u1', 1_000, 6_000, 'down', 'unreachable', 'parent-down', { parent: 'core' }),
      change('u1', 1_000, 5_400, 'up', 'degraded', 'part-lost'),
      change('u1', 2_000, 6_000, 'unreachable', 'up', 'answers-again'),
    ],
    targetOf,
  )
  expect(points.map(({ at, fields }) => [at, fields.code])).toEqual([
    [1_000, 3],
    [2_000, 0],
  ])
})

test('at midnight each target has a point with its state, but those that have changed since', () => {
  const verdicts: Verdict[] = SMALL_ESTATE.map((_, i) => ({
    state: i === 1 ? 'down' : 'up',
    reason: i === 1 ? 'all-lost' : 'answers',
    since: i === 2 ? MIDNIGHT : 5,
  }))
  const points = midnightPoints(SMALL_ESTATE, (i) => verdicts[i] as Verdict, MIDNIGHT)
  expect(points.map(({ tags }) => tags.id)).toEqual(['core', 'u1', 'n1', 'c1', 'portal'])
  expect(points[1]).toEqual({
    measurement: 'state',
    tags: { id: 'u1', kind: 'uplink', kec: 'genuk', kel: 'gebang' },
    fields: { code: 2, prev: 2, reason: 'all-lost', cause: undefined },
    at: MIDNIGHT,
  })
  const part = midnightPoints(SMALL_ESTATE, (i) => verdicts[i] as Verdict, MIDNIGHT, 4, 99)
  expect(part.map(({ tags }) => tags.id)).toEqual(['c1', 'portal'])
})

test('what is found out after midnight about the time before corrects the point of midnight', () => {
  const points = midnightAnew(
    [
      change('u1', MIDNIGHT - 2_000, MIDNIGHT + 2_000, 'up', 'degraded', 'part-lost'),
      change('u1', MIDNIGHT - 1_000, MIDNIGHT + 3_000, 'degraded', 'down', 'all-lost'),
      change('n1', MIDNIGHT - 1_000, MIDNIGHT + 3_000, 'up', 'down', 'all-lost'),
      change('n1', MIDNIGHT + 500, MIDNIGHT + 3_000, 'down', 'up', 'answers-again'),
    ],
    targetOf,
    MIDNIGHT,
  )
  expect(points).toEqual([
    {
      measurement: 'state',
      tags: { id: 'u1', kind: 'uplink', kec: 'genuk', kel: 'gebang' },
      fields: { code: 2, prev: 2, reason: 'all-lost', cause: undefined },
      at: MIDNIGHT,
    },
  ])
})

function change(
  targetId: string,
  at: number,
  decidedAt: number,
  from: State,
  to: State,
  reason: Reason,
  evidence: Transition['evidence'] = {},
): Transition {
  return { targetId, at, decidedAt, from, to, reason, evidence }
}
