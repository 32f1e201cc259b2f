// Changes of state and steps of incidents out of the local store, to be sent again after a start.
import type { Transition } from '../../fleet/state.ts'
import type { StepOfIncident, Store } from '../store.ts'

const MINUTE_MS = 60_000

/** Before the mark too: a point may have been on its way when the mark was set. */
const BEFORE_MARK_MS = MINUTE_MS
const FIRST_WINDOW_MS = 10 * MINUTE_MS
const LONGEST_WINDOW_MS = 24 * 60 * MINUTE_MS

/** A page holds fewer than this of each, unless one millisecond has more. */
const MOST_ON_PAGE = 10_000
/** All of a city in one millisecond. */
const MOST_AT_ONCE = 100_000

export interface EventPage {
  /** Epoch milliseconds: everything decided in [from, to) is on this page. When it is sent, `to` is the new mark. */
  readonly from: number
  readonly to: number
  /** Oldest decision first. */
  readonly transitions: readonly Transition[]
  /** Oldest first, each with its incident as it is now. */
  readonly steps: readonly StepOfIncident[]
}

/**
 * Everything that was decided from a minute before `mark` until before `now`, in pages, oldest first; windows in which
 * nothing happened give none, but the last page always ends at `now`. A mark that lies after `now`, because the clock was
 * set back, counts as `now`.
 */
export async function* eventsSince(
  store: Pick<Store, 'transitions' | 'incidentSteps'>,
  mark: number,
  now: number,
): AsyncGenerator<EventPage> {
  let from = Math.min(mark, now) - BEFORE_MARK_MS
  for (let windowMs = FIRST_WINDOW_MS; from < now; ) {
    const to = Math.min(now, from + windowMs)
    const limit = to - from > 1 ? MOST_ON_PAGE : MOST_AT_ONCE
    const transitions = await store.transitions({ decidedFrom: from, decidedTo: to, limit })
    const steps = await store.incidentSteps(from, to)
    if (to - from > 1 && Math.max(transitions.length, steps.length) >= MOST_ON_PAGE) {
      windowMs = Math.ceil((to - from) / 2)
      continue
    }
    if (transitions.length + steps.length > 0 || to === now) {
      const oldestFirst = transitions.toSorted((a, b) => a.decidedAt - b.decidedAt || a.at - b.at)
      yield { from, to, transitions: oldestFirst, steps }
    }
    from = to
    windowMs = Math.min(LONGEST_WINDOW_MS, windowMs * 2)
  }
}
