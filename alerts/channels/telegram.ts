// Messages by a Telegram bot: https://core.telegram.org/bots/api. Telegram cannot tell a repeated message from a new one.
import { z } from 'zod'
import type { Secret } from '../../fleet/secret.ts'
import type { Notification } from '../notification.ts'
import { ownTurn } from '../own-turn.ts'
import type { ChannelSettings } from '../policy/policy.ts'
import type { Channel, Delivery } from './channel.ts'
import type { ChannelContext } from './context.ts'
import { deliveryOf, type HttpAnswer, LONGEST_RETRY_AFTER_MS } from './http-answer.ts'
import { ask } from './http-send.ts'
import { redact } from './redact.ts'
import { urlOf } from './revealed.ts'
import { telegramCall } from './telegram-format.ts'

type Settings = Extract<ChannelSettings<Secret>, { type: 'telegram' }>

const ANSWER = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().nonnegative().optional() }).optional(),
})

export function createTelegram(settings: Settings, { fetch: send, now }: ChannelContext): Channel {
  const { token, chat } = settings
  const base = urlOf(settings.api)
  const secrets = [token.reveal()]

  async function call(
    method: string,
    body: FormData | Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Delivery> {
    const url = new URL(`${base.href.replace(/\/$/, '')}/bot${token.reveal()}/${method}`)
    const form = body instanceof FormData
    const headers = form ? {} : { 'Content-Type': 'application/json' }
    const request = { method: 'POST', url, headers, body: form ? body : JSON.stringify(body) }
    const { answer, lost } = await ask(send, request, signal)
    if (lost !== undefined) return lost
    const delivery = deliveryOfTelegram(answer, secrets, now())
    return delivery.result === 'sent'
      ? delivery
      : { ...delivery, why: `${url.host} ${delivery.why}` }
  }

  return {
    type: 'telegram',
    deduplicates: false,
    async deliver(notification, _attempt, signal) {
      // The file of a whole city takes 20 to 30 ms to write.
      const { method, body } = requestOf(notification, chat)
      await ownTurn()
      return call(method, body, signal)
    },
    check: (signal) => call('getChat', { chat_id: chat }, signal),
    close: () => Promise.resolve(),
  }
}

/** Sent is what Telegram says is sent: a 200 of something that is no Telegram is not. */
export function deliveryOfTelegram(
  answer: HttpAnswer,
  secrets: readonly string[],
  now: number,
): Delivery {
  const said = parse(answer.text)
  if (answer.status >= 200 && answer.status < 300) {
    if (said?.ok === true) return { result: 'sent' }
    return { result: 'later', why: `answered ${answer.status}, but not as Telegram does` }
  }
  const delivery = deliveryOf(answer, redact(said?.description ?? '', secrets), now)
  const seconds = said?.parameters?.retry_after
  if (delivery.result !== 'later' || seconds === undefined) return delivery
  return { ...delivery, afterMs: Math.min(seconds * 1000, LONGEST_RETRY_AFTER_MS) }
}

function requestOf(
  notification: Notification,
  chat: string,
): { method: string; body: FormData | Readonly<Record<string, unknown>> } {
  const { html, ...call } = telegramCall(notification)
  if (call.method === 'sendMessage') {
    const preview = { is_disabled: true }
    const body = { chat_id: chat, text: html, parse_mode: 'HTML', link_preview_options: preview }
    return { method: call.method, body }
  }
  const type = call.fileName.endsWith('.csv') ? 'text/csv' : 'text/plain'
  const body = new FormData()
  body.set('chat_id', chat)
  body.set('caption', html)
  body.set('parse_mode', 'HTML')
  body.set('document', new Blob([call.content], { type }), call.fileName)
  return { method: call.method, body }
}

function parse(text: string): z.infer<typeof ANSWER> | undefined {
  try {
    return ANSWER.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
