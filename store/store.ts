// What the rest of the house may ask of a store. Memory and SQLite pass the same suite (test/contracts/store.ts).
import type { Reason, State, Transition } from '../fleet/state.ts'

/** A time in which nothing was known: the probe blind, paused, or the program not running. Epoch milliseconds. */
export interface Gap {
  readonly reason: string
  readonly from: number
  readonly to: number
}

/** What must stay together: one transaction, durable when the promise resolves. */
export interface Change {
  readonly transitions?: readonly Transition[]
  readonly gaps?: readonly Gap[]
}

/**
 * One minute of every pinged target, in columns. Row i belongs to `targetIds[i]` as registered with `register`.
 * A target that was not asked in the minute has sent = 0.
 */
export interface MinuteColumns {
  /** Epoch milliseconds, a whole minute. */
  readonly at: number
  readonly sent: Uint16Array
  readonly lost: Uint16Array
  /** Microseconds; NaN where nothing came back. */
  readonly rttMinUs: Float32Array
  readonly rttAvgUs: Float32Array
  readonly rttMaxUs: Float32Array
}

export interface MinutePoint {
  readonly at: number
  readonly sent: number
  readonly lost: number
  /** Microseconds; absent where nothing came back. Kept with a resolution of 100 microseconds. */
  readonly rttMinUs?: number
  readonly rttAvgUs?: number
  readonly rttMaxUs?: number
}

/** Seconds of a span, exact, by the rule printed in docs/availability.md. They add up to the span's length. */
export interface Availability {
  readonly availableMs: number
  readonly unavailableMs: number
  /** unknown, maintenance, suspended, gaps, and before the target was known. */
  readonly outsideMs: number
  /** available / (available + unavailable); absent when both are 0. */
  readonly ratio?: number
}

export interface CurrentState {
  readonly targetId: string
  readonly state: State
  readonly reason: Reason
  readonly since: number
}

export interface TransitionQuery {
  readonly targetId?: string
  /** Epoch milliseconds, from inclusive, to exclusive. */
  readonly from?: number
  readonly to?: number
  /** Newest first, at most this many. Default 200, at most 100,000. */
  readonly limit?: number
}

/** How keeping goes. A store that cannot write says so here and never stops the round. */
export interface StoreHealth {
  readonly writable: boolean
  /** The last failure in words, and since when writing fails; absent while it works. */
  readonly lastError?: string
  readonly failingSince?: number
  /** Transitions that wait in memory for a store that can write again. */
  readonly pendingTransitions: number
  /** Minutes of history that were dropped because they could not be written. */
  readonly droppedMinutes: number
  readonly fileBytes: number
  readonly schemaVersion: number
}

/** What is known of one target at registration; areas are the whole path, kelurahan first. */
export interface RegisteredTarget {
  readonly targetId: string
  readonly kind: string
  readonly areas: readonly string[]
  /** Asked by the ICMP round: has minutes and an availability of its own. */
  readonly pinged: boolean
}

export interface Retention {
  readonly minutesDays: number
  readonly transitionsDays: number
}

export interface Store {
  /**
   * Tells the store which targets there are. Rows of MinuteColumns follow the order of the pinged ones. Calling again
   * with a changed estate keeps the history of those that stayed and of those that left.
   */
  register(targets: readonly RegisteredTarget[]): Promise<void>
  /** Resolves when durable; kill -9 after that loses nothing. Rejects with RND_STORE_WRITE. */
  commit(change: Change): Promise<void>
  saveMinute(minute: MinuteColumns): Promise<void>
  /** Signs that the program lives at `at`; after an unclean end the time from the last one to the next start is a gap. */
  alive(at: number): Promise<void>
  currentStates(): Promise<readonly CurrentState[]>
  transitions(query: TransitionQuery): Promise<readonly Transition[]>
  history(targetId: string, from: number, to: number): Promise<readonly MinutePoint[]>
  gaps(from: number, to: number): Promise<readonly Gap[]>
  /** Availability of one target over [from, to). */
  targetAvailability(targetId: string, from: number, to: number): Promise<Availability>
  /** Sum over the pinged targets in an area (any level), or over all when `areaId` is undefined. */
  areaAvailability(areaId: string | undefined, from: number, to: number): Promise<Availability>
  /** Removes what is older than its retention and gives space back. Resolves with the rows removed. */
  retain(retention: Retention, now: number): Promise<number>
  health(): Promise<StoreHealth>
  close(): Promise<void>
}
