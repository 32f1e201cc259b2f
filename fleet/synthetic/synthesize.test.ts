// The synthetic city has the counts that the real one published, and the same seed gives the same city.
import { expect, test } from 'vitest'
import { parseAddress } from '../schema/address.ts'
import { buildTopology, pingedTargets } from '../topology.ts'
import { LARGEST_NODE } from './nodes.ts'
import { synthesizeFleet } from './synthesize.ts'

const fleet = synthesizeFleet({ seed: 1 })
const topology = buildTopology(fleet)

function tally(values: readonly (string | number)[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

test('the published counts, to the last one', () => {
  expect(fleet.cameras).toHaveLength(14_000)
  expect(fleet.nvrs).toHaveLength(7862)
  expect(fleet.uplinks).toHaveLength(5569)
  expect(tally(fleet.areas.map(({ level }) => level))).toEqual({
    kecamatan: 16,
    kelurahan: 177,
    rw: 1500,
    rt: 10_600,
  })
  const classes = tally(fleet.cameras.map((camera) => camera.class))
  expect(classes['rt']).toBe(10_293)
  expect((classes['traffic'] ?? 0) + (classes['partner'] ?? 0)).toBe(400)
})

test('every NVR has 4 slots of which mostly one or two are used', () => {
  expect(new Set(fleet.nvrs.map(({ slots }) => slots))).toEqual(new Set([4]))
  const used = tally(fleet.nvrs.map(({ id }) => topology.childrenOf(id).length))
  expect(Object.keys(used)).toEqual(['1', '2', '3', '4'])
  expect(((used[1] ?? 0) + (used[2] ?? 0)) / 7862).toBeGreaterThan(0.8)
})

test('one ISP node has 4,470 targets behind it; the others are of very different size', () => {
  expect(topology.subtreeSize(LARGEST_NODE)).toBe(4470)
  const sizes = fleet.nodes
    .filter(({ nodeKind }) => nodeKind === 'isp_node')
    .map(({ id }) => topology.subtreeSize(id))
  expect(Math.max(...sizes)).toBe(4470)
  expect(Math.min(...sizes)).toBeLessThan(400)
  expect(topology.subtreeSize('city-link')).toBe(27_431 + fleet.nodes.length - 1 + 2)
})

test('big and small kelurahan, one and many NVRs on an uplink', () => {
  const sizes = fleet.areas
    .filter(({ level }) => level === 'kelurahan')
    .map(({ id }) => topology.targetsInArea(id, true).length)
    .sort((a, b) => a - b)
  expect((sizes[167] ?? 0) / (sizes[9] ?? 1)).toBeGreaterThan(4)
  const onUplink = tally(fleet.uplinks.map(({ id }) => topology.childrenOf(id).length))
  expect((onUplink[1] ?? 0) / 5569).toBeGreaterThan(0.7)
  expect(Math.max(...Object.keys(onUplink).map(Number))).toBeGreaterThan(10)
})

test('every address is used once, on the loopback, away from 127.0.0.1', () => {
  const addresses = [...pingedTargets(fleet).map(({ address }) => address), ...fleet.anchors]
  expect(new Set(addresses).size).toBe(addresses.length)
  for (const address of addresses) {
    const second = Number(address.split('.')[1])
    expect(address.startsWith('127.') && second >= 16 && second < 32).toBe(true)
    expect(parseAddress(address)).toEqual({ address })
  }
})

test('the same seed gives the same city, another seed another', () => {
  expect(synthesizeFleet({ seed: 3, scale: 0.05 })).toEqual(
    synthesizeFleet({ seed: 3, scale: 0.05 }),
  )
  expect(synthesizeFleet({ seed: 4, scale: 0.05 })).not.toEqual(
    synthesizeFleet({ seed: 3, scale: 0.05 }),
  )
})
