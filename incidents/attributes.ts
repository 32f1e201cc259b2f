// What targets have in common besides their parents: columns over a Fleet, built once.
import type { Nvr, Target, Uplink } from '../fleet/model.ts'
import type { Topology } from '../fleet/topology.ts'
import type { SharedAttribute } from './incident.ts'

/** Targets of one kind with one value of one attribute. */
export interface Group {
  readonly attribute: SharedAttribute
  readonly value: string
  readonly kind: 'uplink' | 'nvr'
}

/** Nodes are declared causes, cameras and portals have no look of their own: uplinks and NVRs are compared. */
export interface Attributes {
  readonly groups: readonly Group[]
  /** Positions in `groups`, of a target; empty for a kind that is not compared. */
  groupsOf(position: number): readonly number[]
  /** Positions of what is compared, by kind. */
  readonly compared: Readonly<Record<Group['kind'], readonly number[]>>
}

export function attributesOf(topology: Topology): Attributes {
  const groups: Group[] = []
  const numbers = new Map<string, number>()
  const compared: Record<Group['kind'], number[]> = { uplink: [], nvr: [] }

  function number(group: Group): number {
    const key = `${group.kind} ${group.attribute} ${group.value}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, groups.length)
    return groups.push(group) - 1
  }

  const memberships = topology.targets.map((target, position) => {
    if (target.kind !== 'uplink' && target.kind !== 'nvr') return []
    const { kind } = target
    compared[kind].push(position)
    return valuesOf(target, topology).map(([attribute, value]) =>
      number({ attribute, value, kind }),
    )
  })
  return { groups, groupsOf: (position) => memberships[position] ?? [], compared }
}

function valuesOf(target: Uplink | Nvr, topology: Topology): [SharedAttribute, string][] {
  const uplink: Target | undefined = target.kind === 'nvr' ? topology.parentOf(target.id) : target
  const kelurahan = topology.areaPath(target).find(({ level }) => level === 'kelurahan')
  return [
    ...(uplink?.kind === 'uplink' ? [['isp', uplink.isp] satisfies [SharedAttribute, string]] : []),
    ...(kelurahan ? [['kelurahan', kelurahan.id] satisfies [SharedAttribute, string]] : []),
    ...(target.kind === 'nvr'
      ? [['nvr-model', target.model] satisfies [SharedAttribute, string]]
      : []),
  ]
}
