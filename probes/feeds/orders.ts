// What crosses between the main thread and the feeds' thread besides the messages of the round.
import type { CarriedError } from '../round/socket-plan.ts'
import type { FeedPlan } from './plan.ts'

/** What the thread is given. */
export interface ThreadData {
  readonly plan: FeedPlan
  /** `taken[0]`: messages that the main thread has taken, wrapping around at 32 bits. */
  readonly taken: Int32Array
}

/** What the main thread wants. */
export type Order =
  | { readonly type: 'again'; readonly cameras: readonly number[] }
  | { readonly type: 'away'; readonly nvrs: readonly number[]; readonly isAway: boolean }
  | { readonly type: 'blind'; readonly isBlind: boolean }
  | { readonly type: 'stop' }

/** What the thread says of itself. */
export type ThreadMessage =
  | { readonly type: 'started' }
  | { readonly type: 'failed'; readonly error: CarriedError }
