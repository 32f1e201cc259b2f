// Sums up spans out of the local store and hands them to the time series: one at a time, tried again until it is in.
import { messageOf } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Transition } from '../../fleet/state.ts'
import { NOT_RUNNING } from '../local/liveness.ts'
import { MINUTE_MS } from '../minute-rows.ts'
import { type MinuteSums, SPAN_TIERS, type SpanTier } from '../series/columns.ts'
import type { Series } from '../series/series.ts'
import type { Gap, RegisteredTarget, Retention, Store } from '../store.ts'
import { createPlanner, type Job, type Planner } from './planner.ts'
import { createReplay, type ReplayOptions } from './replay.ts'
import { type Span, spansOf } from './spans.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** The day before the mark may be made once more. */
const DAY_BEFORE_MS = 2 * DAY_MS
/** What was decided, or ended, this long before the mark is in the spans before it, unless the clock was set by more. */
const TOLD_MS = 10 * MINUTE_MS
const MOST_TRANSITIONS = 100_000

export interface RollupsOptions {
  readonly store: Pick<Store, 'minuteSums' | 'availabilities' | 'gaps' | 'transitions'>
  readonly series: Pick<Series, 'span' | 'mark' | 'points'>
  /** In the order in which the store and the series have them. */
  readonly targets: readonly RegisteredTarget[]
  /** Of the city, as in `Asia/Jakarta`. */
  readonly timezone: string
  /** Of the local store: what is older cannot be summed up any more. */
  readonly retention: Retention
  /** From the end of a span until all that belongs to it is kept, milliseconds. Default 15,000. */
  readonly settleMs?: number
  readonly logger: Logger
  /** Epoch milliseconds now. */
  readonly now: () => number
}

export interface Rollups {
  /**
   * Makes and sends what is due; called once a second. Resolves when nothing more is, or something failed; a call while
   * another is at work resolves at once. Never rejects.
   */
  tick(now: number): Promise<void>
  /** Told when they are kept: spans that were sent and that they change are sent again for their targets. */
  transitions(transitions: readonly Transition[]): void
  /**
   * As `transitions`, for a gap that is new or was prolonged. After a kill, the next start finds by itself what was decided
   * late, and gaps that ended less than 10 minutes before the last minute that was sent.
   */
  gap(gap: Gap): void
  /** As `transitions`, for a minute that was saved, or added to. After a kill, the next start sends the last two again. */
  minute(at: number): void
  /** Sends spans of [from, to) again; resolves with how many. Rejects where the store or the series fails. */
  replay(from: number, to: number, options?: ReplayOptions): Promise<number>
  /** End of the last span of each tier that is in the spool, epoch ms; absent before the first. */
  rolledTo(): Readonly<Partial<Record<SpanTier, number>>>
  /** The last 60 whole minutes, for lists of the worst. Rejects as `Store.minuteSums`. */
  lastHour(): Promise<MinuteSums>
  /** Resolves when what is at work has ended; nothing is begun any more. */
  stop(): Promise<void>
}

export function createRollups(options: RollupsOptions): Rollups {
  return new RollupRunner(options)
}

class RollupRunner implements Rollups {
  /** Without the targets: in a city they take 5 MB. */
  readonly #options: Omit<RollupsOptions, 'targets'>
  readonly #positions: ReadonlyMap<string, number>
  readonly #startedAt: number
  readonly replay: Rollups['replay']
  /** By reason: a gap that lasts is prolonged second by second, and only what is new of it changes sums. */
  readonly #prolonged = new Map<string, { readonly from: number; readonly to: number }>()
  #planner: Planner | undefined
  #begun = false
  /** What changed of the time before the start, while nobody could be told: all of it, and what lies between. */
  #early: Span | undefined
  #stopped = false
  #failing = false
  #atWork: Promise<void> | undefined
  /** Ends when the span before is sent: what is read last is also written last. */
  #turn: Promise<void> = Promise.resolve()

  constructor({ targets, ...options }: RollupsOptions) {
    this.#options = options
    this.#positions = new Map(targets.map(({ targetId }, i) => [targetId, i]))
    this.#startedAt = options.now()
    this.replay = createReplay({
      timezone: options.timezone,
      send: (span) => this.#send(span),
      oldest: () => options.now() - keptMs(options.retention),
      rolledTo: () => this.rolledTo(),
      stopped: () => this.#stopped,
    })
  }

