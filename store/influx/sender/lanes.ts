// The lanes of one database: new frames two at a time, old ones behind them, refused ones beside them; one probe while it
// is down.
import { setTimeout as wait } from 'node:timers/promises'
import type { Frame } from '../../spool/spool.ts'
import { backoffMs } from './backoff.ts'
import type { Action } from './classify.ts'
import { aboutOf } from './condition.ts'
import { contractFaults, type Fault } from './contract-test.ts'
import { Delivery, isOfFrame } from './delivery.ts'
import type { Answer } from './exchange.ts'
import { Latencies } from './latencies.ts'
import { type LiveFrame, LiveQueue } from './live-queue.ts'
import { Outdated } from './outdated.ts'
import { type Head, ReplayReader } from './replay-reader.ts'
import type { SenderContext } from './sender-context.ts'
import { sortFrame } from './sort-frame.ts'
import { TrustedClock } from './trusted-clock.ts'

const LIVE_REQUESTS = 2
/** A live request stays small: its answer is waited for. */
const LIVE_LINES = 10_000
/** Above that the replay lane stands still. */
const SLOW_LIVE_MS = 1000
/** It never stands still for longer: then one frame goes, however the live lane does. */
const LONGEST_STILL_MS = 1000
/** Frames with refused lines are sorted one at a time; with so many of them waiting no more are looked for. */
const MOST_TO_SORT = 500

type Shut = Extract<Action, { do: 'wait' | 'hold' }>

export class Lanes {
  readonly latencies = new Latencies()
  readonly #context: SenderContext
  readonly #host: string
  readonly #clock = new TrustedClock()
  readonly #delivery: Delivery
  readonly #outdated: Outdated
  readonly #reader: ReplayReader
  readonly #live = new LiveQueue()
  readonly #inFlight = new Set<number>()
  readonly #running = new Set<Promise<void>>()
  #liveRequests = 0
  #isReplaying = false
  #isSorting = false
  #isProbing = false
  #isContractDue = true
  #failures = 0
  /** While shut: when the next probe goes, by performance.now(). */
  #retryAt = 0
  #replayedAt = 0
  #ticker: NodeJS.Timeout | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosing = false
  #isClosed = false

  constructor(context: SenderContext, host: string) {
    this.#context = context
    this.#host = host
    this.#delivery = new Delivery(context, this.#clock)
    this.#outdated = new Outdated(context, this.#delivery, this.#clock)
    this.#reader = new ReplayReader(context.spool, context.target.name)
  }

  start(): void {
    this.#ticker ??= setInterval(() => this.#tick(), this.#context.delays.tickMs)
    this.#pump()
  }

