// What targets have in common besides their parents: columns over a Fleet, built once.
import type { Camera, Nvr, Target, Uplink } from '../fleet/model.ts'
import type { Topology } from '../fleet/topology.ts'
import type { SharedAttribute } from './incident.ts'

/** Nodes are declared causes, and portals have no look of their own. */
export const COMPARED_KINDS = ['uplink', 'nvr', 'camera'] as const
export type ComparedKind = (typeof COMPARED_KINDS)[number]

/** Targets of one kind with one value of one attribute. */
export interface Group {
  readonly attribute: SharedAttribute
  readonly value: string
  readonly kind: ComparedKind
}

export interface Attributes {
  readonly groups: readonly Group[]
  /** Positions in `groups`, of a target; empty for a kind that is not compared. */
  groupsOf(position: number): readonly number[]
  /** Positions of what is compared, by kind. */
  readonly compared: Readonly<Record<ComparedKind, readonly number[]>>
}

export function attributesOf(topology: Topology): Attributes {
  const groups: Group[] = []
  const numbers = new Map<string, number>()
  const compared: Record<ComparedKind, number[]> = { uplink: [], nvr: [], camera: [] }

  function number(group: Group): number {
    const key = `${group.kind} ${group.attribute} ${group.value}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, groups.length)
    return groups.push(group) - 1
  }

  const memberships = topology.targets.map((target, position) => {
    if (!isCompared(target)) return []
    const { kind } = target
    compared[kind].push(position)
    return valuesOf(target, topology).map(([attribute, value]) =>
      number({ attribute, value, kind }),
    )
  })
  return { groups, groupsOf: (position) => memberships[position] ?? [], compared }
}

function isCompared(target: Target): target is Uplink | Nvr | Camera {
  return (COMPARED_KINDS as readonly string[]).includes(target.kind)
}

function valuesOf(
  target: Uplink | Nvr | Camera,
  topology: Topology,
): readonly [SharedAttribute, string][] {
  const line = [target, ...topology.ancestors(target.id)]
  const uplink = line.find((one) => one.kind === 'uplink')
  const nvr = line.find((one) => one.kind === 'nvr')
  const kelurahan = topology.areaPath(target).find(({ level }) => level === 'kelurahan')
  const values: [SharedAttribute, string | undefined][] = [
    ['isp', uplink?.isp],
    ['kelurahan', kelurahan?.id],
    ['nvr-model', nvr?.model],
    ...(target.kind === 'camera'
      ? ([
          ['nvr', nvr?.id],
          ['owner', target.owner],
        ] satisfies [SharedAttribute, string | undefined][])
      : []),
  ]
  return values.filter((pair): pair is [SharedAttribute, string] => pair[1] !== undefined)
}
