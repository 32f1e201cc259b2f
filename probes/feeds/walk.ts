// The picture round on this event loop: every camera at its phase, one visit at a time at each NVR, so many at one time.
import { messageOf } from '../../fleet/error.ts'
import type { LookAtNvr } from '../nvr/nvr-look.ts'
import type { Judge } from '../picture/judge.ts'
import type { PictureDecoder } from '../picture/picture.ts'
import type { LookAtStream } from '../rtsp/stream-look.ts'
import { ApiBook } from './api-book.ts'
import { AuthBook } from './auth-book.ts'
import type { FeedClock } from './clock.ts'
import { Decider } from './decide.ts'
import { createPhases } from './phases.ts'
import { createPlaces } from './places.ts'
import type { FeedMessage, FeedPlan, Feeds } from './plan.ts'
import { Post } from './post.ts'
import { BEAT_MS, Standing } from './standing.ts'
import { Tally } from './tally.ts'
import { Turns } from './turns.ts'
import { Visit, type VisitParts } from './visit.ts'

const FLUSH_MS = 250
const HEALTH_MS = 1000
const MEMORY_MS = 900_000
/** Looks that were missed for longer than this are left out: they would all come at once. */
const SKIP_AFTER_MS = 30_000
/** Looks that are told to end have this long at a stop. */
const STOP_MS = 5000

export interface FeedParts {
  readonly lookAtStream: LookAtStream
  readonly lookAtNvr: LookAtNvr
  readonly judge: Judge
  readonly decoder: PictureDecoder
  readonly clock: FeedClock
  readonly emit: (message: FeedMessage) => void
  /** Nobody takes what is told: nothing is looked at meanwhile. Default never. */
  readonly congested?: () => boolean
}

export class FeedWalk implements Feeds {
  readonly #plan: FeedPlan
  readonly #parts: FeedParts
  readonly #visitParts: VisitParts
  readonly #camerasOf: readonly number[][]
  readonly #visits = new Map<number, { readonly visit: Visit; readonly ended: Promise<void> }>()
  #blindAtMs = 0
  #flushAtMs: number
  #healthAtMs: number
  #memoryAtMs: number
  #callOff = (): void => {}

