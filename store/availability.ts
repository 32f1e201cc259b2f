// How long a target was available in a span, from its transitions and the gaps; the rule is printed in docs/availability.md.
import { AVAILABLE, type State, UNAVAILABLE } from '../fleet/state.ts'
import type { AvailabilityColumns } from './series/columns.ts'
import type { Availability, Gap } from './store.ts'

/** What of a transition decides which state holds when. Times are epoch milliseconds. */
export interface StateChange {
  readonly at: number
  readonly decidedAt: number
  readonly to: State
}

/** What a column of 32 bits holds. */
const MOST_MS = 0xffff_ffff

/** Milliseconds of gap inside [from, to); each moment counts once, however many gaps cover it. */
export type GapMeter = (from: number, to: number) => number

/** The availability of one target over [from, to), milliseconds. `transitions` and `gaps` may come in any order. */
export function availabilityOf(
  transitions: readonly StateChange[],
  gaps: readonly Gap[],
  from: number,
  to: number,
): Availability {
  const newestFirst = [...transitions].sort((a, b) => compareDecisions(b, a))
  return availabilityWalk(newestFirst, gapMeter(gaps), from, to)
}

/**
 * As `availabilityOf`, for transitions that come with the newest decision first (`compareDecisions` backwards). It takes
 * no more of them than it needs: it stops at the first one that began at or before `from`.
 */
export function availabilityWalk(
  newestFirst: Iterable<StateChange>,
  gapMs: GapMeter,
  from: number,
  to: number,
): Availability {
  let availableMs = 0
  let unavailableMs = 0
  let end = to
  for (const change of newestFirst) {
    if (end <= from) break
    // What was decided before, but is said to have begun after, was overruled by the decision already walked over.
    if (change.at >= end) continue
    const begin = Math.max(change.at, from)
    if (AVAILABLE.has(change.to)) availableMs += end - begin - gapMs(begin, end)
    else if (UNAVAILABLE.has(change.to)) unavailableMs += end - begin - gapMs(begin, end)
    end = begin
  }
  return summed(availableMs, unavailableMs, Math.max(0, to - from))
}

/** The availability of several targets over the same span: each part is the sum. */
export function sumAvailability(parts: Iterable<Availability>): Availability {
  let availableMs = 0
  let unavailableMs = 0
  let spanMs = 0
  for (const part of parts) {
    availableMs += part.availableMs
    unavailableMs += part.unavailableMs
    spanMs += part.availableMs + part.unavailableMs + part.outsideMs
  }
  return summed(availableMs, unavailableMs, spanMs)
}

/** Columns for `count` targets of which nothing is known yet. Throws RangeError where the span may not fit in them. */
export function emptyAvailabilities(count: number, from: number, to: number): AvailabilityColumns {
  if (to - from > MOST_MS) throw new RangeError(`a span of ${to - from} ms is longer than 49 days`)
  return { availableMs: new Uint32Array(count), unavailableMs: new Uint32Array(count) }
}

/** Orders decisions: by the time of the decision, then by what it says of when, then by state (a fixed order for ties). */
export function compareDecisions(a: StateChange, b: StateChange): number {
  return a.decidedAt - b.decidedAt || a.at - b.at || (a.to < b.to ? -1 : a.to > b.to ? 1 : 0)
}

/** Prepares gaps, which may overlap, for many questions of "how much gap is in this span". */
export function gapMeter(gaps: readonly Gap[]): GapMeter {
  const sorted = [...gaps].filter((gap) => gap.to > gap.from).sort((a, b) => a.from - b.from)
  const starts: number[] = []
  const ends: number[] = []
  for (const gap of sorted) {
    const last = ends.length - 1
    if (last >= 0 && gap.from <= (ends[last] as number)) {
      ends[last] = Math.max(ends[last] as number, gap.to)
    } else {
      starts.push(gap.from)
      ends.push(gap.to)
    }
  }
  const lengthBefore = [0]
  starts.forEach((start, i) => {
    lengthBefore.push((lengthBefore[i] as number) + (ends[i] as number) - start)
  })
  const gapBefore = (at: number): number => {
    const begun = countBelow(starts, at)
    if (begun === 0) return 0
    const overhang = Math.max(0, (ends[begun - 1] as number) - at)
    return (lengthBefore[begun] as number) - overhang
  }
  return (from, to) => gapBefore(to) - gapBefore(from)
}

/** How many of the ascending `values` are below `limit`. */
function countBelow(values: readonly number[], limit: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] as number) < limit) low = middle + 1
    else high = middle
  }
  return low
}

function summed(availableMs: number, unavailableMs: number, spanMs: number): Availability {
  const counted = availableMs + unavailableMs
  return {
    availableMs,
    unavailableMs,
    outsideMs: spanMs - counted,
    ...(counted > 0 ? { ratio: availableMs / counted } : {}),
  }
}
