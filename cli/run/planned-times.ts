// When a routine look was meant to be: a target whose place lies at the border of two slots would fall, by a millisecond of
// lateness, twice into one slot and not at all into the next.

/** A look that is off its place by more than this share of its interval was not the routine one. */
const MOST_JITTER_SHARE = 0.1
/** And never by more than this, milliseconds. */
export const MOST_JITTER_MS = 1_000

export class PlannedTimes {
  readonly #intervalMs: readonly number[]
  /** Per row: the planned time of the last routine look, epoch milliseconds; NaN before the first. */
  readonly #last: Float64Array
  /** Per row: looks in a row that were off their place. */
  readonly #off: Uint8Array

  /** `intervalMs`: of each row. */
  constructor(intervalMs: readonly number[]) {
    this.#intervalMs = intervalMs
    this.#last = new Float64Array(intervalMs.length).fill(Number.NaN)
    this.#off = new Uint8Array(intervalMs.length)
  }

  /**
   * The planned time of a look of `row` whose first echo went at `at`, epoch milliseconds. A look out of turn has its own
   * time; after two of them the row has a new place: the clock was set.
   */
  of(row: number, at: number): number {
    const intervalMs = this.#intervalMs[row] as number
    const last = this.#last[row] as number
    const planned = last + Math.round((at - last) / intervalMs) * intervalMs
    const jitterMs = Math.min(MOST_JITTER_MS, intervalMs * MOST_JITTER_SHARE)
    if (Math.abs(at - planned) <= jitterMs) {
      this.#last[row] = planned
      this.#off[row] = 0
      return planned
    }
    if (Number.isNaN(last) || (this.#off[row] as number) > 0) {
      this.#last[row] = at
      this.#off[row] = 0
    } else {
      this.#off[row] = 1
    }
    return at
  }
}