  offer(frames: readonly Frame[]): void {
    const { condition } = this.#context
    if (this.#isClosing) return
    for (const frame of frames) {
      const isLive =
        condition.mode === 'open' &&
        !condition.holdsTier(frame.tier) &&
        !this.#outdated.isAhead(frame) &&
        this.#live.offer(frame, performance.now())
      if (!isLive) this.#reader.rewind(frame.seq)
    }
    this.#pump()
  }

  hurry(): void {
    const { aside, condition } = this.#context
    aside.release(false)
    condition.hurry()
    this.#retryAt = 0
    this.#reader.rewind()
    this.#pump()
  }

  /** Whether frames are owed besides those that are new. `frames`: owed in all. */
  owesOlder(frames: number): boolean {
    const live = this.#live.length + (this.#isReplaying ? 0 : this.#inFlight.size)
    return frames > live
  }

  async close(graceMs: number): Promise<void> {
    this.#isClosing = true
    clearInterval(this.#ticker)
    clearTimeout(this.#timer)
    const enough = new AbortController()
    const grace = pause(graceMs, enough.signal).then(() => enough.abort())
    while (this.#liveRequests > 0 && !enough.signal.aborted) {
      await Promise.race([...this.#running, grace])
    }
    enough.abort()
    this.#isClosed = true
    this.#context.exchange.close()
    await Promise.all(this.#running)
  }

  #tick(): void {
    const { aside, condition, spool, target, now } = this.#context
    aside.clean(performance.now())
    condition.clean(now())
    // Asked for its side: since when it is so.
    condition.state(this.owesOlder(spool.backlog(target.name).frames), now())
    if (this.#reader.isAtEnd) this.#reader.rewind()
    this.#pump()
  }

  /** Starts what may be started now. */
  #pump(): void {
    if (this.#isClosed || this.#ticker === undefined) return
    if (this.#context.condition.mode !== 'open') {
      this.#pumpShut()
      return
    }
    while (this.#liveRequests < LIVE_REQUESTS) {
      const batch = this.#live.take(this.#context.dialect.joinsGzip ? LIVE_LINES : 1)
      if (batch.length === 0) break
      this.#run(() => this.#sendLive(batch))
    }
    if (this.#isClosing) return
    this.#pumpSort()
    this.#pumpReplay()
  }

  #pumpShut(): void {
    if (this.#isProbing || this.#isClosing) return
    clearTimeout(this.#timer)
    const ms = this.#retryAt - performance.now()
    if (ms <= 0) this.#run(() => this.#probe())
    else this.#timer = setTimeout(() => this.#pump(), ms)
  }

  #pumpSort(): void {
    const { aside } = this.#context
    if (this.#isSorting) return
    const seq = aside.nextToSort(performance.now())
    if (seq === undefined || this.#inFlight.has(seq)) return
    const frame = this.#reader.read(seq)
    if (frame === undefined) aside.done(seq)
    else this.#run(() => this.#sort(frame))
  }

  #pumpReplay(): void {
    const { aside, size } = this.#context
    if (this.#isReplaying || aside.toSort > MOST_TO_SORT) return
    const isFree =
      this.#live.length === 0 && (this.latencies.recentP95(performance.now()) ?? 0) <= SLOW_LIVE_MS
    const isLate = performance.now() - this.#replayedAt > LONGEST_STILL_MS
    if (!isFree && !isLate) return
    this.#outdated.expire()
    const frames = this.#next(isFree ? size.lines : 1)
    if (frames.length > 0) this.#run(() => this.#replay(frames))
  }

  #next(mostLines: number): readonly Frame[] {
    const { aside, condition, dialect } = this.#context
    const go = (head: Head): boolean =>
      !this.#inFlight.has(head.seq) &&
      !this.#live.has(head.seq) &&
      !aside.holdsBack(head.seq, performance.now()) &&
      !condition.holdsTier(head.tier) &&
      !this.#outdated.isAhead(head)
    const join = ({ seq }: Head): boolean => dialect.joinsGzip && aside.triesOf(seq) === 0
    return this.#reader.next(mostLines, { go, join })
  }

  async #sendLive(batch: readonly LiveFrame[]): Promise<void> {
    this.#liveRequests++
    try {
      const action = await this.#deliver(batch.map(({ frame }) => frame))
      if (action?.do !== 'acknowledge') return
      const at = performance.now()
      for (const one of batch) this.latencies.add(at, at - one.at)
    } finally {
      this.#liveRequests--
    }
  }

  async #replay(frames: readonly Frame[]): Promise<void> {
    this.#isReplaying = true
    try {
      await this.#deliver(frames)
      this.#replayedAt = performance.now()
    } finally {
      this.#isReplaying = false
    }
  }

  async #deliver(frames: readonly Frame[]): Promise<Action | undefined> {
    for (const { seq } of frames) this.#inFlight.add(seq)
    const action = await this.#delivery.deliver(frames)
    for (const { seq } of frames) this.#inFlight.delete(seq)
    if (action.do !== 'acknowledge') this.#reader.rewind(frames[0]?.seq)
    this.#after(action, frames)
    return action
  }

  async #sort(frame: Frame): Promise<void> {
    const { aside, condition, delays, now } = this.#context
    this.#isSorting = true
    this.#inFlight.add(frame.seq)
    try {
      const stopped = await sortFrame(frame, this.#context, this.#delivery, this.#clock)
      if (stopped === undefined || this.#isClosed) return
      aside.defer(frame.seq, performance.now(), delays.heldRetryMs)
      if (stopped.do === 'hold' && stopped.scope !== 'target') {
        condition.note(stopped.problem, aboutOf(stopped, frame.tier), now())
      } else this.#after(stopped, [frame])
    } finally {
      this.#inFlight.delete(frame.seq)
      this.#isSorting = false
    }
  }

  /** The oldest frame that is owed; the contract where it has to be tested, or where nothing is owed. */
  async #probe(): Promise<void> {
    this.#isProbing = true
    try {
      this.#reader.rewind()
      const frames = this.#isContractDue ? [] : this.#next(1)
      if (frames.length > 0) await this.#deliver(frames)
      else await this.#testContract()
    } finally {
      this.#isProbing = false
    }
  }

  async #testContract(): Promise<void> {
    const { target, dialect, condition, delays, exchange, now } = this.#context
    const seeing = {
      ask: async (...question: Parameters<typeof exchange.ask>): Promise<Answer> => {
        const answer = await exchange.ask(...question)
        this.#clock.see(answer, now())
        return answer
      },
      close: () => undefined,
    }
    const { whole, tiers } = await contractFaults(target, dialect, {
      host: this.#host,
      now,
      exchange: seeing,
      readBackMs: delays.readBackMs,
    })
    if (this.#isClosed) return
    if (whole !== undefined) {
      const isOutage = /^(unreachable|timeout|overloaded|server-error)$/.test(whole.code)
      this.#shut(isOutage ? 'waiting' : 'held', whole, undefined)
      return
    }
    for (const [tier, fault] of tiers) {
      const from = performance.now() + delays.heldRetryMs
      condition.holdTier(tier, fault.code, aboutOf(fault), now(), from)
    }
    this.#isContractDue = false
    this.#open()
  }

  /** What an answer means for what is sent next. */
  #after(action: Action, frames: readonly Frame[]): void {
    const { aside, condition, now } = this.#context
    if (this.#isClosed) return
    if (action.do !== 'wait' && (action.do !== 'hold' || action.scope !== 'target')) {
      this.#open()
      return
    }
    const [first] = frames
    const isItsFault =
      condition.mode === 'open' && isOfFrame(action) && first && aside.triesOf(first.seq) > 1
    // Others got through since it failed first.
    if (isItsFault && frames.length === 1) {
      condition.note(action.problem, aboutOf(action, first.tier), now())
      return
    }
    // An answer that comes after another one has shut all says nothing new, unless it is the probe's.
    if (condition.mode !== 'open' && !this.#isProbing) return
    this.#shut(
      action.do === 'wait' ? 'waiting' : 'held',
      { ...action, code: action.problem },
      action,
    )
  }

  #shut(mode: 'waiting' | 'held', fault: Fault, action: Shut | undefined): void {
    const { condition, delays, random, now } = this.#context
    this.#failures++
    condition.shut(mode, fault.code, aboutOf(fault), now())
    const afterMs = action?.do === 'wait' ? action.afterMs : undefined
    const isFirst = this.#failures === 1
    const ms =
      mode === 'waiting' || isFirst
        ? backoffMs(this.#failures, afterMs, random(), delays)
        : delays.heldRetryMs * (0.75 + 0.5 * random())
    if (mode === 'held') this.#isContractDue = true
    this.#retryAt = performance.now() + ms
    this.#live.leave()
  }

  #open(): void {
    const { aside, condition, now } = this.#context
    // A single frame that got through proves nothing while the contract is in doubt.
    if (condition.mode === 'open' || this.#isContractDue) return
    this.#failures = 0
    condition.open(now())
    aside.release(true)
    this.#reader.rewind()
    this.#outdated.due()
  }

  #run(job: () => Promise<void>): void {
    const running = job().finally(() => {
      this.#running.delete(running)
      this.#pump()
    })
    this.#running.add(running)
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal })
  } catch {
    // Aborted: the pause is over.
  }
}
