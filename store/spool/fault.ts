// Since when the spool's file cannot be written, why, and when it is tried again.

const FIRST_RETRY_MS = 1_000
const MOST_RETRY_MS = 30_000

export class Fault {
  /** Epoch milliseconds of the first failure. */
  readonly since: number
  #words: string
  #waitMs = FIRST_RETRY_MS
  #failedAt: number

  constructor(words: string, at: number) {
    this.#words = words
    this.since = at
    this.#failedAt = at
  }

  get words(): string {
    return this.#words
  }

  /** It failed once more: the next try waits twice as long, at most 30 s. */
  again(words: string, at: number): void {
    this.#words = words
    this.#failedAt = at
    this.#waitMs = Math.min(MOST_RETRY_MS, 2 * this.#waitMs)
  }

  /** A clock that was set back does not put it off. */
  isDue(at: number): boolean {
    return at >= this.#failedAt + this.#waitMs || at < this.#failedAt
  }
}
