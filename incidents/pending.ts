// Deaths that have no incident yet: how long each waits for what it may be part of.
import type { Ledger } from './ledger.ts'
import type { Whole } from './whole.ts'

/** A death waits so long for others that it has something in common with. */
export const SETTLE_MS = 5000
/** One that has company waits so long for the rest: one interval of 10 s and what a look differs in length. */
export const COMPANY_MS = 12_000
/** Of cameras: one visit looks at all of a recorder one after the other. */
export const CAMERA_SETTLE_MS = 20_000
/** A part of a picture round: enough for a mass event to be told from single faults. */
export const CAMERA_COMPANY_MS = 120_000

export class Pending {
  readonly #ledger: Ledger
  readonly #whole: Whole
  readonly #isCamera: (position: number) => boolean
  /** Since when each waits, epoch milliseconds. */
  readonly #since = new Map<number, number>()

  constructor(ledger: Ledger, whole: Whole, isCamera: (position: number) => boolean) {
    this.#ledger = ledger
    this.#whole = whole
    this.#isCamera = isCamera
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
      const settleMs = this.#isCamera(position) ? CAMERA_SETTLE_MS : SETTLE_MS
      if (at < since + settleMs || !this.#whole.isSeen(position)) continue
      if (this.#whole.isWhole(position) || at >= this.#lastLook(position)) ripe.push(position)
    }
    return ripe.sort((a, b) => a - b)
  }

  /** It waits, and may a little longer where that is worth it. */
  mayWait(position: number, at: number): boolean {
    const since = this.#since.get(position)
    const companyMs = this.#isCamera(position) ? CAMERA_COMPANY_MS : COMPANY_MS
    return since !== undefined && at < since + companyMs
  }

  #lastLook(position: number): number {
    return this.#whole.lastLook(this.#ledger.falls.get(position)?.at ?? 0)
  }
}
