// Whom the scripted day strikes: targets of a synthetic fleet that make each fault worth looking at.
import type { Fleet, Node, Uplink } from '../fleet/model.ts'
import type { Random } from '../fleet/random.ts'
import { takeExactly } from '../fleet/synthetic/take-exactly.ts'
import { areaIdOf, type Topology } from '../fleet/topology.ts'

/** Published: so many camera points of 14,000 were switched off at once. */
const SWITCHED_OFF = 4470 / 14_000
const LOSSY_UPLINKS = 12

/** Addresses of a target and of everything below it. */
export function pingedBelow(topology: Topology, id: string): string[] {
  const own = topology.byId(id)
  const targets = own ? [own, ...topology.subtree(id)] : []
  return targets.flatMap((target) =>
    'address' in target && target.address !== undefined ? [target.address] : [],
  )
}

/** The uplink with the number of NVRs nearest to `nvrs`, the first such. */
export function chooseUplink(topology: Topology, uplinks: readonly Uplink[], nvrs: number): string {
  return nearest(uplinks, nvrs, ({ id }) => topology.childrenOf(id).length)
}

/** The ISP node with the number of pinged addresses below nearest to `addresses`. */
export function chooseNode(topology: Topology, nodes: readonly Node[], addresses: number): string {
  const ispNodes = nodes.filter(({ nodeKind }) => nodeKind === 'isp_node')
  return nearest(ispNodes, addresses, ({ id }) => pingedBelow(topology, id).length)
}

/** Some lines by radio, where loss is at home; any where there are none. */
export function chooseLossyUplinks(uplinks: readonly Uplink[], random: Random): string[] {
  const byRadio = uplinks.filter(({ tech }) => tech === 'wireless' || tech === 'lte')
  const from = byRadio.length > 0 ? byRadio : uplinks
  return random
    .shuffled(from)
    .slice(0, LOSSY_UPLINKS)
    .map(({ id }) => id)
}

/** Uplinks of one node in one kelurahan, as many as there are in any, and the node's address as their reporter. */
export function chooseRefused(
  topology: Topology,
  fleet: Fleet,
): { readonly reporter: string; readonly uplinks: readonly string[] } {
  const groups = new Map<string, Uplink[]>()
  for (const uplink of fleet.uplinks) {
    const kelurahan = topology.areaPath(uplink)[1]?.id ?? areaIdOf(uplink)
    const key = `${uplink.parent} ${kelurahan}`
    const group = groups.get(key)
    if (group) group.push(uplink)
    else groups.set(key, [uplink])
  }
  const largest = [...groups.values()].reduce(
    (best, group) => (group.length > best.length ? group : best),
    [],
  )
  const node = topology.byId(largest[0]?.parent ?? '')
  const reporter = node?.kind === 'node' ? node.address : undefined
  return { reporter: reporter ?? '127.0.0.1', uplinks: largest.map(({ id }) => id) }
}

/** The ISP with cable lines, which crowd when everybody is at home; else that of the last node. */
export function chooseIsp(fleet: Fleet): {
  readonly isp: string
  readonly nodes: readonly string[]
} {
  const isp = (fleet.uplinks.find(({ tech }) => tech === 'cable') ?? fleet.nodes.at(-1))?.isp ?? ''
  return { isp, nodes: fleet.nodes.filter((node) => node.isp === isp).map(({ id }) => id) }
}

/** NVRs of the RT whose cameras add up to exactly the published share; their uplinks stay on. */
export function chooseSwitchedOff(
  topology: Topology,
  fleet: Fleet,
  random: Random,
): { readonly points: number; readonly addresses: readonly string[] } {
  const ofRt = new Set(
    fleet.cameras.filter((camera) => camera.class === 'rt').map(({ nvr }) => nvr),
  )
  const nvrs = random.shuffled(fleet.nvrs.filter(({ id }) => ofRt.has(id)))
  const sizes = nvrs.map(({ id }) => topology.childrenOf(id).length)
  const chosen = [...takeExactly(sizes, Math.round(fleet.cameras.length * SWITCHED_OFF))]
  return {
    points: chosen.reduce((sum, position) => sum + (sizes[position] ?? 0), 0),
    addresses: chosen.map((position) => nvrs[position]?.address ?? ''),
  }
}

function nearest<T extends { readonly id: string }>(
  items: readonly T[],
  wanted: number,
  sizeOf: (item: T) => number,
): string {
  let best = ''
  let distance = Number.POSITIVE_INFINITY
  for (const item of items) {
    const off = Math.abs(sizeOf(item) - wanted)
    if (off >= distance) continue
    best = item.id
    distance = off
  }
  return best
}
