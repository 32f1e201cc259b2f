// Which minutes, hours and days are due to be summed up and sent: pure, all times come with the call.
import { SPAN_TIERS, type SpanTier } from '../series/columns.ts'
import type { Gap } from '../store.ts'
import { firstFrom, type Span, type SpanAt, spansOf } from './spans.ts'
import { type Touched, Touches } from './touches.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** A look takes up to 4 s with its confirm, and a slot ends 10 s after it began: what belongs to a span is kept by then. */
const SETTLE_MS = 15_000

/** How far back spans are made that should have been made long ago: a clock that is wrong by a year must not cost more. */
const BACK_MS: Readonly<Record<SpanTier, number>> = {
  m1: 7 * DAY_MS,
  h1: 90 * DAY_MS,
  d1: 400 * DAY_MS,
}

/** The day that is just over is made in any case: where minutes are kept for one day only, without its first ones. */
const LEAST_BACK_MS: Readonly<Record<SpanTier, number>> = { m1: 0, h1: 0, d1: 26 * 60 * MINUTE_MS }

/** After a start, minutes that ended this long before the mark are made once more. */
const AGAIN_MS = 2 * MINUTE_MS
/** After a start, an hour or day that ended this shortly before is made once more. */
const JUST_OVER_MS = 10 * MINUTE_MS

/** A sign of life may be late: the beginning of a gap in which the program did not run is not taken at its word. */
const GAP_MARGIN_MS = MINUTE_MS

/** Jobs that one answer has at most. */
const MOST_DUE = 16

export interface PlannerOptions {
  /** Of the city, as in `Asia/Jakarta`. */
  readonly timezone: string
  /** From the end of a span until all that belongs to it is kept, milliseconds. Default 15,000. */
  readonly settleMs?: number
  /** How far back spans are made, milliseconds. Default, and at most, 7, 90 and 400 days for m1, h1 and d1. */
  readonly backMs?: number
  /** End of the last span of each tier that was sent, epoch ms; absent where none ever was. */
  readonly marks: Readonly<Partial<Record<SpanTier, number>>>
  /** Epoch milliseconds. */
  readonly startedAt: number
}

export interface Job extends Span {
  readonly tier: SpanTier
  /** Positions of the targets that changed; absent: all. */
  readonly only?: Uint32Array
  /** What had been touched when the job was made: only that is done with it. */
  readonly asOf: number
}

export interface Planner {
  /**
   * Jobs in the order in which they have to be done, by the end of their span: so that a mark tells that all before it is
   * done too. At most 16; more come when these are done.
   */
  due(now: number): readonly Job[]
  done(job: Job): void
  /** What is kept of [from, to) changed, for some targets or for all: spans that were sent are due again. */
  touched(positions: 'all' | readonly number[], from: number, to: number): void
  /** Gaps in which nothing was kept: spans that lie wholly in them are passed over. They may overlap. */
  quiet(gaps: readonly Gap[]): void
  /** End of the last span of each tier that is done, epoch ms; absent before the first. */
  rolledTo(): Readonly<Partial<Record<SpanTier, number>>>
}

interface Due extends Span {
  readonly tier: SpanTier
  readonly only: Touched['only']
}

/** What is known of one tier. Epoch milliseconds. */
interface Track {
  /** Where the first span begins that was never made. */
  next: number
  /** Before this nothing was ever made: nothing there needs to be made again. */
  readonly first: number
  /** Where the last span ends that was handed out. */
  handedOut: number
  rolledTo: number | undefined
  readonly touches: Touches
}

export function createPlanner(options: PlannerOptions): Planner {
  return new SpanPlanner(options)
}

class SpanPlanner implements Planner {
  readonly #settleMs: number
  readonly #mostBackMs: number
  readonly #spanAt: SpanAt
  readonly #tracks: ReadonlyMap<SpanTier, Track>
  #lastNow: number
  #touchCount = 0
  #gaps: readonly Span[] = []

  constructor(options: PlannerOptions) {
    this.#settleMs = options.settleMs ?? SETTLE_MS
    this.#mostBackMs = options.backMs ?? Infinity
    this.#lastNow = options.startedAt
    this.#spanAt = spansOf(options.timezone)
    this.#tracks = new Map(SPAN_TIERS.map((tier) => [tier, trackOf(tier, options, this.#spanAt)]))
  }

