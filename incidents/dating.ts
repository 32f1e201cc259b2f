// Since when a change may be said to hold.
import type { Verdict } from './incident.ts'

/** When the evidence for a change began, and when it was decided; epoch milliseconds. */
export interface Touched {
  readonly at: number
  readonly decidedAt: number
}

/** Results come in within seconds of each other: what is dated further ahead is not a matter of their order. */
const SET_BACK_MS = 60_000

/** Both together: neither is done before the later one. */
export function later(one: Touched, other: Touched | undefined): Touched {
  if (!other || (one.at >= other.at && one.decidedAt >= other.decidedAt)) return one
  return {
    at: Math.max(one.at, other.at),
    decidedAt: Math.max(one.decidedAt, other.decidedAt),
  }
}

/** What was decided with `cause`, but began at `at`; `cause` itself where that is so. */
export function begunAt(at: number, cause: Touched): Touched {
  if (cause.at === at && cause.decidedAt >= at) return cause
  return { at, decidedAt: Math.max(at, cause.decidedAt) }
}

/** Epoch milliseconds since when a state may be said to hold that follows another. */
export function datedAfter(previous: Verdict, at: number, decidedAt: number): number {
  // A state never begins before the one it follows; but one that is dated far ahead of this decision was dated by a
  // clock that has been set back since: what is found now must not wait for that hour to come again.
  const setBack = previous.since - decidedAt > SET_BACK_MS
  return Math.max(setBack ? at : previous.since, Math.min(at, decidedAt))
}
