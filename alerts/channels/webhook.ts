// Messages as signed JSON to an address of the receiver's choice. docs/channels.md shows how to check the signature.
import { createHmac } from 'node:crypto'
import type { Secret } from '../../fleet/secret.ts'
import type { Notification } from '../notification.ts'
import { ownTurn } from '../own-turn.ts'
import type { ChannelSettings } from '../policy/policy.ts'
import type { Channel } from './channel.ts'
import type { ChannelContext } from './context.ts'
import { deliver } from './http-send.ts'
import { messageJson } from './message-json.ts'
import { secretsOfUrl } from './redact.ts'
import { urlOf } from './revealed.ts'

type Settings = Extract<ChannelSettings<Secret>, { type: 'webhook' }>

/** `v1=` and the HMAC-SHA256, in hex, of the time, a dot and the body. `timestamp`: epoch seconds, as in the header. */
export function signature(secret: string, timestamp: string, body: string | Uint8Array): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`
}

export function webhookHeaders(
  notification: Pick<Notification, 'key'>,
  body: string | Uint8Array,
  secret: string,
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'User-Agent': 'ronda',
    'Idempotency-Key': headerValue(notification.key),
    'X-Ronda-Timestamp': timestamp,
    'X-Ronda-Signature': signature(secret, timestamp, body),
  }
}

/** Ids are plain; anything else is written in percent signs, for a header holds only plain characters. */
export function headerValue(text: string): string {
  return text.replace(/[^\x21-\x7e]+/g, (sign) => encodeURIComponent(sign))
}

export function createWebhook(settings: Settings, { fetch: send, now }: ChannelContext): Channel {
  const url = urlOf(settings.url)
  const secrets = [settings.secret.reveal(), ...secretsOfUrl(url)]
  return {
    type: 'webhook',
    deduplicates: true,
    async deliver(notification, _attempt, signal) {
      // Writing, signing and sending the list of a whole city take 5 to 15 ms each.
      const body = Buffer.from(messageJson(notification))
      await ownTurn()
      const headers = webhookHeaders(notification, body, settings.secret.reveal(), now())
      await ownTurn()
      return deliver(send, { method: 'POST', url, headers, body }, signal, { now: now(), secrets })
    },
    close: () => Promise.resolve(),
  }
}
