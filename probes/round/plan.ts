// What the round is told at start and what it says while it walks. Plain data: it crosses to a thread.
import type { EchoSocketKind } from '../icmp/echo-socket.ts'
import type { ResultColumns } from '../result.ts'

export interface RoundPlan {
  /** Everything that is asked, each address once. Positions in this list are the `index` of results. */
  readonly addresses: readonly string[]
  /** Milliseconds between two routine echoes, per address. */
  readonly intervalMs: readonly number[]
  /** What fixes each address's place in its interval: a stable name, so that a changed estate moves nobody else. */
  readonly names: readonly string[]
  /** Addresses near the probe; none: blindness is judged from the targets alone. */
  readonly anchors: readonly string[]
  /** Positions known to be down from before the start: asked one echo an interval until they answer. */
  readonly silent?: readonly number[]
  readonly options: RoundOptions
}

export interface RoundOptions {
  /** An echo counts as lost after this long. Default 1,000. */
  readonly timeoutMs: number
  /** Silence after the first echo that starts the confirm; a reply may still come until `timeoutMs`. Default 500. */
  readonly confirmAfterMs: number
  /** Further echoes of a confirm, 1 to 6. Default 6: all 7 lost is down (5 % independent loss: 8e-10). */
  readonly confirmEchoes: number
  /** Between the echoes of a confirm. Default 500. */
  readonly confirmGapMs: number
  /** Between two echoes to one anchor. Default 1,000. */
  readonly anchorIntervalMs: number
  /** Ceiling of packets a second, routine and confirm together. Default 20,000, at most 50,000. */
  readonly packetsPerSecond: number
  /** How often results cross to the main thread, in milliseconds. Default 250. */
  readonly flushMs: number
}

export const ROUND_DEFAULTS: RoundOptions = {
  timeoutMs: 1000,
  confirmAfterMs: 500,
  confirmEchoes: 6,
  confirmGapMs: 500,
  anchorIntervalMs: 1000,
  packetsPerSecond: 20_000,
  flushMs: 250,
}

/** Why the round cannot be believed for a while. */
export type GapReason = 'blind' | 'dropped-here' | 'paused' | 'clock-step'

/** A time in which nothing could be known. Results that touch it are inconclusive. Epoch milliseconds. */
export interface RoundGap {
  readonly reason: GapReason
  readonly from: number
  /** Absent while it lasts. */
  readonly to?: number
}

/** The round about itself. Counters run from start; the rest is about the last interval. */
export interface RoundHealth {
  readonly at: number
  readonly socket: EchoSocketKind
  readonly limits: readonly string[]
  /** Full rounds: every address asked at least that many times. */
  readonly rounds: number
  readonly blind: boolean
  /** Since when `blind` has its value, epoch milliseconds. */
  readonly blindSince: number
  readonly anchors: readonly { readonly address: string; readonly alive: boolean }[]
  /** Lateness of routine echoes against their phase, in milliseconds. */
  readonly lagP50Ms: number
  readonly lagP99Ms: number
  readonly lagMaxMs: number
  readonly sent: number
  readonly received: number
  readonly lost: number
  readonly stray: number
  readonly duplicates: number
  readonly late: number
  readonly errors: number
  readonly blocked: number
  readonly dropped: number
  /** Routine echoes skipped because their time was past by a second or half of their interval. */
  readonly overruns: number
  readonly pauses: number
  readonly clockSteps: number
  readonly confirming: number
}

/** What comes out of the round, in order. */
export type RoundMessage =
  | { readonly type: 'results'; readonly columns: ResultColumns }
  | { readonly type: 'gap'; readonly gap: RoundGap }
  | { readonly type: 'health'; readonly health: RoundHealth }

/** A round under way, whatever thread it walks in. */
export interface Round {
  /**
   * Wants these positions looked at now instead of at their phase, paced as repeats are; what is being looked at is
   * looked at once more afterwards. A target that is known to be silent gets a whole confirm: one lost echo of it would
   * say nothing. Asking for the same position again before its turn came changes nothing, so that what waits is
   * bounded. Positions that do not exist are ignored.
   */
  again(indices: Iterable<number>): void
  /** Ends it; resolves when the socket is closed and the last results were given out. */
  stop(): Promise<void>
}
