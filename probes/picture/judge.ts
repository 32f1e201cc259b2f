// The contract of the judge of pictures: what a look at a stream means for its camera, together with the looks before it.
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import type { Mask } from '../feeds/plan.ts'
import type { Rung } from '../feeds/rung.ts'
import type { FeedVerdict } from '../feeds/verdict.ts'
import type { StreamLook } from '../rtsp/stream-look.ts'
import type { Decoded, DecodeWish, Features } from './picture.ts'
import type { Thresholds } from './thresholds.ts'

export interface JudgeOptions {
  /** Positions in this list are `camera` below. */
  readonly cameras: readonly {
    readonly masks: readonly Mask[]
    readonly known: FeedVerdict | undefined
  }[]
  readonly thresholds: Thresholds
  readonly decode: 'suspicious' | 'all'
  /** Longest side of kept pictures; undefined: none is kept. */
  readonly pictureSide: number | undefined
  /** Degrees, WGS 84: where the sun stands tells day from night. */
  readonly lat: number
  readonly lon: number
}

/** What is known of a camera after this look. */
export interface Seen {
  /** Epoch milliseconds. */
  readonly at: number
  readonly decidedAt: number
  /** Found before any picture could be: by the NVR, or by the stream's fault. */
  readonly found?: FeedCondition
  readonly detail?: string
  /** Absent where no stream was opened. */
  readonly stream?: StreamLook
  readonly decoded?: Decoded
  /** The keyframe was given to the decoder, and nothing came back. */
  readonly undecodable?: boolean
}

export interface Judgement {
  /** Of this look alone. */
  readonly found: FeedCondition | 'unknown'
  readonly detail?: string
  readonly features?: Features
  /** `bitstream`, `picture` and `confirm`. */
  readonly rungs: readonly Rung[]
  /** Published after this look. */
  readonly verdict: FeedVerdict | undefined
  readonly changed: boolean
  /** It contradicts what is published, or nothing is yet: look again soon. */
  readonly suspicious: boolean
  /** What the JPEG of this look is worth keeping as. */
  readonly keep: 'good' | 'bad' | undefined
  /** As Transition.evidence. */
  readonly evidence: Readonly<Record<string, string | number>>
}

/** Keeps what was seen of each camera. Reads no clock. */
export interface Judge {
  /** What is wanted of the decoder for this stream; undefined: its bitstream is enough. */
  wish(camera: number, stream: StreamLook, at: number): DecodeWish | undefined
  /** Takes a look in; of one camera in the order of time. */
  judge(camera: number, seen: Seen): Judgement
  /** What is suspected of these cameras, and not published, is forgotten: what made it was not theirs. */
  forget(cameras: readonly number[]): void
  /** References, medians and last pictures, to outlive a restart; cameras by `ids`, position by position. */
  memory(ids: readonly string[]): Uint8Array
  /** Takes over what `memory` gave; unknown cameras and bytes that cannot be read are left alone. */
  recall(bytes: Uint8Array, ids: readonly string[]): void
}
