// Which targets a step means: from its words to ids of the estate.
import type { Fleet, TargetId } from '../../fleet/model.ts'
import { seededRandom } from '../../fleet/random.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import { buildTopology } from '../../fleet/topology.ts'

/** As the file has it; each part adds, `except` takes away. */
export interface Which {
  /** Every target and the probe's own anchors: the probe's own line is cut. */
  readonly everything?: boolean
  /** Each of these with everything that hangs on it. */
  readonly behind?: readonly string[]
  /** These and nothing that hangs on them. */
  readonly only?: readonly string[]
  /** Lines of this ISP with what hangs on them. */
  readonly isp?: string
  /** So many lines without a common trait, with what hangs on them; the same ones in every run. */
  readonly lines?: number
  /** These, and nothing that hangs on them, are left out. */
  readonly except?: readonly string[]
}

export interface Picked {
  /** Sorted. */
  readonly ids: readonly string[]
  readonly anchors: boolean
}

/** Throws with what is wrong, in words for who wrote it. */
export function pick(which: Which, fleet: Fleet): Picked {
  const topology = buildTopology(fleet)
  const known = (id: string): string => {
    if (topology.byId(id)) return id
    const near = didYouMean(
      id,
      topology.targets.map((target) => target.id),
    )
    throw new Error(`no target "${id}" in the estate${near ? `; did you mean "${near}"?` : ''}`)
  }
  const whole = (id: string): readonly string[] => [
    known(id),
    ...topology.subtree(id).map((target) => target.id),
  ]
  const ids = new Set<string>()
  if (which.everything) for (const { id } of topology.targets) ids.add(id)
  for (const id of (which.behind ?? []).flatMap(whole)) ids.add(id)
  for (const id of which.only ?? []) ids.add(known(id))
  for (const id of linesOf(which, fleet).flatMap(whole)) ids.add(id)
  for (const id of which.except ?? []) ids.delete(known(id))
  if (ids.size === 0) throw new Error('no target is meant by this')
  return { ids: [...ids].sort(), anchors: which.everything === true }
}

function linesOf({ isp, lines }: Which, fleet: Fleet): readonly TargetId[] {
  const there = fleet.uplinks.filter((uplink) => isp === undefined || uplink.isp === isp)
  if (isp === undefined && lines === undefined) return []
  if (there.length < (lines ?? 1)) {
    throw new Error(`the estate has ${there.length} such lines`)
  }
  const mixed = seededRandom(1, 'scenario').shuffled(there)
  return (lines === undefined ? there : mixed.slice(0, lines)).map(({ id }) => id)
}
