// A program with a store and rollups that lives through a random history, and what its points must be in the end.

import { setImmediate as breath } from 'node:timers/promises'
import fc from 'fast-check'
import { expect } from 'vitest'
import { silentLogger } from '../../fleet/logger.ts'
import { STATES, type Transition } from '../../fleet/state.ts'
import { createRollups, type Rollups } from '../../store/rollups/runner.ts'
import { spansOf } from '../../store/rollups/spans.ts'
import { NO_RTT, SPAN_TIERS, type SpanColumns } from '../../store/series/columns.ts'
import type { PointBatch, Series } from '../../store/series/series.ts'
import type { RegisteredTarget, Store } from '../../store/store.ts'
import { minute } from '../contracts/kept.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
const SLOT = 30_000
const TIMEZONE = 'Asia/Jakarta'
const RETENTION = { minutesDays: 30, transitionsDays: 400 }

/** Not pinged ones between pinged ones: rows and positions are not the same. */
export const TARGETS: readonly RegisteredTarget[] = ['c-1', 'u-1', 'c-2', 'n-1', 'n-2'].map(
  (targetId) => ({ targetId, kind: 'any', areas: [], pinged: !targetId.startsWith('c') }),
)
const PINGED = TARGETS.filter(({ pinged }) => pinged)

/** Sent, lost, RTT min, mean, max, available and unavailable ms. */
type Row = readonly number[]
const NOTHING: Row = [0, 0, NO_RTT, NO_RTT, NO_RTT, 0, 0]

/** Stands for the thread of the time series: the last that was written of each point, and the marks. */
export class SeriesSink implements Pick<Series, 'span' | 'mark' | 'points'> {
  readonly written = new Map<string, Row>()
  readonly marks = new Map<string, number>()
  spans = 0
  /** Of the next calls: refused, taken without an answer that arrives, or no answer at all. */
  faults: ('refuse' | 'take and fail' | 'hang')[] = []

  async span(columns: SpanColumns): Promise<void> {
    const fault = this.faults.shift()
    if (fault === 'refuse') throw new Error('the spool is full')
    this.#take(columns)
    if (fault === 'take and fail') throw new Error('the thread has ended')
    if (fault === 'hang') await new Promise(() => {})
  }

  async points(_: readonly PointBatch[], marks: Readonly<Record<string, number>> = {}) {
    for (const [key, at] of Object.entries(marks)) this.marks.set(key, at)
  }

  async mark(key: string): Promise<number | undefined> {
    return this.marks.get(key)
  }

  #take(columns: SpanColumns): void {
    const { tier, from, to, only } = columns
    this.spans++
    expect(columns.availableMs).toHaveLength(TARGETS.length)
    expect(columns.sent).toHaveLength(PINGED.length)
    for (const i of only ?? TARGETS.keys()) {
      this.written.set(`${tier} ${from} ${TARGETS[i]?.targetId}`, rowOf(columns, i))
    }
    const mark = `rolled.${tier}`
    this.marks.set(mark, Math.max(to, this.marks.get(mark) ?? 0))
  }
}

function rowOf(columns: SpanColumns, i: number): Row {
  const { sent, lost, rttMin, rttAvg, rttMax, availableMs, unavailableMs } = columns
  const row = PINGED.indexOf(TARGETS[i] as RegisteredTarget)
  const asked = [sent, lost, rttMin, rttAvg, rttMax].map((column) => column[row] ?? 0)
  const all = row < 0 ? NOTHING.slice(0, 5) : asked
  return [...all, availableMs[i] as number, unavailableMs[i] as number]
}

