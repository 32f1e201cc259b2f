// Which targets an asked address concerns, and how deep each target hangs: indexes of an estate, built once.
import type { Target, TargetId } from '../fleet/model.ts'
import type { Asked } from './asked.ts'

export interface Links {
  /** Position of each target's own address in what is asked; -1 where it has none. */
  readonly own: Int32Array
  /** Positions of the addresses that vouch for an uplink. */
  readonly anchors: ReadonlyMap<number, readonly number[]>
  /** Targets that an address concerns. */
  readonly concerned: readonly (readonly number[])[]
}

export function linkAddresses(
  targets: readonly Target[],
  asked: Asked,
  indexOf: (id: TargetId) => number,
): Links {
  const own = new Int32Array(targets.length).fill(-1)
  const anchors = new Map<number, number[]>()
  const concerned = asked.entries.map((entries, place) =>
    entries.map(({ targetId, role }) => {
      const position = indexOf(targetId)
      if (role === 'own') own[position] = place
      else anchors.set(position, [...(anchors.get(position) ?? []), place])
      return position
    }),
  )
  return { own, anchors, concerned }
}

/** Number of ancestors. */
export function depthsOf(parents: Int32Array): Uint16Array {
  const depth = new Uint16Array(parents.length)
  for (let position = 0; position < parents.length; position++) {
    let above = parents[position] as number
    for (; above >= 0; above = parents[above] as number) {
      depth[position] = (depth[position] as number) + 1
    }
  }
  return depth
}
