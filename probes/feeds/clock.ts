// The two clocks and the timer of the picture round, so that its tests need not wait.

export interface FeedClock {
  /** Epoch milliseconds. */
  now(): number
  /** Milliseconds of a clock that nobody sets. */
  monotonic(): number
  /** Calls `run` once after `ms`; what it gives calls that off. */
  after(ms: number, run: () => void): () => void
}

export const FEED_CLOCK: FeedClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
