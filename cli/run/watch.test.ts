import { expect, test } from 'vitest'
import { buildTopology } from '../../fleet/topology.ts'
import type { Incident } from '../../incidents/incident.ts'
import { INCONCLUSIVE } from '../../probes/result.ts'
import { columnsOf } from '../../test/rigs/pure-city.ts'
import { incidentOf, smallFleet } from '../../test/rigs/told-city.ts'
import { Watch } from './watch.ts'

const NOW = 1_800_000_000_000

test('a probe that was blind before the start sees again when a look of this start says so', () => {
  const fleet = smallFleet()
  const watch = new Watch(fleet, buildTopology(fleet), NOW)
  const blind: Incident = {
    ...incidentOf('core', { id: 'inc-1-probe', reason: 'probe-blind', affected: [] }),
    cause: { kind: 'probe' },
  }
  watch.restore([], [blind], NOW)
  const look = { index: 0, at: NOW + 1000, decidedAt: NOW + 1100, sent: 1, lost: 1 }
  expect(watch.tick(NOW + 1000, undefined).incidents).toEqual([])
  watch.begin(columnsOf([{ ...look, flags: INCONCLUSIVE }])).finish()
  expect(watch.tick(NOW + 2000, undefined).incidents).toEqual([])
  expect(watch.tick(NOW + 4000, NOW + 1500).incidents).toEqual([])
  watch
    .begin(columnsOf([{ ...look, at: NOW + 6000, decidedAt: NOW + 6100, lost: 0, flags: 0 }]))
    .finish()
  expect(watch.tick(NOW + 7000, undefined).incidents).toMatchObject([
    { incidentId: 'inc-1-probe', what: 'closed' },
  ])
})
