import { expect, test } from 'vitest'
import type { Verdict } from '../../incidents/incident.ts'
import { SMALL_ESTATE } from '../../test/rigs/small-series.ts'
import { downPoints } from './down-points.ts'

const UP: Verdict = { state: 'up', reason: 'answers', since: 1 }
const DOWN: Verdict = { state: 'down', reason: 'all-lost', since: 2 }
const BEHIND: Verdict = { state: 'unreachable', reason: 'parent-down', since: 3 }
const OFF: Verdict = { state: 'suspended', reason: 'planned', since: 4 }
const NOW = [DOWN, BEHIND, OFF, UP, BEHIND, UP]

test('one point for each that is down or unreachable, and none for the others', () => {
  const points = downPoints(
    SMALL_ESTATE,
    SMALL_ESTATE.keys(),
    {
      verdict: (position) => NOW[position] as Verdict,
      causeOf: () => 'core',
      incidentOf: (id) => (id === 'c1' ? undefined : 'inc-1-core'),
    },
    60_000,
  )
  expect(points).toEqual([
    {
      measurement: 'down',
      tags: { kec: undefined, kind: 'node' },
      fields: {
        id: 'core',
        kel: '',
        code: 2,
        reason: 'all-lost',
        cause: 'core',
        inc: 'inc-1-core',
        since_ms: 2,
      },
      at: 60_000,
      ordinal: 0,
    },
    {
      measurement: 'down',
      tags: { kec: 'genuk', kind: 'uplink' },
      fields: {
        id: 'u1',
        kel: 'gebang',
        code: 3,
        reason: 'parent-down',
        cause: 'core',
        inc: 'inc-1-core',
        since_ms: 3,
      },
      at: 60_000,
      ordinal: 1,
    },
    {
      measurement: 'down',
      tags: { kec: 'genuk', kind: 'camera' },
      fields: {
        id: 'c1',
        kel: 'gebang',
        code: 3,
        reason: 'parent-down',
        cause: 'core',
        inc: undefined,
        since_ms: 3,
      },
      at: 60_000,
      ordinal: 4,
    },
  ])
})

test('a position that is not in the estate is no point', () => {
  const source = { verdict: () => DOWN, causeOf: () => '', incidentOf: () => undefined }
  expect(downPoints(SMALL_ESTATE, [99], source, 0)).toEqual([])
})
