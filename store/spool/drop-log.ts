// Says what was dropped for want of room: with numbers, at most once a minute.
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
    if (this.#points.size === 0 || waits) return
    this.#logger.warn(
      { points: Object.fromEntries(this.#points), limitBytes },
      'points were dropped before they were sent: there is no more room for them',
    )
    this.#points.clear()
    this.#saidAt = at
  }
}
