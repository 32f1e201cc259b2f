// How many messages were refused for good, as the store said last; a disk that is ill holds nobody up.
import type { Store } from '../../store/store.ts'

const ASKED_EVERY_MS = 2_000

export class Refused {
  readonly #store: Pick<Store, 'outboxHealth'>
  #count = 0
  #askedAt = Number.NEGATIVE_INFINITY
  #asking = false

  constructor(store: Pick<Store, 'outboxHealth'>) {
    this.#store = store
  }

  /** Of what the store said last, at most 2 s before `now` (epoch milliseconds); 0 before its first word. */
  count(now: number): number {
    const due = Math.abs(now - this.#askedAt) >= ASKED_EVERY_MS
    if (due && !this.#asking) void this.#ask(now)
    return this.#count
  }

  async #ask(now: number): Promise<void> {
    this.#askedAt = now
    this.#asking = true
    try {
      this.#count = (await this.#store.outboxHealth()).refused
    } catch {
      // A store that cannot answer says so in its own health.
    } finally {
      this.#asking = false
    }
  }
}
