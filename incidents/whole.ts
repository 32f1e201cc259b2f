// Whether everything that hangs on something dead was looked at since it fell: then the list of an incident is whole.
import type { Topology } from '../fleet/topology.ts'
import type { Ledger } from './ledger.ts'
import { isPlanned } from './overlay.ts'

export interface WholeOptions {
  readonly topology: Topology
  readonly ledger: Ledger
  /** Longest time between two routine looks at anything, milliseconds. */
  readonly intervalMs: number
  readonly lookMs: number
  /** As Estate has it; undefined where nobody is known to be looked at. */
  readonly lookedAt: ((position: number) => number) | undefined
}

export class Whole {
  readonly #options: WholeOptions
  readonly #pinged: Uint8Array
  /** When the probe began to see, or to see again, epoch milliseconds: looks before that say nothing. */
  #sightedAt = Number.NEGATIVE_INFINITY

  constructor(options: WholeOptions) {
    this.#options = options
    this.#pinged = Uint8Array.from(options.topology.targets, (target) =>
      'address' in target && target.address !== undefined ? 1 : 0,
    )
  }

  get sightedAt(): number {
    return this.#sightedAt
  }

  begin(at: number): void {
    this.#sightedAt = at
  }

  /** By when everything was looked at that could be at `since`; epoch milliseconds. */
  lastLook(since: number): number {
    const { intervalMs, lookMs } = this.#options
    return Math.max(since, this.#sightedAt) + intervalMs + lookMs
  }

  /** It was looked at since the probe sees. Of a camera only changes are heard, and what is not heard of still holds. */
  isSeen(position: number): boolean {
    const { lookedAt } = this.#options
    if (!this.#pinged[position]) return true
    return lookedAt === undefined || lookedAt(position) >= this.#sightedAt
  }

  /**
   * Nobody below is left to wait for: each is dead by what was seen since the probe sees, switched off on purpose, or
   * answered after the fall was decided.
   */
  isWhole(position: number): boolean {
    const { ledger, lookedAt = () => Number.NEGATIVE_INFINITY } = this.#options
    const fall = ledger.falls.get(position)?.decidedAt ?? Number.POSITIVE_INFINITY
    const from = Math.max(fall, this.#sightedAt)
    for (const below of ledger.below(position)) {
      if (!this.#pinged[below] || isPlanned(ledger.stateOf(below))) continue
      if (lookedAt(below) < (ledger.isDead(below) ? this.#sightedAt : from)) return false
    }
    return true
  }
}
