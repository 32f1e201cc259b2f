// When a database that could not be written to is tried again.

export interface Delays {
  /** Before the second attempt, at most. Default 250 ms, doubled each time. */
  readonly firstRetryMs: number
  /** Between two attempts, at most. Default 30 s. */
  readonly longestRetryMs: number
  /** Where somebody has to mend something. Default 30 s. */
  readonly heldRetryMs: number
  /** Between two looks at what is due. Default 1 s. */
  readonly tickMs: number
  /** Between two attempts to read the contract's point back. Default 200 ms. */
  readonly readBackMs: number
}

export const DELAYS: Delays = {
  firstRetryMs: 250,
  longestRetryMs: 30_000,
  heldRetryMs: 30_000,
  tickMs: 1000,
  readBackMs: 200,
}

/**
 * Milliseconds after `failures` in a row (1 or more): anything up to the doubled delay ("full jitter"), so that many
 * programs do not come back together; where the server said when, not before, and a little later. `chance`: 0 to 1.
 */
export function backoffMs(
  failures: number,
  afterMs: number | undefined,
  chance: number,
  { firstRetryMs, longestRetryMs }: Delays,
): number {
  const ceiling = Math.min(firstRetryMs * 2 ** Math.min(failures - 1, 30), longestRetryMs)
  return (afterMs ?? 0) + ceiling * chance
}
