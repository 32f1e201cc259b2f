// A clock that moves when it is told, and functions in the place of the network, the judge and the decoder.

import type { FeedClock } from '../../probes/feeds/clock.ts'
import { NO_DECODER } from '../../probes/feeds/no-decoder.ts'
import type {
  FeedCamera,
  FeedHealth,
  FeedLook,
  FeedMessage,
  FeedNvr,
  FeedOptions,
  FeedPlan,
  NvrFacts,
} from '../../probes/feeds/plan.ts'
import { type FeedParts, FeedWalk } from '../../probes/feeds/walk.ts'
import { type LookAtNvr, NVR_LIMITS } from '../../probes/nvr/nvr-look.ts'
import type { Judge, Judgement, Seen } from '../../probes/picture/judge.ts'
import { THRESHOLDS } from '../../probes/picture/thresholds.ts'
import {
  type LookAtStream,
  STREAM_LIMITS,
  type StreamFault,
  type StreamLook,
} from '../../probes/rtsp/stream-look.ts'

export const START = 1_750_000_000_000

interface Timer {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

export class VirtualClock implements FeedClock {
  #ms = 0
  #order = 0
  readonly #timers = new Set<Timer>()

  now(): number {
    return START + this.#ms
  }

  monotonic(): number {
    return this.#ms
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#ms + ms, order: this.#order++, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve))
  }

  /** Time passes while nothing runs, as in a thread that stands still. */
  freeze(ms: number): void {
    this.#ms += ms
  }

  async advance(ms: number): Promise<void> {
    const end = this.#ms + ms
    await steps()
    for (;;) {
      const next = this.#next()
      if (!next || next.at > end) break
      this.#timers.delete(next)
      this.#ms = Math.max(this.#ms, next.at)
      next.run()
      await steps()
    }
    this.#ms = Math.max(this.#ms, end)
  }

  #next(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) {
        first = timer
      }
    }
    return first
  }
}

/** Whatever was set going takes its steps before the next timer. */
async function steps(): Promise<void> {
  for (let turn = 0; turn < 14; turn++) await Promise.resolve()
}

export const OPTIONS: FeedOptions = {
  againMs: 30_000,
  inFlight: 200,
  nvrEveryMs: 300_000,
  storageEveryMs: 3_600_000,
  authAgainMs: 900_000,
  authMostMs: 21_600_000,
  verifyTls: false,
  utcOffsetS: 25_200,
  stream: STREAM_LIMITS,
  nvr: NVR_LIMITS,
  thresholds: THRESHOLDS,
  decoder: undefined,
  decode: 'suspicious',
  pictureSide: undefined,
  lat: -6.9,
  lon: 107.6,
}

export function nvr(position: number, over: Partial<FeedNvr> = {}): FeedNvr {
  return {
    id: `nvr-${position}`,
    host: `127.0.${position >> 8}.${position & 255}`,
    rtspPort: 554,
    httpPort: 80,
    tls: false,
    vendor: 'hikvision',
    slots: 4,
    credentials: { user: 'ronda', password: 'secret' },
    ...over,
  }
}

export function camera(
  nvrPosition: number,
  slot: number,
  over: Partial<FeedCamera> = {},
): FeedCamera {
  return {
    id: `cam-${nvrPosition}-${slot}`,
    nvr: nvrPosition,
    slot,
    sub: undefined,
    main: undefined,
    everyMs: 300_000,
    masks: [],
    known: undefined,
    ...over,
  }
}

/** So many NVRs of four cameras each. */
export function estate(count: number): {
  readonly nvrs: readonly FeedNvr[]
  readonly cameras: readonly FeedCamera[]
} {
  const nvrs = Array.from({ length: count }, (_, i) => nvr(i))
  const cameras = nvrs.flatMap((_, i) => [1, 2, 3, 4].map((slot) => camera(i, slot)))
  return { nvrs, cameras }
}

export function goodStream(over: Partial<StreamLook> = {}): StreamLook {
  return {
    fault: undefined,
    rungs: [
      { rung: 'connect', result: 'ok', says: 'connected' },
      { rung: 'describe', result: 'ok', says: 'described' },
    ],
    at: START,
    frames: [],
    packets: 20,
    lost: 0,
    receivedBytes: 1000,
    clockRate: 90_000,
    keyframe: { codec: 'h264', data: new Uint8Array(10), width: 640, height: 360 },
    ...over,
  }
}

