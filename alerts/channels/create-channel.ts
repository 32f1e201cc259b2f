// One channel for each receiver, by its type.
import { type Logger, silentLogger } from '../../fleet/logger.ts'
import type { Secret } from '../../fleet/secret.ts'
import type { ChannelSettings } from '../policy/policy.ts'
import { createAlertmanager } from './alertmanager.ts'
import type { Channel } from './channel.ts'
import type { ChannelContext } from './context.ts'
import { createEmail } from './email.ts'
import type { Fetch } from './http-send.ts'
import { createHttpTemplate } from './http-template.ts'
import { createTelegram } from './telegram.ts'
import { createWebhook } from './webhook.ts'

export interface ChannelOptions {
  readonly receiverId: string
  readonly log?: Logger
  /** Default the global one. */
  readonly fetch?: Fetch
  /** Epoch milliseconds; default the machine's clock. */
  readonly now?: () => number
}

/**
 * Settings as the policy gives them, secrets resolved. Addresses were checked when the policy was read: one that is none
 * throws a TypeError here that does not name it.
 */
export function createChannel(settings: ChannelSettings<Secret>, options: ChannelOptions): Channel {
  const context: ChannelContext = {
    receiverId: options.receiverId,
    log: options.log ?? silentLogger,
    fetch: options.fetch ?? fetch,
    now: options.now ?? Date.now,
  }
  switch (settings.type) {
    case 'webhook':
      return createWebhook(settings, context)
    case 'telegram':
      return createTelegram(settings, context)
    case 'email':
      return createEmail(settings, context)
    case 'alertmanager':
      return createAlertmanager(settings, context)
    case 'http':
      return createHttpTemplate(settings, context)
  }
}
