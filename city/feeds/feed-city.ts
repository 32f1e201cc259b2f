// The contract of the synthetic city's feeds: which NVR serves what, and which faults come when. Plain data.
import type { NvrVendor } from '../../fleet/model.ts'

/** What a camera shows while nothing is wrong with it: names of clips in city/feeds/clips/. */
export interface SyntheticCamera {
  readonly id: string
  /** 1-based. */
  readonly slot: number
}

export interface SyntheticNvr {
  readonly id: string
  /** In 127.0.0.0/8. */
  readonly address: string
  readonly vendor: NvrVendor
  readonly slots: number
  readonly cameras: readonly SyntheticCamera[]
}

/**
 * The relay that residents are served by: HLS and the metrics of MediaMTX. Of the faults it takes `refuse` and `hang`,
 * `stall` (its playlist stands still), `missing` (its segments are gone) and those of the picture.
 */
export interface SyntheticRelay {
  readonly id: string
  /** In 127.0.0.0/8; none of the NVRs'. */
  readonly address: string
}

/** How a feed or an NVR fails. The first group is the NVR's, the second the stream's, the third the picture's. */
export const FEED_FAULTS = [
  /** The port is closed to new connections. */
  'refuse',
  /** Takes the connection and never answers. */
  'hang',
  /** The password is another one. */
  'unauthorized',
  /** 453 on SETUP: no session left. */
  'busy',
  'disk-failed',
  'clock-off',
  /** The camera is unplugged: the API says so, RTSP grants everything and sends nothing. */
  'unplugged',
  'missing',
  'stall',
  'no-keyframe',
  'loss',
  'drip',
  'garbage',
  'black',
  'black-clock',
  'no-signal-blue',
  'no-signal-text',
  'no-signal-bars',
  'frozen',
  'white',
  'lens-cap',
  'covered',
] as const
export type FeedFaultKind = (typeof FEED_FAULTS)[number]

export interface FeedFault {
  readonly id: string
  /** For people, in English. */
  readonly title: string
  /** Seconds since the day began: from inclusive, to exclusive. */
  readonly from: number
  readonly to: number
  readonly kind: FeedFaultKind
  /** Ids of NVRs or cameras. */
  readonly ids: readonly string[]
}

export interface FeedCityPlan {
  readonly nvrs: readonly SyntheticNvr[]
  readonly port: number
  readonly user: string
  readonly password: string
  readonly seed: number
  /** Epoch milliseconds of the day's beginning. */
  readonly startedAt: number
  /** The day begins again after so many seconds. */
  readonly periodS: number
  readonly faults: readonly FeedFault[]
  /** Name of the codec that clips are served in. */
  readonly codec: 'h264' | 'h265' | 'mixed'
  readonly relay?: SyntheticRelay
  /**
   * Seconds after which a live camera shows another part of its loop: keyframes that are one to two such times apart
   * always differ. Default 200, so that looks every 5 minutes never meet the same one.
   */
  readonly changeS?: number
}

/** The simulator in a process of its own. `start-feed-city.ts` has `startFeedCity(plan): Promise<FeedCity>`. */
export interface FeedCity {
  readonly pid: number
  /** Sentences for people: an address or port that could not be had. */
  readonly limits: readonly string[]
  /** Replaces the faults from now on. */
  setFaults(faults: readonly FeedFault[]): void
  /** Counters of the simulator, for tests and benches. */
  stats(): Promise<Readonly<Record<string, number>>>
  close(): Promise<void>
}