export function failedStream(fault: StreamFault, answered = false): StreamLook {
  const { keyframe: _, ...stream } = goodStream()
  const rungs: StreamLook['rungs'] = answered
    ? [
        { rung: 'describe', result: 'ok', says: 'described' },
        { rung: 'play', result: 'failed', says: fault },
      ]
    : [{ rung: 'connect', result: 'failed', says: fault }]
  return { ...stream, fault, rungs }
}

/** Finds what it is told, else `live`; publishes at the second look that agrees; the first `live` at once. */
export class PlainJudge implements Judge {
  readonly seen: { readonly camera: number; readonly seen: Seen }[] = []
  readonly forgotten: number[] = []
  readonly #last = new Map<number, string>()
  readonly #verdicts = new Map<number, Judgement['verdict']>()

  wish(): ReturnType<Judge['wish']> {
    return {}
  }

  judge(position: number, seen: Seen): Judgement {
    this.seen.push({ camera: position, seen })
    const found = seen.found ?? 'live'
    const before = this.#verdicts.get(position)
    const agrees = this.#last.get(position) === found || (!before && found === 'live')
    const changed = agrees && found !== 'nvr_busy' && before?.condition !== found
    if (found !== 'nvr_busy') this.#last.set(position, found)
    if (changed) this.#verdicts.set(position, { condition: found, since: seen.at })
    const verdict = this.#verdicts.get(position)
    return {
      found,
      rungs: [],
      verdict,
      changed,
      suspicious: found !== 'nvr_busy' && verdict?.condition !== found,
      keep: undefined,
      evidence: {},
    }
  }

  forget(cameras: readonly number[]): void {
    this.forgotten.push(...cameras)
    for (const position of cameras) this.#last.delete(position)
  }

  memory(): Uint8Array {
    return new Uint8Array([1])
  }

  recall(): void {
    this.forgotten.length = 0
  }
}

export const NO_API: LookAtNvr = async () => ({
  at: START,
  fault: 'unsupported',
  slots: [],
  rungs: [{ rung: 'nvr_api', result: 'skipped', says: 'no API' }],
})

export interface Walked {
  readonly walk: FeedWalk
  readonly clock: VirtualClock
  readonly looks: FeedLook[]
  readonly facts: NvrFacts[]
  readonly messages: FeedMessage[]
  readonly judge: PlainJudge
  health(): FeedHealth | undefined
}

/** A walk over doubles; a look at a stream takes 2 s and is good unless `parts` say otherwise. */
export function walked(
  nvrs: readonly FeedNvr[],
  cameras: readonly FeedCamera[],
  parts: Partial<FeedParts> & {
    readonly options?: Partial<FeedOptions>
    readonly stream?: (clock: VirtualClock) => LookAtStream
  } = {},
): Walked {
  const clock = new VirtualClock()
  const looks: FeedLook[] = []
  const facts: NvrFacts[] = []
  const messages: FeedMessage[] = []
  const judge = new PlainJudge()
  const plan: FeedPlan = {
    nvrs,
    cameras,
    options: { ...OPTIONS, ...parts.options },
    memory: undefined,
  }
  const { stream, options: _, ...over } = parts
  const walk = new FeedWalk(plan, {
    lookAtStream: stream?.(clock) ?? slowStream(clock, () => goodStream()),
    lookAtNvr: NO_API,
    judge,
    decoder: NO_DECODER,
    clock,
    emit: (message) => {
      messages.push(message)
      if (message.type === 'looks') looks.push(...message.looks)
      if (message.type === 'nvrs') facts.push(...message.facts)
    },
    ...over,
  })
  const health = (): FeedHealth | undefined => {
    const last = messages.findLast(({ type }) => type === 'health')
    return last?.type === 'health' ? last.health : undefined
  }
  return { walk, clock, looks, facts, messages, judge, health }
}

/** Takes 2 s, and ends as aborted where it is told to end. */
export function slowStream(
  clock: VirtualClock,
  look: (target: Parameters<LookAtStream>[0]) => StreamLook,
): LookAtStream {
  return async (target, _limits, signal) => {
    const aborted = new Promise<boolean>((resolve) => {
      signal.addEventListener('abort', () => resolve(true), { once: true })
    })
    const cut = await Promise.race([clock.sleep(2000).then(() => false), aborted])
    return cut ? failedStream('aborted') : look(target)
  }
}
