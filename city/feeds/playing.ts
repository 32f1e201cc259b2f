// A session that plays: one picture at each tick, or what its fault makes of it.
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { CLIP_FPS, type Clip, frameOnAir, GOP_FRAMES } from './clips.ts'
import type { StreamPlan } from './plan-at.ts'
import { type RtpState, stampFrame } from './rtp-frames.ts'
import type { Ticking } from './ticker.ts'
import type { World } from './world.ts'

export interface OnAir {
  readonly clip: Clip
  readonly stream: StreamPlan
  /** Any whole number: by it cameras differ in where they are in their clip. */
  readonly phase: number
}

const TICKS_90_KHZ = 90_000 / CLIP_FPS
/** Cameras differ by up to an hour. */
const PHASES = 3600 * CLIP_FPS
/** One packet of so many is lost. */
const LOST_IN = 12
const GARBAGE_BYTES = 1200
/** Behind a client that does not read, pictures are thrown away, as NVRs do. */
const MOST_WAITING_BYTES = 1_000_000

/** Joins in the middle of a group of pictures, as NVRs let one join: the first keyframe may be 2 s away. */
export class Playing implements Ticking {
  readonly #world: World
  readonly #socket: Socket
  readonly #onAir: () => OnAir | undefined
  readonly #rtp: RtpState
  #now: OnAir | undefined
  #tick: number
  #packets = 0
  #dripping: Buffer | undefined

  constructor(
    world: World,
    socket: Socket,
    onAir: () => OnAir | undefined,
    channel: number,
    ssrc: number,
  ) {
    this.#world = world
    this.#socket = socket
    this.#onAir = onAir
    this.#now = onAir()
    this.#tick = Math.floor((Date.now() * CLIP_FPS) / 1000) + ((this.#now?.phase ?? 0) % PHASES)
    this.#rtp = { channel, ssrc, seq: ssrc & 0xffff, time: (ssrc >>> 4) & 0xfffffff }
  }

  tick(): void {
    const tick = this.#tick++
    const { codec } = this.#now?.clip ?? {}
    // The plan is asked at each keyframe: a picture that goes black does so before the eyes of who looks.
    if (tick % GOP_FRAMES === 0) this.#now = this.#onAir()
    if (!this.#now || (codec !== undefined && this.#now.clip.codec !== codec)) {
      this.#socket.end()
      return
    }
    const { clip, stream } = this.#now
    this.#rtp.time = (this.#rtp.time + TICKS_90_KHZ) >>> 0
    if (stream === 'unplugged' || stream === 'stall') return
    if (this.#socket.writableLength > MOST_WAITING_BYTES) return
    const frame = clip.frames[frameOnAir(clip.frames.length, tick, this.#world.changeS)]
    if (!frame || (stream === 'no-keyframe' && frame.key)) return
    if (stream === 'garbage') {
      this.#socket.write(randomBytes(GARBAGE_BYTES))
    } else if (stream === 'drip') {
      this.#drip(tick, () => stampFrame(frame, this.#rtp))
    } else {
      const bytes = stampFrame(frame, this.#rtp)
      this.#socket.write(stream === 'loss' ? this.#lose(bytes, frame.starts) : bytes)
    }
  }

  /** One octet a second. */
  #drip(tick: number, next: () => Buffer): void {
    if (tick % CLIP_FPS !== 0) return
    if (!this.#dripping?.length) this.#dripping = next()
    this.#socket.write(this.#dripping.subarray(0, 1))
    this.#dripping = this.#dripping.subarray(1)
  }

  #lose(bytes: Buffer, starts: readonly number[]): Buffer {
    return Buffer.concat(
      starts.flatMap((start, n) =>
        ++this.#packets % LOST_IN === 0 ? [] : [bytes.subarray(start, starts[n + 1])],
      ),
    )
  }
}
