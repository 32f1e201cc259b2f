// The topology of any estate: no cycles, sizes that add up, areas that hold what stands in them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildForest } from './forest.ts'
import { synthesizeFleet } from './synthetic/synthesize.ts'
import { areaIdOf, buildTopology, mayBePinged, parentIdOf, pingedTargets } from './topology.ts'

const fleet = synthesizeFleet({ seed: 7, scale: 0.02 })
const topology = buildTopology(fleet)
const ids = (targets: readonly { readonly id: string }[]): string[] => targets.map(({ id }) => id)

/** Any forest: every place hangs on an earlier one or on none, then all places are mixed. */
const parentsArbitrary = fc
  .array(fc.nat(), { minLength: 1, maxLength: 60 })
  .map((draws) => draws.map((draw, place) => (draw % (place + 1)) - 1))
  .chain((parents) =>
    fc.shuffledSubarray([...parents.keys()], { minLength: parents.length }).map((order) => {
      const mixed: number[] = []
      for (const [place, parent] of parents.entries()) {
        mixed[order[place] as number] = parent < 0 ? -1 : (order[parent] as number)
      }
      return mixed
    }),
  )

test('below and ancestors are each other turned round', () => {
  fc.assert(
    fc.property(parentsArbitrary, (parents) => {
      const forest = buildForest(parents)
      for (const place of parents.keys()) {
        const below = [...forest.below(place)]
        expect(new Set(below).size).toBe(below.length)
        for (const other of parents.keys()) {
          expect(below.includes(other)).toBe(forest.ancestors(other).includes(place))
        }
        for (const child of forest.children(place)) expect(parents[child]).toBe(place)
      }
    }),
  )
})

test('every subtree is the children and their subtrees', () => {
  for (const target of topology.targets) {
    const children = topology.childrenOf(target.id)
    const sum = children.reduce((all, child) => all + 1 + topology.subtreeSize(child.id), 0)
    expect(topology.subtreeSize(target.id)).toBe(sum)
  }
  const roots = topology.targets.filter((_, place) => topology.parents[place] === -1)
  const all = roots.reduce((sum, root) => sum + 1 + topology.subtreeSize(root.id), 0)
  expect(all).toBe(topology.targets.length)
})

describe('of the synthetic city', () => {
  test('a camera climbs over NVR, uplink and ISP node to the city link', () => {
    const camera = fleet.cameras[10]
    if (!camera) throw new Error('no camera')
    const path = topology.ancestors(camera.id)
    expect(path.map(({ kind }) => kind)).toEqual(['nvr', 'uplink', 'node', 'node'])
    expect(path.at(-1)?.id).toBe('city-link')
    expect(topology.parentOf(camera.id)?.id).toBe(parentIdOf(camera))
    expect(topology.subtree(camera.nvr)).toContain(topology.byId(camera.id))
  })

  test('areas hold what stands in them, deep or not', () => {
    const found = topology.areasIn(undefined).flatMap(({ id }) => topology.targetsInArea(id, true))
    expect(ids(found).sort()).toEqual(ids(topology.targets.filter(areaIdOf)).sort())
    const nvr = fleet.nvrs[20]
    if (!nvr) throw new Error('no NVR')
    const path = topology.areaPath(nvr)
    expect(path.map(({ level }) => level)).toEqual(['kecamatan', 'kelurahan', 'rw', 'rt'])
    expect(ids(topology.targetsInArea(nvr.area, false))).toContain(nvr.id)
    expect(ids(topology.targetsInArea(path[0]?.id ?? '', false))).not.toContain(nvr.id)
    expect(topology.areasIn(path[0]?.id)).toContain(path[1])
  })

  test('an unknown id has nothing', () => {
    expect(topology.byId('x')).toBeUndefined()
    expect(topology.parentOf('x')).toBeUndefined()
    expect(topology.indexOf('x')).toBe(-1)
    const empty = [topology.childrenOf('x'), topology.ancestors('x'), topology.subtree('x')]
    expect(empty).toEqual([[], [], []])
    expect(topology.targetsInArea('x', true)).toEqual([])
    expect(topology.area('x')).toBeUndefined()
  })

  test('what is pinged has an address', () => {
    const pinged = pingedTargets(fleet)
    expect(pinged).toHaveLength(fleet.nodes.length + fleet.uplinks.length + fleet.nvrs.length)
    expect(pinged.every((target) => mayBePinged(target))).toBe(true)
  })
})
