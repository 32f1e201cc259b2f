// Who hangs on whom: declared parents and areas of a Fleet, built once and asked often.

import { buildForest, type Forest } from './forest.ts'
import type { Area, AreaId, Fleet, Node, Nvr, Target, Uplink } from './model.ts'

export interface Topology {
  /** Nodes, uplinks, NVRs, cameras, portals; each kind in the order of the estate. */
  readonly targets: readonly Target[]
  byId(id: string): Target | undefined
  /** Position in `targets`; -1 for an unknown id. */
  indexOf(id: string): number
  /** Position of each target's parent in `targets`; -1 where it has none. */
  readonly parents: Int32Array
  /** Camera -> NVR -> uplink -> node -> node...; portal -> node. */
  parentOf(id: string): Target | undefined
  /** In the order of `targets`; empty for an unknown id. */
  childrenOf(id: string): readonly Target[]
  /** Nearest first. */
  ancestors(id: string): readonly Target[]
  /** Everything below, itself not included; every target after its parent. */
  subtree(id: string): readonly Target[]
  /** Length of `subtree(id)`, without building it. */
  subtreeSize(id: string): number
  area(id: string): Area | undefined
  /** In the order of the estate; `undefined` gives the kecamatan. */
  areasIn(id: string | undefined): readonly Area[]
  /** From the kecamatan down to the target's own area; empty where it has none. */
  areaPath(target: Target): readonly Area[]
  /** Targets of this area; with `deep` those of all areas in it too. */
  targetsInArea(areaId: string, deep: boolean): readonly Target[]
}

/** Takes a Fleet as `loadFleet` or `synthesizeFleet` gives it: no cycles, no reference that leads nowhere. */
export function buildTopology(fleet: Fleet): Topology {
  const targets: readonly Target[] = [
    ...fleet.nodes,
    ...fleet.uplinks,
    ...fleet.nvrs,
    ...fleet.cameras,
    ...fleet.portals,
  ]
  const index = indexById(targets)
  const forest = buildForest(targets.map((target) => index.get(parentIdOf(target) ?? '') ?? -1))
  const indexOf = (id: string): number => index.get(id) ?? -1
  const pick = (positions: Iterable<number>): Target[] => {
    const picked: Target[] = []
    for (const position of positions) picked.push(targets[position] as Target)
    return picked
  }
  return {
    targets,
    indexOf,
    parents: forest.parents,
    byId: (id) => targets[indexOf(id)],
    parentOf: (id) => targets[forest.parents[indexOf(id)] ?? -1],
    childrenOf: (id) => pick(forest.children(indexOf(id))),
    ancestors: (id) => pick(forest.ancestors(indexOf(id))),
    subtree: (id) => pick(forest.below(indexOf(id))),
    subtreeSize: (id) => forest.below(indexOf(id)).length,
    ...areaTopology(fleet.areas, targets, pick),
  }
}

/** The id of the target that this one hangs on. */
export function parentIdOf(target: Target): string | undefined {
  switch (target.kind) {
    case 'camera':
      return target.nvr
    case 'nvr':
      return target.uplink
    case 'node':
    case 'uplink':
    case 'portal':
      return target.parent
  }
}

/** A portal has no area. */
export function areaIdOf(target: Target): AreaId | undefined {
  return target.kind === 'portal' ? undefined : target.area
}

/** What the ICMP round asks. */
export type PingedTarget = (Node | Uplink | Nvr) & { readonly address: string }

/** Every target with an address, in the order of `Topology.targets`. */
export function pingedTargets(fleet: Fleet): readonly PingedTarget[] {
  const nodes = fleet.nodes.filter(
    (node): node is Node & PingedTarget => node.address !== undefined,
  )
  return [...nodes, ...fleet.uplinks, ...fleet.nvrs]
}

/** True for kinds that may have an address. */
export function mayBePinged(target: Target): target is Node | Uplink | Nvr {
  return target.kind !== 'camera' && target.kind !== 'portal'
}

type AreaTopology = Pick<Topology, 'area' | 'areasIn' | 'areaPath' | 'targetsInArea'>

function areaTopology(
  areas: readonly Area[],
  targets: readonly Target[],
  pick: (positions: Iterable<number>) => Target[],
): AreaTopology {
  const index = indexById(areas)
  const forest = buildForest(areas.map(({ parent }) => index.get(parent ?? '') ?? -1))
  const inArea = groupByArea(targets, index, areas.length)
  const areaAt = (position: number): Area => areas[position] as Area
  const indexOf = (id: string): number => index.get(id) ?? -1
  return {
    area: (id) => areas[indexOf(id)],
    areasIn: (id) =>
      id === undefined
        ? areas.filter(({ parent }) => parent === undefined)
        : [...forest.children(indexOf(id))].map(areaAt),
    areaPath(target) {
      const own = indexOf(areaIdOf(target) ?? '')
      return own < 0 ? [] : [...forest.ancestors(own).reverse(), own].map(areaAt)
    },
    targetsInArea(areaId, deep) {
      const own = indexOf(areaId)
      if (own < 0) return []
      const found = [...inArea(own)]
      if (deep) for (const below of forest.below(own)) found.push(...inArea(below))
      return pick(deep ? found.sort((a, b) => a - b) : found)
    },
  }
}

function groupByArea(
  targets: readonly Target[],
  areaIndex: ReadonlyMap<string, number>,
  areaCount: number,
): (area: number) => Int32Array {
  // An area is the parent of its targets: the same compact form serves.
  const parents = targets.map((target) => {
    const area = areaIndex.get(areaIdOf(target) ?? '')
    return area === undefined ? -1 : targets.length + area
  })
  for (let i = 0; i < areaCount; i++) parents.push(-1)
  const forest: Forest = buildForest(parents)
  return (area) => forest.children(targets.length + area)
}

function indexById(records: readonly { readonly id: string }[]): ReadonlyMap<string, number> {
  const index = new Map<string, number>()
  for (const [position, { id }] of records.entries()) index.set(id, position)
  return index
}
