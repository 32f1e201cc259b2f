// Writes one thing after another without holding anybody up; what a disk does not take is counted and forgotten.
import { messageOf } from '../../fleet/error.ts'

export interface WriteHealth {
  readonly writable: boolean
  /** The last failure in words, and since when (epoch milliseconds) every write fails; absent while it works. */
  readonly lastError?: string
  readonly failingSince?: number
  /** Since the start. */
  readonly dropped: number
  readonly waiting: number
}

/** At most `most` wait; the newest is dropped where there is no room. A job that fails is not tried again. */
export class WriteQueue {
  readonly #most: number
  readonly #now: () => number
  readonly #jobs: (() => Promise<void>)[] = []
  #dropped = 0
  #failure: { readonly what: string; readonly since: number } | undefined
  #working: Promise<void> | undefined

  constructor(most: number, now: () => number = Date.now) {
    this.#most = most
    this.#now = now
  }

  add(job: () => Promise<void>): void {
    if (this.#jobs.length >= this.#most) {
      this.#dropped++
      return
    }
    this.#jobs.push(job)
    this.#working ??= this.#work()
  }

  /** Resolves when all that was added has been tried. */
  async settle(): Promise<void> {
    while (this.#working) await this.#working
  }

  health(): WriteHealth {
    const failure = this.#failure
    return {
      writable: failure === undefined,
      ...(failure ? { lastError: failure.what, failingSince: failure.since } : {}),
      dropped: this.#dropped,
      waiting: this.#jobs.length,
    }
  }

  async #work(): Promise<void> {
    for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) {
      try {
        await job()
        this.#failure = undefined
      } catch (error) {
        this.#dropped++
        this.#failure = { what: messageOf(error), since: this.#failure?.since ?? this.#now() }
      }
    }
    this.#working = undefined
  }
}
