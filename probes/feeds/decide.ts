// From what a look saw to what it comes to: decodes where the judge wishes it, judges, tells, and sets the next look.

import { messageOf } from '../../fleet/error.ts'
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import type { Judge, Judgement } from '../picture/judge.ts'
import type { Decoded, DecodeWish, PictureDecoder } from '../picture/picture.ts'
import { giveBack } from '../rtsp/keyframe-bytes.ts'
import type { Keyframe, StreamLook } from '../rtsp/stream-look.ts'
import type { FeedClock } from './clock.ts'
import type { Phases } from './phases.ts'
import type { FeedLook, FeedPlan } from './plan.ts'
import type { Post } from './post.ts'
import type { Rung } from './rung.ts'
import type { Mark, Standing } from './standing.ts'
import type { Tally } from './tally.ts'
import type { Turns } from './turns.ts'
import type { FeedVerdict } from './verdict.ts'

/** Looks that wait for their picture, and the keyframes' octets that they hold: beyond this no stream is opened. */
const MOST_UNDECIDED = 800
const MOST_UNDECIDED_BYTES = 64_000_000
/** A decoder that has not answered by then is not waited for. */
const DECODE_MS = 60_000
const MOST_BUSY_DOUBLINGS = 16

/** A look that began. */
export interface Begun {
  readonly camera: number
  /** Epoch milliseconds, and the same by the clock that nobody sets. */
  readonly at: number
  readonly beganMs: number
  readonly mark: Mark
}

/** What it saw. */
export interface Sight {
  readonly rungs: readonly Rung[]
  /** Found before any picture could be; `unknown`: our own fault. */
  readonly found: FeedCondition | 'unknown' | undefined
  readonly detail?: string | undefined
  readonly stream?: StreamLook
}

export interface DeciderParts {
  readonly plan: FeedPlan
  readonly clock: FeedClock
  readonly judge: Judge
  readonly decoder: PictureDecoder
  readonly turns: Turns
  readonly phases: Phases
  readonly standing: Standing
  readonly tally: Tally
  readonly post: Post
}

export class Decider {
  readonly #parts: DeciderParts
  readonly #verdicts: (FeedVerdict | undefined)[]
  /** The last look contradicted what is published. */
  readonly #suspicious: Uint8Array
  /** Times in a row that the NVR had no session left. */
  readonly #busy: Uint8Array
  #undecided = 0
  #bytes = 0
  #onRoom: (() => void)[] = []

  constructor(parts: DeciderParts) {
    const { cameras } = parts.plan
    this.#parts = parts
    this.#verdicts = cameras.map(({ known }) => known)
    this.#suspicious = new Uint8Array(cameras.length)
    this.#busy = new Uint8Array(cameras.length)
  }

  get hasRoom(): boolean {
    return this.#undecided < MOST_UNDECIDED && this.#bytes < MOST_UNDECIDED_BYTES
  }

  /** Resolves when another stream may be opened. */
  async room(): Promise<void> {
    while (!this.hasRoom) await new Promise<void>((resolve) => this.#onRoom.push(resolve))
  }

  isSuspicious(camera: number): boolean {
    return this.#suspicious[camera] === 1
  }

  forget(cameras: readonly number[]): void {
    this.#parts.judge.forget(cameras)
    for (const camera of cameras) this.#suspicious[camera] = 0
  }

  /** Returns at once; a picture is decoded meanwhile. Never throws. */
  decide(begun: Begun, sight: Sight): void {
    const { keyframe } = sight.stream ?? {}
    const wish = keyframe && sight.found === undefined ? this.#wish(begun, sight) : undefined
    if (!keyframe || !wish) {
      this.#settle(begun, sight, undefined, false)
      if (keyframe) giveBack(keyframe.data)
      return
    }
    const { length } = keyframe.data
    this.#undecided++
    this.#bytes += length
    void this.#decode(keyframe, wish).then((decoded) => {
      this.#undecided--
      this.#bytes -= length
      this.#settle(begun, sight, decoded, decoded === undefined)
      giveBack(keyframe.data)
      if (this.hasRoom) for (const resolve of this.#onRoom.splice(0)) resolve()
    })
  }

