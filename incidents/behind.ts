// Which failed ancestor each target lies behind, and how that is said.
import type { Target } from '../fleet/model.ts'
import type { Evidence } from './evidence.ts'

export class Behind {
  readonly #targets: readonly Target[]
  readonly #failed: Int32Array
  #lastSaid: Evidence = {}

  constructor(targets: readonly Target[]) {
    this.#targets = targets
    this.#failed = new Int32Array(targets.length).fill(-1)
  }

  /** Position of the failed ancestor; -1 for none. */
  of(position: number): number {
    return this.#failed[position] as number
  }

  /** False where it was so before. */
  put(position: number, failed: number): boolean {
    if (this.#failed[position] === failed) return false
    this.#failed[position] = failed
    return true
  }

  /** `parent`. Undefined for a target behind nothing. */
  evidence(position: number): Evidence | undefined {
    const parent = this.#targets[this.of(position)]?.id
    if (parent === undefined) return undefined
    // Thousands may fall behind the same one at once: they share what is said of it.
    if (this.#lastSaid['parent'] !== parent) this.#lastSaid = { parent }
    return this.#lastSaid
  }
}
