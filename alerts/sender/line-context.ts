// What the lines of a sender share.
import type { Logger } from '../../fleet/logger.ts'
import type { OutboxRow } from '../../store/outbox.ts'
import type { Refusal } from '../refusal.ts'
import type { Marker } from './marker.ts'
import type { RetryTimes } from './retry.ts'

/** A new row, or one that a store kept, with the attempts so far. */
export type WaitingRow = OutboxRow & { readonly attempts?: number }

/** Resolves after `ms` milliseconds, or as soon as `signal` aborts; never rejects. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>

export interface SenderTimes extends RetryTimes {
  /** An attempt may take this long, and longer for a message of megabytes. Default 10 s. */
  readonly attemptMs: number
  /** The next message waits this long for the mark of the one before to be kept. Default 5 s. */
  readonly markMs: number
}

export interface LineContext {
  readonly marker: Marker
  readonly refused: (row: OutboxRow, refusal: Refusal) => Promise<void>
  readonly now: () => number
  readonly log: Logger
  readonly random: () => number
  readonly pause: Pause
  readonly times: SenderTimes
  /** No further attempt begins. */
  readonly stopping: AbortSignal
  /** The attempts under way end. */
  readonly aborting: AbortSignal
}
