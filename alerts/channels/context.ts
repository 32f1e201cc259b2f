// What every channel is given besides its settings.
import type { Logger } from '../../fleet/logger.ts'
import type { Fetch } from './http-send.ts'

export interface ChannelContext {
  readonly receiverId: string
  readonly log: Logger
  readonly fetch: Fetch
  /** Epoch milliseconds. */
  readonly now: () => number
}
