import { expect, test } from 'vitest'
import type { AreaId, Fleet, OwnerId, TargetId } from '../../fleet/model.ts'
import type { State } from '../../fleet/state.ts'
import { buildTopology } from '../../fleet/topology.ts'
import { smallFleet } from '../../test/rigs/told-city.ts'
import { seriesEstate, topmostDead } from './series-estate.ts'
import { registeredTargets } from './watch.ts'

const owner = 'o' as OwnerId
const base = smallFleet()
const fleet: Fleet = {
  ...base,
  nodes: [
    ...base.nodes,
    { kind: 'node', id: 'switch' as TargetId, name: 'S', owner, nodeKind: 'switch' },
  ],
  uplinks: base.uplinks.slice(0, 2),
  cameras: [
    {
      kind: 'camera',
      id: 'c0' as TargetId,
      name: 'C',
      owner,
      class: 'rt',
      nvr: 'n0' as TargetId,
      slot: 1,
      area: 'gebang' as AreaId,
    },
  ],
  portals: [{ kind: 'portal', id: 'p' as TargetId, name: 'P', owner, url: 'http://127.0.0.1' }],
}
const topology = buildTopology(fleet)

test('every target with what stands in its tags', () => {
  expect(seriesEstate(fleet, topology)).toEqual([
    { id: 'core', kind: 'node', isp: 'telko', pinged: true },
    { id: 'switch', kind: 'node', pinged: false },
    { id: 'u0', kind: 'uplink', kec: 'genuk', isp: 'telko', pinged: true },
    { id: 'u1', kind: 'uplink', kec: 'tugu', isp: 'telko', pinged: true },
    { id: 'n0', kind: 'nvr', kec: 'genuk', kel: 'gebang', pinged: true },
    { id: 'c0', kind: 'camera', kec: 'genuk', kel: 'gebang', nvr: 'n0', pinged: false },
    { id: 'p', kind: 'portal', pinged: false },
  ])
})

test('the order, and what is pinged, are those of registration', () => {
  const registered = registeredTargets(fleet, topology)
  expect(seriesEstate(fleet, topology).map(({ id, pinged }) => [id, pinged])).toEqual(
    registered.map(({ targetId, pinged }) => [targetId, pinged]),
  )
})

test('the topmost that is down above a target is its cause, and else itself', () => {
  const causeOf = (id: string, down: readonly string[]) => {
    const stateOf = (position: number): State =>
      down.includes(topology.targets[position]?.id ?? '') ? 'down' : 'unreachable'
    return topmostDead(topology, stateOf, topology.indexOf(id))
  }
  expect(causeOf('c0', ['u0'])).toBe('u0')
  expect(causeOf('c0', ['core', 'n0'])).toBe('core')
  expect(causeOf('core', ['core'])).toBe('core')
  expect(causeOf('c0', [])).toBe('c0')
})
