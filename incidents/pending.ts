// Deaths that have no incident yet: how long each waits for what it may be part of.
import type { Topology } from '../fleet/topology.ts'
import type { Ledger } from './ledger.ts'

/** A death waits so long for others that it has something in common with. */
export const SETTLE_MS = 5000
/** One that has company waits so long for the rest: one interval of 10 s and what a look differs in length. */
export const COMPANY_MS = 12_000

export interface PendingOptions {
  readonly topology: Topology
  readonly ledger: Ledger
  /** Longest time between two routine looks at anything, milliseconds. */
  readonly intervalMs: number
  readonly lookMs: number
}

export class Pending {
  readonly #options: PendingOptions
  /** Since when each waits, epoch milliseconds. */
  readonly #since = new Map<number, number>()
  readonly #pinged: Uint8Array

  constructor(options: PendingOptions) {
    this.#options = options
    this.#pinged = Uint8Array.from(options.topology.targets, (target) =>
      'address' in target && target.address !== undefined ? 1 : 0,
    )
  }

  positions(): Iterable<number> {
    return this.#since.keys()
  }

  has(position: number): boolean {
    return this.#since.has(position)
  }

  add(position: number, since: number): void {
    this.#since.set(position, since)
  }

  delete(position: number): void {
    this.#since.delete(position)
  }

  /** While nothing can be known nobody's waiting counts. */
  begin(at: number): void {
    for (const position of this.#since.keys()) this.#since.set(position, at)
  }

  /** Those whose time has come, in the order of the estate. */
  ripe(at: number): number[] {
    const ripe: number[] = []
    for (const [position, since] of this.#since) {
      if (at >= since + SETTLE_MS && (this.#isWhole(position) || at >= this.#lastLook(position))) {
        ripe.push(position)
      }
    }
    return ripe.sort((a, b) => a - b)
  }

  /** Ripe as well, but worth waiting for. */
  mayWait(position: number, at: number): boolean {
    return at < (this.#since.get(position) ?? at) + COMPANY_MS
  }

  /** Nothing with an address lives below: there is nobody left to wait for. */
  #isWhole(position: number): boolean {
    const { ledger } = this.#options
    for (const below of ledger.below(position)) {
      if (this.#pinged[below] && !ledger.isDead(below)) return false
    }
    return true
  }

  /** By when everything below was looked at after the fall. */
  #lastLook(position: number): number {
    const { ledger, intervalMs, lookMs } = this.#options
    return (ledger.falls.get(position)?.at ?? 0) + intervalMs + lookMs
  }
}