  /** Begins at once: the first looks are spread over one interval of each camera. */
  constructor(plan: FeedPlan, parts: FeedParts) {
    const { clock, judge } = parts
    const { options, cameras, nvrs, memory } = plan
    const nowMs = clock.monotonic()
    const places = createPlaces(plan)
    const phases = createPhases(nvrs, cameras, nowMs)
    const shared = {
      plan,
      clock,
      turns: new Turns(places, phases, nowMs),
      standing: new Standing(nvrs.length, nowMs),
      tally: new Tally(cameras.length),
      post: new Post(parts.emit),
    }
    const decider = new Decider({ ...shared, judge, decoder: parts.decoder, phases })
    this.#plan = plan
    this.#parts = parts
    this.#visitParts = {
      ...shared,
      decider,
      places,
      lookAtStream: parts.lookAtStream,
      lookAtNvr: parts.lookAtNvr,
      auth: new AuthBook({ againMs: options.authAgainMs, mostMs: options.authMostMs }),
      api: new ApiBook(options),
    }
    this.#camerasOf = nvrs.map(() => [])
    for (const [position, { nvr }] of cameras.entries()) this.#camerasOf[nvr]?.push(position)
    this.#flushAtMs = nowMs + FLUSH_MS
    this.#healthAtMs = nowMs + HEALTH_MS
    this.#memoryAtMs = nowMs + MEMORY_MS
    if (memory) this.#safely(() => judge.recall(memory, this.#ids()))
    this.#arm()
  }

  again(cameras: readonly number[]): void {
    const { turns, standing } = this.#visitParts
    const nowMs = this.#parts.clock.monotonic()
    for (const position of cameras) {
      const camera = this.#plan.cameras[position]
      if (camera && !standing.isAway(camera.nvr)) turns.want(position, nowMs)
    }
  }

  away(nvrs: readonly number[], isAway: boolean): void {
    const { turns, standing, decider } = this.#visitParts
    const nowMs = this.#parts.clock.monotonic()
    for (const nvr of nvrs) {
      const cameras = this.#camerasOf[nvr]
      if (!cameras || !standing.setAway(nvr, isAway)) continue
      if (!isAway) {
        for (const camera of cameras) turns.want(camera, nowMs)
        continue
      }
      for (const camera of cameras) turns.park(camera)
      this.#visits.get(nvr)?.visit.cut()
      this.#safely(() => decider.forget(cameras))
    }
  }

  blind(isBlind: boolean): void {
    const { turns, standing } = this.#visitParts
    if (!standing.setBlind(isBlind)) return
    const nowMs = this.#parts.clock.monotonic()
    if (isBlind) {
      this.#blindAtMs = nowMs
      this.#cutAll()
    } else if (nowMs - this.#blindAtMs > SKIP_AFTER_MS) {
      turns.skip(nowMs)
    }
  }

  async stop(): Promise<void> {
    const { standing, post } = this.#visitParts
    if (standing.stopped) return
    standing.stopped = true
    this.#callOff()
    this.#cutAll()
    await this.#within(Promise.all([...this.#visits.values()].map(({ ended }) => ended)))
    await this.#within(this.#parts.decoder.close())
    post.flush()
    this.#tellMemory()
    this.#tellHealth()
  }

  #arm(): void {
    this.#callOff = this.#parts.clock.after(BEAT_MS, () => {
      this.#arm()
      this.#beat()
    })
  }

  #beat(): void {
    const { turns, standing, post } = this.#visitParts
    const nowMs = this.#parts.clock.monotonic()
    if (standing.beat(nowMs) > SKIP_AFTER_MS) turns.skip(nowMs)
    this.#begin()
    if (nowMs >= this.#flushAtMs) {
      this.#flushAtMs = nowMs + FLUSH_MS
      post.flush()
    }
    // Who takes nothing is not told more than what is under way.
    if (this.#parts.congested?.()) return
    if (nowMs >= this.#healthAtMs) {
      this.#healthAtMs = nowMs + HEALTH_MS
      this.#tellHealth()
    }
    if (nowMs >= this.#memoryAtMs) {
      this.#memoryAtMs = nowMs + MEMORY_MS
      this.#tellMemory()
    }
  }

  /** Begins as many visits as there are places that wait and room for them. */
  #begin(): void {
    const { turns, standing, decider } = this.#visitParts
    if (standing.stopped || standing.isBlind) return
    turns.gather(this.#parts.clock.monotonic())
    const { inFlight } = this.#plan.options
    while (this.#visits.size < inFlight && decider.hasRoom && !this.#parts.congested?.()) {
      const place = turns.enter()
      if (place === undefined) return
      const visit = new Visit(this.#visitParts, place)
      const ended = visit.run().finally(() => {
        this.#visits.delete(place)
        turns.leave(place)
        this.#begin()
      })
      this.#visits.set(place, { visit, ended })
    }
  }

  #cutAll(): void {
    for (const { visit } of this.#visits.values()) visit.cut()
  }

  #tellHealth(): void {
    const { clock, decoder, emit } = this.#parts
    const { tally, turns, auth } = this.#visitParts
    const nowMs = clock.monotonic()
    const now = {
      inFlight: this.#visits.size,
      waiting: turns.waiting,
      authWaiting: auth.waiting(nowMs),
      decoder: decoder.health(),
    }
    emit({ type: 'health', health: tally.health(now, clock.now(), nowMs) })
  }

  #tellMemory(): void {
    this.#safely(() => {
      this.#parts.emit({ type: 'memory', bytes: this.#parts.judge.memory(this.#ids()) })
    })
  }

  #ids(): string[] {
    return this.#plan.cameras.map(({ id }) => id)
  }

  #safely(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#visitParts.tally.failed(messageOf(error))
    }
  }

  /** Waits for what should end by itself, but not for ever. */
  #within(work: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const calledOff = this.#parts.clock.after(STOP_MS, resolve)
      const done = (): void => {
        calledOff()
        resolve()
      }
      work.then(done, (error: unknown) => {
        this.#visitParts.tally.failed(messageOf(error))
        done()
      })
    })
  }
}