const seconds = (max: number) => fc.integer({ min: 0, max }).map((n) => n * 1_000)
const backMs = fc.oneof(seconds(40), seconds(7_200))
const change = fc.record({
  targetId: fc.constantFrom(...TARGETS.map(({ targetId }) => targetId), 'stranger'),
  to: fc.constantFrom(...STATES),
  backMs,
})
export const acts = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ runMs: seconds(900) }) },
    { weight: 3, arbitrary: fc.record({ changes: fc.array(change, { maxLength: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ gapBackMs: backMs, gapMs: seconds(1_200) }) },
    { weight: 1, arbitrary: fc.record({ lateMinuteBackMs: seconds(5_400) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        faults: fc.array(fc.constantFrom('refuse' as const, 'take and fail' as const), {
          maxLength: 3,
        }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        end: fc.constantFrom('clean' as const, 'kill' as const, 'kill at work' as const),
        /** Kept in the last moment: the rollups do not hear of it. */
        unheard: fc.array(change, { maxLength: 2 }),
        offMs: fc.oneof(seconds(20), seconds(5_400)),
      }),
    },
  ),
  { minLength: 3, maxLength: 14 },
)
export type Act = typeof acts extends fc.Arbitrary<(infer T)[]> ? T : never

/** Opens the store again on what it kept; times of the world. */
export type Reopen = (end: 'clean' | 'kill', leftAt: number, now: number) => Promise<Store>

export class World {
  readonly sink = new SeriesSink()
  readonly #reopen: Reopen
  readonly #startedAt: number
  /** In which the program ran: what comes late belongs to one of them. */
  readonly #slots: number[] = []
  readonly #gapsTold = new Map<number, number>()
  #store: Store
  #rollups: Rollups
  now: number
  #lastSign: number

  constructor(store: Store, now: number, reopen: Reopen) {
    this.#store = store
    this.#reopen = reopen
    this.#startedAt = now
    this.#lastSign = now
    this.now = now
    this.#rollups = this.#start()
  }

  get store(): Store {
    return this.#store
  }

  get rollups(): Rollups {
    return this.#rollups
  }

  /** The very first start: from now on there are marks. */
  async begin(): Promise<void> {
    await this.#store.register(TARGETS)
    await this.#rollups.tick(this.now)
  }

  async perform(act: Act): Promise<void> {
    if ('runMs' in act) await this.run(act.runMs)
    else if ('changes' in act) this.#rollups.transitions(await this.#keep(act.changes))
    else if ('gapBackMs' in act) await this.#gap(act.gapBackMs, act.gapMs)
    else if ('lateMinuteBackMs' in act) {
      const at = this.#slots.findLast((slot) => slot <= this.now - act.lateMinuteBackMs)
      if (at === undefined) return
      await this.#save(at)
      this.#rollups.minute(Math.floor(at / MINUTE) * MINUTE)
      // A start finds what was decided late, but of minutes only the last two: this one must not be the last moment.
      await this.#tickNow()
    } else if ('faults' in act) this.sink.faults.push(...act.faults)
    else await this.#restart(act)
  }

  async run(ms: number): Promise<void> {
    const end = this.now + ms
    for (let slot = Math.floor(this.now / SLOT) * SLOT + SLOT; slot <= end; slot += SLOT) {
      this.now = slot
      await this.#save(slot - SLOT)
      this.#slots.push(slot - SLOT)
      await this.#sign()
      await this.#rollups.tick(this.now)
    }
    this.now = end
  }

  /** Runs on until all that is due is sent, then holds every point that was ever written against the whole history. */
  async settle(): Promise<void> {
    this.sink.faults = []
    const midnight = Math.ceil((this.#startedAt + 7 * HOUR) / (24 * HOUR)) * 24 * HOUR - 7 * HOUR
    this.now = Math.max(this.now, midnight)
    await this.run(MINUTE)
    await this.run(MINUTE)
  }

  async check(): Promise<void> {
    const spanAt = spansOf(TIMEZONE)
    const store = this.#store
    for (const tier of SPAN_TIERS) {
      let span = spanAt(tier, this.#startedAt)
      for (; span.to + 15_000 <= this.now - SLOT; span = spanAt(tier, span.to)) {
        for (const { targetId } of TARGETS) {
          const point = `${tier} ${span.from} ${targetId}`
          const written = this.sink.written.get(point) ?? NOTHING
          const want = await oracle(store, targetId, span.from, span.to)
          expect([point, ...written]).toEqual([point, ...want])
        }
      }
    }
    this.#checkHours()
  }

  #checkHours(): void {
    const first = Math.ceil(this.#startedAt / HOUR) * HOUR
    for (let hour = first; hour + HOUR <= this.now - MINUTE; hour += HOUR) {
      for (const { targetId } of TARGETS) {
        const whole = this.sink.written.get(`h1 ${hour} ${targetId}`) ?? NOTHING
        for (const column of [0, 1, 5, 6]) {
          let sum = 0
          for (let at = hour; at < hour + HOUR; at += MINUTE) {
            sum += (this.sink.written.get(`m1 ${at} ${targetId}`) ?? NOTHING)[column] as number
          }
          expect(whole[column]).toBe(sum)
        }
      }
    }
  }

  #start(): Rollups {
    return createRollups({
      store: this.#store,
      series: this.sink,
      targets: TARGETS,
      timezone: TIMEZONE,
      retention: RETENTION,
      logger: silentLogger,
      now: () => this.now,
    })
  }

  async #restart({ end, unheard, offMs }: Extract<Act, { end: unknown }>): Promise<void> {
    if (end === 'clean') {
      await this.#rollups.stop()
      this.#lastSign = this.now
    } else if (end === 'kill at work') {
      this.sink.faults = ['hang']
      void this.#rollups.tick(this.now)
      for (let n = 0; n < 20; n++) await breath()
      this.sink.faults = []
    }
    if (end !== 'clean') {
      await this.#keep(unheard)
      this.#lastSign = Math.max(this.#lastSign, this.now)
    }
    await this.#store.alive(this.#lastSign)
    const went = end === 'clean' ? 'clean' : 'kill'
    const leftAt = this.now
    this.now += offMs
    this.#store = await this.#reopen(went, leftAt, this.now)
    await this.#store.register(TARGETS)
    // As a file makes it by itself, where it goes by the clock of this world.
    const gap = { reason: 'not-running', from: leftAt, to: this.now }
    if (offMs > 0) await this.#store.commit({ gaps: [gap] })
    this.#rollups = this.#start()
  }

  async #tickNow(): Promise<void> {
    this.sink.faults = []
    await this.#rollups.tick(this.now)
  }

  async #sign(): Promise<void> {
    this.#lastSign = this.now
    await this.#store.alive(this.now)
  }

  async #keep(changes: readonly { targetId: string; to: Transition['to']; backMs: number }[]) {
    const transitions = changes.map(
      ({ targetId, to, backMs: late }): Transition => ({
        ...{ targetId, to, from: 'unknown', reason: 'all-lost', evidence: {} },
        ...{ at: Math.max(this.#startedAt, this.now - late), decidedAt: this.now },
      }),
    )
    await this.#store.commit({ transitions })
    return transitions
  }

  /** Prolongs the one that began then, where there is one. */
  async #gap(late: number, ms: number): Promise<void> {
    const from = Math.max(this.#startedAt, this.now - late)
    const to = Math.max(from, Math.min(this.now, from + ms), this.#gapsTold.get(from) ?? 0)
    this.#gapsTold.set(from, to)
    const gap = { reason: 'blind', from, to }
    await this.#store.commit({ gaps: [gap] })
    this.#rollups.gap(gap)
    // A start looks for gaps that ended in the last ten minutes before its mark: they are told when they end.
    if (this.now - to > 9 * MINUTE) await this.#tickNow()
  }

  async #save(at: number): Promise<void> {
    const n = Math.floor(at / SLOT)
    const rows = PINGED.map((_, i) => {
      const seed = (n * 31 + i * 17) % 97
      const [sent, lost] = [seed % 5, Math.min(seed % 5, seed % 3)]
      return [sent, lost, 100 * seed, 100 * seed + 300, 100 * seed + 1_100] as const
    })
    await this.#store.saveMinute(minute(Math.floor(at / MINUTE) * MINUTE, rows))
  }
}

async function oracle(store: Store, targetId: string, from: number, to: number): Promise<Row> {
  const points = await store.history(targetId, from, to)
  const answered = points.filter(
    ({ sent, lost, rttAvgUs }) => sent > lost && rttAvgUs !== undefined,
  )
  const sum = (values: number[]): number => values.reduce((all, one) => all + one, 0)
  const answers = sum(answered.map(({ sent, lost }) => sent - lost))
  const rtt = answered.map((p) => ((p.rttAvgUs as number) / 100) * (p.sent - p.lost))
  const { availableMs, unavailableMs } = await store.targetAvailability(targetId, from, to)
  return [
    sum(points.map(({ sent }) => sent)),
    sum(points.map(({ lost }) => lost)),
    ...(answers === 0
      ? [NO_RTT, NO_RTT, NO_RTT]
      : [
          Math.min(...answered.map(({ rttMinUs }) => (rttMinUs as number) / 100)),
          Math.round(sum(rtt) / answers),
          Math.max(...answered.map(({ rttMaxUs }) => (rttMaxUs as number) / 100)),
        ]),
    availableMs,
    unavailableMs,
  ]
}
