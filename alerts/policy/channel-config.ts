// How a receiver is reached, as ronda.yaml writes it: exactly one of five channels.
import { z } from 'zod'
import { isSecretReference } from '../../fleet/secret.ts'
import { checkTemplate } from '../channels/template.ts'
import { isClearText, isOwnHost, WHY_HTTPS } from './clear-text.ts'
import {
  CLEAR_SECRET,
  type Complaint,
  complain,
  list,
  plainUrl,
  secret,
  text,
  url,
  WRITE_REFERENCE,
  word,
} from './fields.ts'

const LONGEST_BODY = 16_384
const TAKEN = [200, 201, 202, 204]
const SECRET_HEADER = /auth|token|key|secret|password|cookie/i
const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/
const MAILBOX = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/
const DEFAULT_PORTS = { tls: 465, starttls: 587, none: 25 } as const

const mailbox = text.regex(MAILBOX, 'not a mailbox: write name@host, nothing else')

/** What is wrong between the keys is told together with what is wrong with one of them. */
const ALWAYS = { when: () => true } as const

const webhook = z
  .strictObject({ url, secret })
  .superRefine((channel: Unread, context) => refuseClearText('webhook', channel, context), ALWAYS)

const telegram = z
  .strictObject({
    token: secret,
    chat: z
      .preprocess((value) => (typeof value === 'number' ? String(value) : value), text)
      .refine((chat) => /^(-?\d{1,20}|@\w{5,32})$/.test(chat), {
        error: 'not a chat: write its number in quotes ("-1001234567890") or "@name"',
      }),
    api: plainUrl.default('https://api.telegram.org'),
  })
  .superRefine(
    (channel: Unread, context) => refuseClearText('telegram', channel, context, 'api'),
    ALWAYS,
  )

const email = z
  .strictObject({
    from: mailbox,
    to: list(mailbox, 1, 50),
    host: text,
    port: z.int().min(1).max(65_535).optional(),
    security: word(['tls', 'starttls', 'none']).default('starttls'),
    user: text.optional(),
    password: secret.optional(),
  })
  .superRefine((channel: Unread, context) => {
    const host = channel?.['host']
    if (channel?.['security'] === 'none' && typeof host === 'string' && !isOwnHost(host)) {
      complain(context, {
        path: ['security'],
        what: `"none" is only for a mail server on this machine: ${WHY_HTTPS}`,
        remedy: 'write security: starttls, or tls',
      })
    }
    refuseHalfLogin(channel, context)
  }, ALWAYS)
  .transform((channel) => ({ ...channel, port: channel.port ?? DEFAULT_PORTS[channel.security] }))

const alertmanager = z
  .strictObject({ url: plainUrl, user: text.optional(), password: secret.optional() })
  .superRefine((channel: Unread, context) => {
    if (channel?.['password'] !== undefined) refuseClearText('alertmanager', channel, context)
    refuseHalfLogin(channel, context)
  }, ALWAYS)

const http = z
  .strictObject({
    method: word(['POST', 'PUT']).default('POST'),
    url,
    headers: z.record(text, text).default({}),
    body: z
      .string({ error: 'is missing: the text to send, with {{fields}}' })
      .min(1, 'must not be empty')
      .max(LONGEST_BODY, `longer than ${LONGEST_BODY} characters`),
    ok: z.array(z.int().min(200).max(599)).min(1, 'must not be empty').max(20).default(TAKEN),
  })
  .superRefine((channel: Unread, context) => {
    const headers = textsOf(channel?.['headers'])
    if (headers.some(([, value]) => isSecretReference(value))) {
      refuseClearText('http', channel, context)
    }
    for (const [name, value] of headers) refuseHeader(name, value, context)
    const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
    const body = channel?.['body']
    if (typeof body !== 'string' || body.length > LONGEST_BODY) return
    const [what, ...remedies] = checkTemplate(body, type)?.split('; ') ?? []
    const remedy = remedies.join('; ') || 'docs/channels.md lists the fields'
    if (what !== undefined) complain(context, { path: ['body'], what, remedy })
  }, ALWAYS)

/** What there is of a channel of which some, or all, is wrong. */
type Unread = Readonly<Record<string, unknown>> | null | undefined
type Context = z.core.$RefinementCtx

/** By name, as a receiver has them. */
export const CHANNELS = { webhook, telegram, email, alertmanager, http } as const
export type ChannelType = keyof typeof CHANNELS

function refuseClearText(
  name: ChannelType,
  channel: Unread,
  context: Context,
  key: 'url' | 'api' = 'url',
): void {
  const value = channel?.[key]
  if (typeof value !== 'string' || isSecretReference(value) || !isClearText(value)) return
  complain(context, {
    path: [key],
    what: `${name} over http to another machine: ${WHY_HTTPS}`,
    remedy: 'write https://..., or send to this machine',
  })
}

/** An unknown key may be the half that seems to be missing. */
function refuseHalfLogin(channel: Unread, context: Context): void {
  const { user, password } = channel ?? {}
  if ((user === undefined) === (password === undefined)) return
  if (context.issues.some(({ code }) => code === 'unrecognized_keys')) return
  const [has, lacks] = user === undefined ? ['password', 'user'] : ['user', 'password']
  complain(context, { path: [has], what: `${has} without ${lacks}`, remedy: `add ${lacks}` })
}

function textsOf(map: unknown): [string, string][] {
  if (typeof map !== 'object' || map === null) return []
  return Object.entries(map).filter((entry): entry is [string, string] => {
    return typeof entry[1] === 'string'
  })
}

function refuseHeader(name: string, value: string, context: Context): void {
  const complaint: Omit<Complaint, 'path'> | undefined = !HEADER.test(name)
    ? { what: 'not a name of a header', remedy: 'write letters, digits and "-"' }
    : SECRET_HEADER.test(name) && !isSecretReference(value)
      ? { what: `${name}: ${CLEAR_SECRET}`, remedy: WRITE_REFERENCE }
      : undefined
  if (complaint) complain(context, { path: ['headers', name], ...complaint })
}
