// Common causes: the open ones that deaths may join, and the comparison that finds new ones.
import type { Topology } from '../fleet/topology.ts'
import { type Attributes, attributesOf, type Group } from './attributes.ts'
import type { Case } from './case.ts'
import { Comparison, keyOf } from './find-common.ts'
import type { Ledger } from './ledger.ts'
import { isPlanned } from './overlay.ts'

/** Deaths within this long of each other may have a common cause; a later one joins it no more. */
export const TOGETHER_MS = 60_000

export class CommonCauses {
  readonly open = new Set<Case>()
  readonly #topology: Topology
  readonly #ledger: Ledger
  readonly #attributes: Attributes

  constructor(topology: Topology, ledger: Ledger) {
    this.#topology = topology
    this.#ledger = ledger
    this.#attributes = attributesOf(topology)
  }

  /** An open one that this death, so soon after the last one, is part of. */
  join(position: number, at: number): Case | undefined {
    if (this.open.size === 0) return undefined
    const { groups, groupsOf } = this.#attributes
    const keys = new Set(groupsOf(position).map((g) => keyOf(groups[g] as Group)))
    const reporter = this.#reporterOf(position)
    const kind = this.#topology.targets[position]?.kind
    if (reporter && (kind === 'uplink' || kind === 'nvr')) {
      keys.add(keyOf({ attribute: 'reporter', value: reporter, kind }))
    }
    for (const one of this.open) {
      if (at - one.joinedAt > TOGETHER_MS) continue
      if (!one.groups.some((group) => keys.has(keyOf(group)))) continue
      one.joinedAt = at
      return one
    }
    return undefined
  }

  /**
   * Goes on with one that was kept. How many of its victims were switched off on purpose was not: as many as were since it
   * opened and have what they share, those that did not fail among them. `since`: as Verdict has it, of each position.
   */
  excuse(one: Case, since: (position: number) => number): void {
    if (one.cause.kind !== 'shared' || one.groups.length === 0) return
    const { groups, groupsOf } = this.#attributes
    const keys = new Set(one.groups.map(keyOf))
    let planned = 0
    for (const position of this.#topology.targets.keys()) {
      if (!isPlanned(this.#ledger.stateOf(position)) || since(position) < one.openedAt) continue
      if (groupsOf(position).some((g) => keys.has(keyOf(groups[g] as Group)))) planned++
    }
    let faults = 0
    for (const position of one.members) if (this.#ledger.faultOf(position) === one) faults++
    one.excused = Math.min(planned, one.cause.failed - faults)
  }

  /** Compares what died lately with what lives now. */
  compare(positions: Iterable<number>): Comparison {
    return new Comparison(this.#attributes, {
      positions,
      reporterOf: (position) => this.#reporterOf(position),
      isDead: (position) => this.#ledger.isDead(position),
      isPlanned: (position) => isPlanned(this.#ledger.stateOf(position)),
    })
  }

  #reporterOf(position: number): string | undefined {
    const reporter = this.#ledger.falls.get(position)?.evidence['reporter']
    return typeof reporter === 'string' ? reporter : undefined
  }
}
