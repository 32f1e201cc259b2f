// Series that come and go: one that is over goes on for a while, so that rules see that it ended, not that it is missing.
import type { MeasurementName, Point } from '../../../store/schema/measurements.ts'
import { ENDS_MS } from '../../../store/schema/told-measurements.ts'

interface Known<M extends MeasurementName> {
  readonly last: Point<M>
  /** Epoch milliseconds; undefined while it goes on. */
  endedAt: number | undefined
}

/** Told apart by their tags: one whose tag changes ends, and another begins. */
export class Endings<M extends MeasurementName> {
  readonly #endOf: (last: Point<M>, at: number) => Point<M>
  readonly #most: number
  #known = new Map<string, Known<M>>()

  /**
   * `endOf` makes what a series says once it is over. Each says it once; of those that said it at most `most` say it again,
   * those that ended last.
   */
  constructor(endOf: (last: Point<M>, at: number) => Point<M>, most: number) {
    this.#endOf = endOf
    this.#most = most
  }

  /** `living`: all that there is at `at`, epoch milliseconds. Gives it with the ends of what was there less than `ENDS_MS` ago. */
  take(living: readonly Point<M>[], at: number): readonly Point<M>[] {
    const next = new Map<string, Known<M>>()
    for (const last of living) next.set(JSON.stringify(last.tags), { last, endedAt: undefined })
    const over = [...this.#known]
      .filter(([key]) => !next.has(key))
      // A clock that was set back must not let it go on for longer.
      .map(([key, { last, endedAt = at }]) => ({ key, last, endedAt: Math.min(endedAt, at) }))
      .filter(({ endedAt }) => at - endedAt < ENDS_MS)
      .sort((one, other) => other.endedAt - one.endedAt)
      .filter(({ endedAt }, rank) => endedAt === at || rank < this.#most)
    for (const { key, last, endedAt } of over) next.set(key, { last, endedAt })
    this.#known = next
    return [...living, ...over.map(({ last }) => this.#endOf(last, at))]
  }
}
