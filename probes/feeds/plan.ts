// What the picture round is told at its start and what it says while it walks. Plain data: it crosses to a thread.
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import type { NvrVendor } from '../../fleet/model.ts'
import type { NvrLimits, SlotLook, StorageLook } from '../nvr/nvr-look.ts'
import type { DecoderHealth, Features } from '../picture/picture.ts'
import type { Thresholds } from '../picture/thresholds.ts'
import type { StreamLimits } from '../rtsp/stream-look.ts'
import type { Rung } from './rung.ts'
import type { FeedVerdict } from './verdict.ts'

export interface FeedNvr {
  readonly id: string
  readonly host: string
  readonly rtspPort: number
  readonly httpPort: number
  readonly tls: boolean
  readonly vendor: NvrVendor
  readonly slots: number
  /** Resolved; it is never written to a log, a result or an error. */
  readonly credentials: { readonly user: string; readonly password: string } | undefined
}

/** A part of the picture that is not looked at, as a clock overlay. Shares of width and height, 0 to 1. */
export interface Mask {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface FeedCamera {
  readonly id: string
  /** Position in `nvrs`. */
  readonly nvr: number
  /** 1-based. */
  readonly slot: number
  /** Where the stream is: path on the NVR, or a full URL that overrides the NVR's address; undefined: the vendor's usual. */
  readonly sub: string | undefined
  readonly main: string | undefined
  /** Milliseconds between two routine looks. */
  readonly everyMs: number
  /** Besides the usual ones at top and bottom. */
  readonly masks: readonly Mask[]
  /** Published before the start. */
  readonly known: FeedVerdict | undefined
}

export interface FeedOptions {
  /** Between looks while one contradicts what is published. Default 30,000. */
  readonly againMs: number
  /** NVRs that are looked at at one time. Default 200. */
  readonly inFlight: number
  /** Between two questions to one NVR's API, and between two that ask for its disks too. 300,000 and 3,600,000. */
  readonly nvrEveryMs: number
  readonly storageEveryMs: number
  /** After a refused password, doubling up to the most. 900,000 and 21,600,000. */
  readonly authAgainMs: number
  readonly authMostMs: number
  /** False: nobody vouches for certificates of NVRs. */
  readonly verifyTls: boolean
  readonly stream: StreamLimits
  readonly nvr: NvrLimits
  readonly thresholds: Thresholds
  /** Path or name of ffmpeg; undefined: nothing is decoded. */
  readonly decoder: string | undefined
  /** `suspicious`: what the bitstream cannot vouch for, and each camera once an hour; `all`: every keyframe. */
  readonly decode: 'suspicious' | 'all'
  /** Longest side of a kept picture in pixels; undefined: none is kept. */
  readonly pictureSide: number | undefined
  /** Seconds that the city's clock is ahead of UTC: some NVRs tell their time without saying so. */
  readonly utcOffsetS: number
  /** Degrees, WGS 84, of the city: where the sun stands tells day from night. */
  readonly lat: number
  readonly lon: number
}

export interface FeedPlan {
  readonly nvrs: readonly FeedNvr[]
  readonly cameras: readonly FeedCamera[]
  readonly options: FeedOptions
  /** What `memory` gave before the last stop; undefined or unreadable: begins without. */
  readonly memory: Uint8Array | undefined
}

/** One look at one camera. */
export interface FeedLook {
  /** Position in `cameras`. */
  readonly camera: number
  /** Epoch milliseconds of its begin and its end. */
  readonly at: number
  readonly decidedAt: number
  /** Of this look alone; `unknown`: our own fault, it moves nothing. */
  readonly found: FeedCondition | 'unknown'
  /** A word or two more: the RTSP fault, why there is no video. No secrets. */
  readonly detail?: string
  readonly rungs: readonly Rung[]
  readonly features?: Features
  /** Published after this look; undefined before anything was. */
  readonly verdict: FeedVerdict | undefined
  /** This look changed it. */
  readonly changed: boolean
  /** As Transition.evidence; with `changed` only. */
  readonly evidence?: Readonly<Record<string, string | number>>
  /** To be kept as evidence: the picture that shows the condition it was published with, or a good one now and then. */
  readonly picture?: { readonly jpeg: Uint8Array; readonly kind: 'good' | 'bad' }
}

/** What an NVR said of itself. */
export interface NvrFacts {
  /** Position in `nvrs`. */
  readonly nvr: number
  readonly at: number
  readonly slots: readonly SlotLook[]
  readonly storage?: StorageLook
  readonly clockSkewS?: number
  readonly device?: {
    readonly model?: string
    readonly firmware?: string
    readonly serial?: string
  }
  /** Why it gave no facts: an NvrFault. */
  readonly fault?: string
  /** Epoch milliseconds until which it is left alone because it refused our password. */
  readonly authUntil?: number
}

/** The picture round about itself. Counters run from the start. */
export interface FeedHealth {
  readonly at: number
  readonly looks: number
  /** Looks of the last minute. */
  readonly perMinute: number
  readonly inFlight: number
  /** Cameras whose look is due and waits. */
  readonly waiting: number
  /** How late routine looks began, milliseconds, 99th percentile of the last minute. */
  readonly lagP99Ms: number
  /** Cameras that were never looked at. */
  readonly unseen: number
  /** NVRs left alone after a refused password. */
  readonly authWaiting: number
  readonly receivedBytes: number
  /** By condition found. */
  readonly found: Readonly<Record<string, number>>
  readonly decoder: DecoderHealth
  /** Looks that ended in an error of the program itself, and the message of the last one; absent: not counted. */
  readonly errors?: number
  readonly lastError?: string
}

/** What comes out, in order. */
export type FeedMessage =
  | { readonly type: 'looks'; readonly looks: readonly FeedLook[] }
  | { readonly type: 'nvrs'; readonly facts: readonly NvrFacts[] }
  | { readonly type: 'health'; readonly health: FeedHealth }
  /** References of cameras and what else is to outlive a restart; every 15 minutes and at the end. */
  | { readonly type: 'memory'; readonly bytes: Uint8Array }

/** A picture round under way. */
export interface Feeds {
  /** Looks at these cameras (positions) soon. */
  again(cameras: readonly number[]): void
  /**
   * These NVRs (positions) are unreachable, or reachable again. While they are away they are not looked at, and what
   * was suspected of their cameras is forgotten; when they come back their cameras are looked at at once.
   */
  away(nvrs: readonly number[], isAway: boolean): void
  /** While the probe itself sees nothing, nothing is looked at and what is under way is thrown away. */
  blind(isBlind: boolean): void
  stop(): Promise<void>
}
