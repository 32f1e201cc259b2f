// One look at what residents see: a page, or the live video (HLS) of a portal or the relay.
import type { Rung } from '../feeds/rung.ts'
import type { StreamLook } from '../rtsp/stream-look.ts'

export const PORTAL_FAULTS = [
  'refused',
  'unreachable',
  'timeout',
  'tls',
  /** 4xx or 5xx. */
  'status',
  'protocol',
  'too_much',
  /** Redirects to itself, or too often. */
  'redirects',
  /** The playlist has no segment, or only one that has ended for good. */
  'no_segments',
  /** The playlist is there, and what it names is not. */
  'segment_missing',
  /** The same playlist as long ago as it should have moved on. */
  'stuck',
  'aborted',
] as const
export type PortalFault = (typeof PORTAL_FAULTS)[number]

export interface PortalLimits {
  readonly connectMs: number
  /** The whole look. */
  readonly totalMs: number
  /** A page or a playlist. */
  readonly mostTextBytes: number
  readonly mostSegmentBytes: number
}

export const PORTAL_LIMITS: PortalLimits = {
  connectMs: 3000,
  totalMs: 15_000,
  mostTextBytes: 2_000_000,
  mostSegmentBytes: 16_000_000,
}

/** Where a live playlist stood. */
export interface PlaylistMark {
  /** Epoch milliseconds of the look. */
  readonly at: number
  readonly url: string
  /** Sequence number and address of its newest segment. */
  readonly sequence: number
  readonly segment: string
}

export interface PortalLook {
  readonly at: number
  /** Undefined: it shows a page, or live video that moves. */
  readonly fault: PortalFault | undefined
  readonly status?: number
  /** `page`: no video was found at that address, and none is judged. */
  readonly kind?: 'page' | 'hls'
  readonly rungs: readonly Rung[]
  /** For the next look: whether the playlist has moved since. */
  readonly mark?: PlaylistMark
  /** Seconds that a segment may last, as the playlist says. */
  readonly targetS?: number
  /** Of the newest segment, as a look at a stream: frames and the first keyframe. */
  readonly stream?: StreamLook
}
