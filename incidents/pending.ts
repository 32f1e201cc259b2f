// Deaths that have no incident yet: how long each waits for what it may be part of.
import type { Ledger } from './ledger.ts'
import type { Whole } from './whole.ts'

/** A death waits so long for others that it has something in common with. */
export const SETTLE_MS = 5000
/** One that has company waits so long for the rest: one interval of 10 s and what a look differs in length. */
export const COMPANY_MS = 12_000

export class Pending {
  readonly #ledger: Ledger
  readonly #whole: Whole
  /** Since when each waits, epoch milliseconds. */
  readonly #since = new Map<number, number>()

  constructor(ledger: Ledger, whole: Whole) {
    this.#ledger = ledger
    this.#whole = whole
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
      if (at < since + SETTLE_MS || !this.#whole.isSeen(position)) continue
      if (this.#whole.isWhole(position) || at >= this.#lastLook(position)) ripe.push(position)
    }
    return ripe.sort((a, b) => a - b)
  }

  /** Ripe as well, but worth waiting for. */
  mayWait(position: number, at: number): boolean {
    return at < (this.#since.get(position) ?? at) + COMPANY_MS
  }

  #lastLook(position: number): number {
    return this.#whole.lastLook(this.#ledger.falls.get(position)?.at ?? 0)
  }
}
