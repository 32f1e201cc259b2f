// The numbers that every store goes by: how many rows an answer has, and what is too old to keep.
import type { Retention, TransitionQuery } from './store.ts'

const DAY_MS = 86_400_000
const DEFAULT_LIMIT = 200
const MOST_TRANSITIONS = 100_000

/** How many transitions an answer to `query` has at most: 200 unless told, never above 100,000. */
export function transitionLimit(query: TransitionQuery): number {
  return Math.min(MOST_TRANSITIONS, Math.max(0, Math.trunc(query.limit ?? DEFAULT_LIMIT)))
}

/** Epoch milliseconds before which minutes and transitions are too old. */
export function cutOffs(
  retention: Retention,
  now: number,
): { readonly minutes: number; readonly transitions: number } {
  return {
    minutes: Math.floor(now - retention.minutesDays * DAY_MS),
    transitions: Math.floor(now - retention.transitionsDays * DAY_MS),
  }
}
