// What is left on below something that is switched off on purpose: while that is dead, nobody hears of it.
import type { Topology } from '../topology.ts'
import type { PlannedOutage } from './planned.ts'

/** Several that hang on the same. */
export interface Hanging {
  /** Ids, sorted; never empty. */
  readonly targets: readonly string[]
  /** Id of the nearest above them that is covered. */
  readonly on: string
  /** By what that is covered. */
  readonly by: PlannedOutage['kind']
}

/** `coverOf`: what covers the target at a position of `Topology.targets`. Sorted by what they hang on. */
export function hangingAmong(
  ids: readonly string[],
  topology: Topology,
  coverOf: (position: number) => PlannedOutage['kind'] | undefined,
): readonly Hanging[] {
  const asked = new Set(ids)
  const found = new Map<string, { readonly targets: string[]; readonly by: Hanging['by'] }>()
  for (const id of asked) {
    const position = topology.indexOf(id)
    if (position < 0 || coverOf(position) !== undefined) continue
    for (let up = above(position, topology); up >= 0; up = above(up, topology)) {
      const { id: on = '' } = topology.targets[up] ?? {}
      // What hangs on another that is left on is meant with it.
      if (asked.has(on)) break
      const by = coverOf(up)
      if (by === undefined) continue
      const group = found.get(on) ?? { targets: [], by }
      group.targets.push(id)
      found.set(on, group)
      break
    }
  }
  return [...found]
    .map(([on, { targets, by }]) => ({ targets: targets.sort(), on, by }))
    .sort((a, b) => (a.on < b.on ? -1 : 1))
}

function above(position: number, { parents }: Topology): number {
  return parents[position] ?? -1
}