  due(now: number): readonly Job[] {
    this.#lastNow = now
    const all = [...this.#tracks].flatMap(([tier, track]) => this.#dueOf(tier, track, now))
    const first = all.sort((a, b) => a.to - b.to || b.from - a.from).slice(0, MOST_DUE)
    return first.map(({ tier, from, to, only }) => {
      const track = this.#track(tier)
      track.handedOut = Math.max(track.handedOut, to)
      const some = only === 'all' ? {} : { only: Uint32Array.from(only).sort() }
      return { tier, from, to, asOf: this.#touchCount, ...some }
    })
  }

  done({ tier, from, to, asOf }: Job): void {
    const track = this.#track(tier)
    if (from >= track.next) {
      track.next = to
      track.rolledTo = to
    }
    track.touches.done(from, asOf)
  }

  touched(positions: 'all' | readonly number[], from: number, to: number): void {
    this.#touchCount++
    for (const [tier, track] of this.#tracks) {
      const end = Math.min(to, Math.max(track.next, track.handedOut))
      const oldest = Math.max(from, track.first, this.#lastNow - this.#backMs(tier))
      for (let span = this.#spanAt(tier, oldest); span.from < end; ) {
        track.touches.add(span, positions, this.#touchCount)
        span = this.#spanAt(tier, span.to)
      }
    }
  }

  quiet(gaps: readonly Gap[]): void {
    // Not joined where they touch: between the two the program ran, and may have kept something before its first sign.
    this.#gaps = [...this.#gaps, ...gaps].sort((a, b) => a.from - b.from)
  }

  rolledTo(): Readonly<Partial<Record<SpanTier, number>>> {
    const ends: Partial<Record<SpanTier, number>> = {}
    for (const [tier, { rolledTo }] of this.#tracks)
      if (rolledTo !== undefined) ends[tier] = rolledTo
    return ends
  }

  #dueOf(tier: SpanTier, track: Track, now: number): Due[] {
    const over = (to: number): boolean => to + this.#settleMs <= now
    // A clock that was set back: what was made of the time that comes again is made again.
    const current = this.#spanAt(tier, now).from
    if (current < track.next) {
      track.next = current
      track.handedOut = current
    }
    const earliest = firstFrom(this.#spanAt, tier, now - this.#backMs(tier)).from
    track.touches.dropBefore(earliest)
    track.next = this.#behindGaps(tier, Math.max(track.next, earliest)).from
    const due: Due[] = []
    for (const { from, to, only } of track.touches.all()) {
      if (to <= track.next && over(to)) due.push({ tier, from, to, only })
    }
    let span = this.#spanAt(tier, track.next)
    for (let n = 0; n < MOST_DUE && over(span.to); n++) {
      due.push({ tier, ...span, only: 'all' })
      span = this.#behindGaps(tier, span.to)
    }
    return due
  }

  /** From `from` on the first span that does not lie wholly in a gap. */
  #behindGaps(tier: SpanTier, from: number): Span {
    let span = this.#spanAt(tier, from)
    for (const gap of this.#gaps) {
      const inside = gap.from + GAP_MARGIN_MS <= span.from && span.to <= gap.to
      if (inside) span = this.#spanAt(tier, gap.to)
    }
    return span
  }

  #backMs(tier: SpanTier): number {
    return Math.min(BACK_MS[tier], Math.max(LEAST_BACK_MS[tier], this.#mostBackMs))
  }

  #track(tier: SpanTier): Track {
    return this.#tracks.get(tier) as Track
  }
}

function trackOf(tier: SpanTier, { marks, startedAt }: PlannerOptions, spanAt: SpanAt): Track {
  const mark = marks[tier]
  const open = spanAt(tier, startedAt).from
  const rest = { rolledTo: mark, touches: new Touches() }
  if (mark === undefined) return { ...rest, next: open, handedOut: open, first: open }
  const last = Math.min(mark, open)
  const again = tier === 'm1' || startedAt - last < JUST_OVER_MS
  const next = spanAt(tier, again ? last - AGAIN_MS : last).from
  return { ...rest, next, handedOut: next, first: -Infinity }
}
