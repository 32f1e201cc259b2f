// What a probe found, one at a time or in columns.

/** `inconclusive`: our own fault (blind, dropped here, paused); it moves no state. */
export const OUTCOMES = ['ok', 'failed', 'inconclusive'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface ProbeResult {
  readonly kind: 'icmp'
  /** Epoch milliseconds of the first question. */
  readonly at: number
  readonly outcome: Outcome
  /** Round-trip time in microseconds; absent when nothing came back or the stamp cannot be trusted. */
  readonly rttUs?: number
  /** Echoes sent and not answered. */
  readonly sent: number
  readonly lost: number
  /** The last ICMP error that quoted one of our echoes. */
  readonly cause?: IcmpCause
}

/** An ICMP error and who reported it: one router reporting 400 points is the root cause. */
export interface IcmpCause {
  readonly type: number
  readonly code: number
  /** Address of the router that reported it. */
  readonly reporter: string
}

/** Bits of `ResultColumns.flags`. */
export const CONFIRMED = 1
export const INCONCLUSIVE = 2
/** The address could not be sent to at all. */
export const UNSENDABLE = 4

/**
 * Results of the ICMP round, `count` rows in columns, in order of decision: what crosses from the round's thread at
 * up to thousands of rows a second without an object for each.
 */
export interface ResultColumns {
  readonly count: number
  /** Position in the list of addresses that the round was started with. */
  readonly index: Uint32Array
  /** Epoch milliseconds of the first echo of this look. */
  readonly at: Float64Array
  /** Epoch milliseconds of the decision. */
  readonly decidedAt: Float64Array
  readonly sent: Uint8Array
  readonly lost: Uint8Array
  /** Microseconds; NaN when nothing came back or no stamp can be trusted. */
  readonly rttUs: Float32Array
  readonly flags: Uint8Array
  /** ICMP `type << 8 | code`; 0 is none. */
  readonly cause: Uint16Array
  /** Position in `reporters`; meaningless where cause is 0. */
  readonly reporter: Uint16Array
  readonly reporters: readonly string[]
}
