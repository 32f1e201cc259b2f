// When a message that was not taken is tried again.
import type { Delivery } from '../channels/channel.ts'

export interface RetryTimes {
  /** Before the second attempt. Default 1 s. */
  readonly firstRetryMs: number
  /** Between two attempts at most, unless the receiver wants longer. Default 60 s. */
  readonly longestRetryMs: number
}

export const RETRY_TIMES: RetryTimes = { firstRetryMs: 1000, longestRetryMs: 60_000 }

/** So far a pause is from the one that was meant, either way: receivers that failed together do not come back together. */
const JITTER = 0.2

/**
 * Milliseconds after `failures` attempts (1 or more) that failed: double each time, give or take a fifth. Where the
 * receiver said when, not before that. `chance`: 0 to 1.
 */
export function retryAfterMs(
  failures: number,
  delivery: Delivery,
  chance: number,
  { firstRetryMs, longestRetryMs }: RetryTimes = RETRY_TIMES,
): number {
  const wanted = delivery.result === 'later' ? delivery.afterMs : undefined
  if (wanted !== undefined) return Math.max(wanted, firstRetryMs) * (1 + JITTER * chance)
  const doubled = firstRetryMs * 2 ** Math.min(failures - 1, 30)
  return Math.min(doubled, longestRetryMs) * (1 + JITTER * (2 * chance - 1))
}