  async tick(now: number): Promise<void> {
    if (this.#atWork || this.#stopped) return
    this.#atWork = this.#work(now)
    await this.#atWork
    this.#atWork = undefined
  }

  transitions(transitions: readonly Transition[]): void {
    for (const [minute, changed] of byMinute(transitions, this.#positions)) {
      this.#planner?.touched(changed, minute, Infinity)
    }
  }

  gap({ reason, from, to }: Gap): void {
    const before = this.#prolonged.get(reason)
    const known = before?.from === from ? before.to : from
    this.#prolonged.set(reason, { from, to: Math.max(known, to) })
    if (to > known) this.#changed(known, to)
  }

  minute(at: number): void {
    this.#changed(at, at + MINUTE_MS)
  }

  rolledTo() {
    return this.#planner?.rolledTo() ?? {}
  }

  lastHour(): Promise<MinuteSums> {
    const to = Math.floor(this.#options.now() / MINUTE_MS) * MINUTE_MS
    return this.#options.store.minuteSums(to - HOUR_MS, to)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#atWork
    await this.#turn
  }

  #changed(from: number, to: number): void {
    if (this.#planner) this.#planner.touched('all', from, to)
    else if (from < this.#startedAt) {
      const { from: first, to: last } = this.#early ?? { from, to }
      this.#early = { from: Math.min(first, from), to: Math.max(last, to) }
    }
  }

  async #work(now: number): Promise<void> {
    const { logger } = this.#options
    try {
      const planner = await this.#ready()
      for (let [job] = planner.due(now); job && !this.#stopped; [job] = planner.due(now)) {
        await this.#send(job)
        planner.done(job)
      }
      if (this.#failing) logger.info({}, 'sums of minutes, hours and days are made again')
      this.#failing = false
    } catch (error) {
      const words = `${messageOf(error)}; sums of minutes, hours and days wait and are made later`
      if (!this.#failing) logger.error({}, words)
      this.#failing = true
    }
  }

  #send({ tier, from, to, only }: Pick<Job, 'tier' | 'from' | 'to' | 'only'>): Promise<void> {
    const { store, series } = this.#options
    const sent = this.#turn.then(async () => {
      const sums = await store.minuteSums(from, to)
      const availability = await store.availabilities(from, to)
      await series.span({ tier, from, to, ...sums, ...availability, ...(only ? { only } : {}) })
    })
    this.#turn = sent.catch(() => undefined)
    return sent
  }

  async #ready(): Promise<Planner> {
    if (this.#planner && this.#begun) return this.#planner
    const { timezone, settleMs, retention, series } = this.#options
    const marks = await marksOf(series)
    this.#planner ??= createPlanner({
      ...{ timezone, marks, startedAt: this.#startedAt, backMs: keptMs(retention) },
      ...(settleMs === undefined ? {} : { settleMs }),
    })
    if (this.#early) this.#planner.touched('all', this.#early.from, this.#early.to)
    await this.#markBegin(marks)
    await this.#recall(this.#planner, marks)
    this.#begun = true
    return this.#planner
  }

  /** The next start must know where the first one began, should the program end before it has sent anything. */
  async #markBegin(marks: Marks): Promise<void> {
    const { series, timezone } = this.#options
    const spanAt = spansOf(timezone)
    const begins = SPAN_TIERS.filter((tier) => marks[tier] === undefined).map((tier) => [
      markOf(tier),
      spanAt(tier, this.#startedAt).from,
    ])
    if (begins.length > 0) await series.points([], Object.fromEntries(begins))
  }

  /** What was kept after the marks were set, of spans before them: the program may have ended before it sent them again. */
  async #recall(planner: Planner, marks: Marks): Promise<void> {
    const { store } = this.#options
    const startedAt = this.#startedAt
    const { m1 = startedAt, h1 = m1, d1 = m1 } = marks
    const gaps = await store.gaps(Math.min(m1, h1, d1, startedAt) - DAY_BEFORE_MS, startedAt)
    planner.quiet(gaps.filter(({ reason }) => reason === NOT_RUNNING))
    for (const { from, to } of gaps) if (to > m1 - TOLD_MS) planner.touched('all', from, to)
    const late = await store.transitions({
      decidedFrom: Math.min(m1, startedAt) - TOLD_MS,
      to: Math.max(m1, h1, d1),
      limit: MOST_TRANSITIONS,
    })
    this.transitions(late)
    if (late.length === MOST_TRANSITIONS) planner.touched('all', -Infinity, Infinity)
  }
}

/** Minutes that are about to be removed are not counted on. */
function keptMs({ minutesDays }: Retention): number {
  return minutesDays * DAY_MS - HOUR_MS
}

/** The series keep it themselves when they take a span. */
function markOf(tier: SpanTier): string {
  return `rolled.${tier}`
}

type Marks = Partial<Record<SpanTier, number>>

async function marksOf(series: Pick<Series, 'mark'>): Promise<Marks> {
  const marks: Marks = {}
  for (const tier of SPAN_TIERS) {
    const mark = await series.mark(markOf(tier))
    if (mark !== undefined) marks[tier] = mark
  }
  return marks
}

/** Positions by the minute in which their transition began; those that are not registered have no points. */
function byMinute(
  transitions: readonly Transition[],
  positions: ReadonlyMap<string, number>,
): ReadonlyMap<number, readonly number[]> {
  const minutes = new Map<number, number[]>()
  for (const { targetId, at } of transitions) {
    const position = positions.get(targetId)
    if (position === undefined) continue
    const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS
    const changed = minutes.get(minute) ?? []
    changed.push(position)
    minutes.set(minute, changed)
  }
  return minutes
}
