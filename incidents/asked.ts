// What the round asks for a Fleet: every address once, whoever shares it, and who is meant by each answer.
import type { Fleet, TargetId } from '../fleet/model.ts'
import { pingedTargets } from '../fleet/topology.ts'

/** `own`: the answer is the target's. `anchor`: it comes from behind the uplink and vouches for it. */
export interface AskedEntry {
  readonly targetId: TargetId
  readonly role: 'own' | 'anchor'
}

/** Columns by position, which is the `index` of results: what a RoundPlan takes, and whom each position concerns. */
export interface Asked {
  readonly addresses: readonly string[]
  /** The shortest interval of those who share the address. */
  readonly intervalMs: readonly number[]
  /** The id of the first target with this address; of an address that only vouches, the address. */
  readonly names: readonly string[]
  readonly entries: readonly (readonly AskedEntry[])[]
}

/** Nodes with an address, uplinks and NVRs, in the order of the estate; then what only uplinks' anchors name. */
export function askedOf(fleet: Fleet): Asked {
  const places = new Map<string, number>()
  const addresses: string[] = []
  const intervalMs: number[] = []
  const names: string[] = []
  const entries: AskedEntry[][] = []

  function ask(address: string, every: number, name: string, entry: AskedEntry): void {
    const place = places.get(address)
    if (place === undefined) {
      places.set(address, addresses.length)
      addresses.push(address)
      intervalMs.push(every)
      names.push(name)
      entries.push([entry])
      return
    }
    intervalMs[place] = Math.min(every, intervalMs[place] as number)
    entries[place]?.push(entry)
  }

  for (const { id, address, kind } of pingedTargets(fleet)) {
    ask(address, fleet.intervalMs[kind], id, { targetId: id, role: 'own' })
  }
  for (const { id, anchors } of fleet.uplinks) {
    for (const address of anchors) {
      ask(address, fleet.intervalMs.uplink, address, { targetId: id, role: 'anchor' })
    }
  }
  return { addresses, intervalMs, names, entries }
}
