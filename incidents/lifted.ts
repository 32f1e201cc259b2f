// Who came dead out of a planned outage, until it is said which outage ended and the probe can see what is true.
import type { PlannedOver } from './new-cases.ts'

export interface Ended {
  readonly over: PlannedOver
  readonly positions: readonly number[]
}

export class Lifted {
  /** Of this moment; whose outage nobody names in it died like any other. */
  #fresh = new Set<number>()
  /** What ended while the probe was blind, and whom it covered. */
  #ended: Ended[] = []
  #postponed = new Set<number>()
  /** Epoch milliseconds from when on that can be judged. */
  #from = Number.POSITIVE_INFINITY

  /** No incident may take it yet. */
  keeps(position: number): boolean {
    return this.#fresh.has(position) || this.#postponed.has(position)
  }

  add(position: number): void {
    this.#fresh.add(position)
  }

  delete(position: number): void {
    this.#fresh.delete(position)
  }

  /** To be judged later. */
  postpone(ended: Ended): void {
    this.#ended.push(ended)
    for (const position of ended.positions) this.#postponed.add(position)
  }

  /** The probe sees again; by `from` (epoch milliseconds) everything was looked at. */
  judgeFrom(from: number): void {
    if (this.#ended.length > 0) this.#from = from
  }

  /** What waited for its moment. */
  takeEnded(at: number): readonly Ended[] {
    if (at < this.#from) return []
    const ended = this.#ended
    this.#ended = []
    this.#postponed = new Set()
    this.#from = Number.POSITIVE_INFINITY
    return ended
  }

  /** Those of an earlier moment that nobody named. */
  takeUnnamed(): readonly number[] {
    if (this.#fresh.size === 0) return []
    const unnamed = [...this.#fresh].sort((a, b) => a - b)
    this.#fresh = new Set()
    return unnamed
  }
}
