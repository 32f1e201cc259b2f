// Messages to any HTTP API, with a body that the policy gives as a template.
import { Secret } from '../../fleet/secret.ts'
import type { ChannelSettings } from '../policy/policy.ts'
import type { Channel } from './channel.ts'
import type { ChannelContext } from './context.ts'
import { deliver } from './http-send.ts'
import { secretsOfUrl } from './redact.ts'
import { revealed, urlOf } from './revealed.ts'
import { fillTemplate, looksLikeJson } from './template.ts'
import { headerValue } from './webhook.ts'

type Settings = Extract<ChannelSettings<Secret>, { type: 'http' }>

/** `deduplicates` is false: whether the other end looks at `Idempotency-Key` is not known. */
export function createHttpTemplate(
  settings: Settings,
  { fetch: send, now }: ChannelContext,
): Channel {
  const { method, body: template, ok } = settings
  const url = urlOf(settings.url)
  const given = Object.entries(settings.headers)
  const secrets = [
    ...secretsOfUrl(url),
    ...given.flatMap(([, value]) => (value instanceof Secret ? secretForms(value) : [])),
  ]
  const type = looksLikeJson(template) ? 'application/json' : 'text/plain'
  const fixed = new Headers({ 'Content-Type': `${type}; charset=utf-8` })
  for (const [name, value] of given) fixed.set(name, revealed(value))
  return {
    type: 'http',
    deduplicates: false,
    deliver(notification, _attempt, signal) {
      const headers = Object.fromEntries(fixed)
      headers['idempotency-key'] ??= headerValue(notification.key)
      const body = fillTemplate(template, notification)
      return deliver(send, { method, url, headers, body }, signal, { now: now(), secrets, ok })
    },
    close: () => Promise.resolve(),
  }
}

/** `Bearer abc` is also the secret `abc`. */
function secretForms(value: Secret): readonly string[] {
  const text = value.reveal()
  return [text, ...text.split(/\s+/)]
}
