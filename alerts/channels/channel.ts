// What a channel is: one way to one receiver. It sends once; who tries again, and when, is the sender's.
import type { Notification } from '../notification.ts'

/**
 * - `sent`: the receiver took it.
 * - `later`: it may take the same message later (429, 5xx, a timeout, no connection); `afterMs` when it said so.
 * - `never`: this message will not be taken however often it is sent (400, 413, 422, an unknown mailbox).
 * `why` has no secrets and at most 500 characters.
 */
export type Delivery =
  | { readonly result: 'sent' }
  | { readonly result: 'later'; readonly why: string; readonly afterMs?: number }
  | { readonly result: 'never'; readonly why: string }

export interface Channel {
  /** `webhook`, `telegram`, `email`, `alertmanager`, `http`. */
  readonly type: string
  /** False where a repeated message cannot be recognised by its key at the other end (Telegram, e-mail). */
  readonly deduplicates: boolean
  /** Never throws; ends soon after `signal` aborts. Reads at most 64 KiB of an answer. */
  deliver(notification: Notification, attempt: number, signal: AbortSignal): Promise<Delivery>
  /**
   * Of a receiver that must hear again and again of what is open (Alertmanager): the last message that it took of each
   * incident that is still open, once at the start, before the first `deliver`. Others do not have it.
   */
  refresh?(open: readonly Notification[]): void
  /** Asks whether it could deliver, without telling anybody, where that is possible; for `ronda doctor`. */
  check?(signal: AbortSignal): Promise<Delivery>
  close(): Promise<void>
}