  #wish({ camera, at }: Begun, { stream }: Sight): DecodeWish | undefined {
    const { judge, decoder, tally } = this.#parts
    try {
      if (!stream || decoder.health().lack !== undefined) return undefined
      return judge.wish(camera, stream, at)
    } catch (error) {
      tally.failed(messageOf(error))
      return undefined
    }
  }

  #decode(keyframe: Keyframe, wish: DecodeWish): Promise<Decoded | undefined> {
    const { clock, decoder, tally } = this.#parts
    return new Promise((resolve) => {
      const calledOff = clock.after(DECODE_MS, () => {
        tally.failed('the decoder did not answer')
        resolve(undefined)
      })
      const run = async (): Promise<Decoded | undefined> => decoder.decode(keyframe, wish)
      const settled = (decoded: Decoded | undefined): void => {
        calledOff()
        resolve(decoded)
      }
      run().then(settled, (error: unknown) => {
        tally.failed(messageOf(error))
        settled(undefined)
      })
    })
  }

  #settle(begun: Begun, sight: Sight, decoded: Decoded | undefined, undecodable: boolean): void {
    const { plan, clock, turns, standing, tally, judge } = this.#parts
    const { camera, mark } = begun
    const nvr = plan.cameras[camera]?.nvr ?? 0
    const nowMs = clock.monotonic()
    if (standing.isGone(nvr, mark)) {
      if (standing.isAway(nvr)) turns.parkTaken(camera)
      else turns.decided(camera, nowMs, nowMs)
      return
    }
    let found = sight
    if (standing.wasBlind(mark)) found = unknown(sight.rungs, 'blind')
    let judgement: Judgement | undefined
    if (found.found !== 'unknown') {
      try {
        judgement = judge.judge(camera, seenOf(begun, found, clock.now(), decoded, undecodable))
      } catch (error) {
        tally.failed(messageOf(error))
        found = unknown(sight.rungs, 'error')
      }
    }
    const look = judgement
      ? judgedLook(begun, found, judgement, decoded, clock.now())
      : this.#unknownLook(begun, found)
    this.#verdicts[camera] = look.verdict
    this.#suspicious[camera] = judgement?.suspicious ? 1 : 0
    tally.looked(look, nowMs)
    this.#parts.post.look(look)
    turns.decided(camera, this.#nextMs(begun, look.found, judgement, nowMs), nowMs)
  }

  #unknownLook({ camera, at }: Begun, { rungs, detail }: Sight): FeedLook {
    return {
      camera,
      at,
      decidedAt: this.#parts.clock.now(),
      found: 'unknown',
      ...(detail === undefined ? {} : { detail }),
      rungs,
      verdict: this.#verdicts[camera],
      changed: false,
    }
  }

  #nextMs(
    { camera, beganMs }: Begun,
    found: FeedLook['found'],
    judgement: Judgement | undefined,
    nowMs: number,
  ): number {
    const { plan, phases } = this.#parts
    const { againMs } = plan.options
    const everyMs = plan.cameras[camera]?.everyMs ?? againMs
    // A look that came late is not followed by another on its heels.
    const routineMs = phases.next(camera, Math.max(nowMs, beganMs + everyMs / 2))
    const times = found === 'nvr_busy' ? (this.#busy[camera] as number) : 0
    this.#busy[camera] = found === 'nvr_busy' ? Math.min(times + 1, MOST_BUSY_DOUBLINGS) : 0
    if (found === 'nvr_busy') {
      return Math.min(routineMs, Math.max(nowMs, beganMs + againMs * 2 ** times))
    }
    const soon = judgement === undefined || judgement.suspicious
    return soon ? Math.min(routineMs, Math.max(nowMs, beganMs + againMs)) : routineMs
  }
}

/** A sight that moves nothing. */
export function unknown(rungs: readonly Rung[], detail: string): Sight {
  const rung: Rung = {
    rung: 'confirm',
    result: 'skipped',
    says: `The fault is our own (${detail}): this look says nothing of the camera.`,
  }
  const before = rungs.filter((each) => each.rung !== 'confirm')
  return { rungs: [...before, rung], found: 'unknown', detail }
}

function seenOf(
  { at }: Begun,
  { found, detail, stream }: Sight,
  decidedAt: number,
  decoded: Decoded | undefined,
  undecodable: boolean,
): Parameters<Judge['judge']>[1] {
  return {
    at,
    decidedAt,
    ...(found === undefined || found === 'unknown' ? {} : { found }),
    ...(detail === undefined ? {} : { detail }),
    ...(stream ? { stream } : {}),
    ...(decoded ? { decoded } : {}),
    ...(undecodable ? { undecodable } : {}),
  }
}

function judgedLook(
  { camera, at }: Begun,
  sight: Sight,
  judgement: Judgement,
  decoded: Decoded | undefined,
  decidedAt: number,
): FeedLook {
  const { found, features, verdict, changed, keep, evidence } = judgement
  const detail = judgement.detail ?? sight.detail
  const jpeg = decoded?.jpeg
  return {
    camera,
    at,
    decidedAt,
    found,
    ...(detail === undefined ? {} : { detail }),
    rungs: [...sight.rungs, ...judgement.rungs],
    ...(features ? { features } : {}),
    verdict,
    changed,
    ...(changed ? { evidence } : {}),
    ...(keep && jpeg ? { picture: { jpeg, kind: keep } } : {}),
  }
}
