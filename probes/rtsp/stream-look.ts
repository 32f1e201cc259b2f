// One look at one stream over RTSP: what is asked, what it may cost, and what came of it.
import type { Credentials } from '../auth/credentials.ts'
import type { Rung } from '../feeds/rung.ts'

export interface StreamTarget {
  /** Where the TCP connection goes: an IP address or a host name. */
  readonly host: string
  readonly port: number
  /** RTSPS: the connection begins with TLS. */
  readonly tls: boolean
  /** False: a certificate that nobody vouches for will do, as NVRs have them. */
  readonly verifyTls: boolean
  /** Request target as the server is asked for: path and query, beginning with a slash. */
  readonly path: string
  readonly credentials: Credentials | undefined
  /** Of the local side, where it must be a particular one. */
  readonly localAddress?: string
}

/** What a look may cost at most, whatever the server does. */
export interface StreamLimits {
  readonly connectMs: number
  /** Each reply to a request. */
  readonly replyMs: number
  /** From PLAY to the first RTP packet. */
  readonly firstDataMs: number
  /** From PLAY to the first whole keyframe. */
  readonly keyframeMs: number
  /** The whole look, TEARDOWN not included. */
  readonly totalMs: number
  readonly teardownMs: number
  /** Frames to see after the keyframe. */
  readonly framesAfter: number
  /** All bytes received, headers and data. */
  readonly mostBytes: number
  /** One frame, in bytes. */
  readonly mostFrameBytes: number
  /** Status line and headers of one reply, in bytes. */
  readonly mostHeaderBytes: number
  /** Body of one reply, in bytes. */
  readonly mostBodyBytes: number
}

export const STREAM_LIMITS: StreamLimits = {
  connectMs: 3000,
  replyMs: 3000,
  firstDataMs: 5000,
  // Smart codecs stretch their groups of pictures: 8 s would do for the others.
  keyframeMs: 12_000,
  totalMs: 20_000,
  teardownMs: 500,
  framesAfter: 15,
  mostBytes: 16_000_000,
  mostFrameBytes: 4_000_000,
  mostHeaderBytes: 16_384,
  mostBodyBytes: 65_536,
}

export const STREAM_FAULTS = [
  'refused',
  'unreachable',
  'connect_timeout',
  'tls',
  /** The server closed or reset the connection. */
  'closed',
  'reply_timeout',
  /** 401 or 403 to credentials, or none were given. */
  'auth',
  /** 404 and its like. */
  'no_channel',
  /** 453, 503, or 500 on SETUP: no session left. */
  'busy',
  /** Any other status that is not 200. */
  'status',
  /** The description has no video, or none that we can read (H.264, H.265). */
  'no_video',
  'no_data',
  'no_keyframe',
  /** The bytes are not RTSP, or break its rules. */
  'protocol',
  /** A limit of bytes or frame size was passed. */
  'too_much',
  'aborted',
] as const
export type StreamFault = (typeof STREAM_FAULTS)[number]

export type Codec = 'h264' | 'h265'

/** One frame (access unit) as it came. */
export interface Frame {
  readonly kind: 'I' | 'P' | 'B'
  readonly idr: boolean
  /** Of its slices, without RTP and NAL framing. */
  readonly bytes: number
  /** RTP time, 90 kHz unless the description says otherwise. */
  readonly rtpTime: number
  /** Quantiser of its first slice, 0 to 51; undefined where it could not be read. */
  readonly qp: number | undefined
  /** A packet of it was lost. */
  readonly broken: boolean
}

/** A whole keyframe that a decoder may be given: exactly one picture, its parameter sets first. */
export interface Keyframe {
  readonly codec: Codec
  /** Annex B. Each NAL unit was checked: one picture, no start code inside a NAL unit, slices in order. */
  readonly data: Uint8Array
  /** Pixels. */
  readonly width: number
  readonly height: number
}

export interface StreamLook {
  /** Undefined: a whole keyframe came. */
  readonly fault: StreamFault | undefined
  /** RTSP status of the reply that failed. */
  readonly status?: number
  /** From `connect` to `keyframe`, each as far as it came. */
  readonly rungs: readonly Rung[]
  /** What the server calls itself, at most 100 characters. */
  readonly server?: string
  readonly codec?: Codec
  /** Epoch milliseconds of the first octet sent. */
  readonly at: number
  readonly connectMs?: number
  /** From PLAY to the first whole keyframe. */
  readonly keyframeMs?: number
  /** From the first whole keyframe on, that included. */
  readonly frames: readonly Frame[]
  readonly keyframe?: Keyframe
  /** RTP packets received and lost (gaps in their numbers). */
  readonly packets: number
  readonly lost: number
  readonly receivedBytes: number
  /** RTP units a second. */
  readonly clockRate: number
}

/** `rtsp.ts` has it. Never rejects; resolves at most `totalMs + teardownMs` and a little later, or when `signal` aborts. */
export type LookAtStream = (
  target: StreamTarget,
  limits: StreamLimits,
  signal: AbortSignal,
) => Promise<StreamLook>
