// Says what was dropped for want of room: at most once a minute, with the numbers since the last time.
import type { Logger } from '../../fleet/logger.ts'
import type { Worth } from './spool.ts'

const EVERY_MS = 60_000

export class DropLog {
  readonly #logger: Logger
  readonly #points = new Map<Worth, number>()
  #saidAt = Number.NEGATIVE_INFINITY

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Points of frames, each counted once, whoever they were owed to. */
  add(worth: Worth, points: number): void {
    this.#points.set(worth, (this.#points.get(worth) ?? 0) + points)
  }

  say(at: number, limitBytes: number): void {
    const waits = at < this.#saidAt + EVERY_MS && at >= this.#saidAt
    if (waits || this.#points.size === 0) return
    this.sayRest(limitBytes)
    this.#saidAt = at
  }

  /** Says what was not said yet, without waiting for the minute: nobody comes after. */
  sayRest(limitBytes: number): void {
    if (this.#points.size === 0) return
    this.#logger.warn(
      { points: Object.fromEntries(this.#points), limitBytes },
      'points were dropped before they were sent: there is no more room for them',
    )
    this.#points.clear()
  }
}
