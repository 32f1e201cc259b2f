// How many lines one request carries: a little more while all goes well, half where it does not.

/** InfluxDB 1.6.7 takes 1,000 to 5,000 lines best and 27,431 at 1.5 times the cost for each (measured). */
const MOST_LINES = 20_000
/** A frame has at most 5,000 lines: less is the business of one frame alone. */
const LEAST_LINES = 5_000
const STEP_LINES = 2_500
/** A request that takes longer stands in the way of the live lane. */
const SLOW_MS = 500

export class BatchSize {
  #lines = LEAST_LINES

  /** 5,000 to 20,000. */
  get lines(): number {
    return this.#lines
  }

  /** A request was answered well after `tookMs`. */
  grow(tookMs: number): void {
    if (tookMs > 2 * SLOW_MS) this.halve()
    else if (tookMs <= SLOW_MS) this.#lines = Math.min(this.#lines + STEP_LINES, MOST_LINES)
  }

  halve(): void {
    this.#lines = Math.max(Math.floor(this.#lines / 2), LEAST_LINES)
  }
}
