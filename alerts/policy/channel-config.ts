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

const webhook = z
  .strictObject({ url, secret })
  .superRefine((channel, context) => refuseClearText('webhook', channel.url, context))

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
  .superRefine((channel, context) => refuseClearText('telegram', channel.api, context, 'api'))

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
  .superRefine((channel, context) => {
    if (channel.security === 'none' && !isOwnHost(channel.host)) {
      complain(context, {
        path: ['security'],
        what: `"none" is only for a mail server on this machine: ${WHY_HTTPS}`,
        remedy: 'write security: starttls, or tls',
      })
    }
    refuseHalfLogin(channel, context)
  })
  .transform((channel) => ({ ...channel, port: channel.port ?? DEFAULT_PORTS[channel.security] }))

const alertmanager = z
  .strictObject({ url: plainUrl, user: text.optional(), password: secret.optional() })
  .superRefine((channel, context) => {
    if (channel.password) refuseClearText('alertmanager', channel.url, context)
    refuseHalfLogin(channel, context)
  })

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
  .superRefine((channel, context) => {
    const names = Object.keys(channel.headers)
    const secrets = names.some((name) => isSecretReference(channel.headers[name] ?? ''))
    if (secrets) refuseClearText('http', channel.url, context)
    for (const name of names) refuseHeader(name, channel.headers[name] ?? '', context)
    const type = names.find((name) => name.toLowerCase() === 'content-type')
    const [what, ...remedies] =
      checkTemplate(channel.body, type && channel.headers[type])?.split('; ') ?? []
    const remedy = remedies.join('; ') || 'docs/channels.md lists the fields'
    if (what !== undefined) complain(context, { path: ['body'], what, remedy })
  })

type Context = Parameters<typeof complain>[0]

/** By name, as a receiver has them. */
export const CHANNELS = { webhook, telegram, email, alertmanager, http } as const
export type ChannelType = keyof typeof CHANNELS

function refuseClearText(channel: ChannelType, value: string, context: Context, key = 'url'): void {
  if (isSecretReference(value) || !isClearText(value)) return
  complain(context, {
    path: [key],
    what: `${channel} over http to another machine: ${WHY_HTTPS}`,
    remedy: 'write https://..., or send to this machine',
  })
}

function refuseHalfLogin(
  channel: { readonly user?: string | undefined; readonly password?: string | undefined },
  context: Context,
): void {
  if ((channel.user === undefined) === (channel.password === undefined)) return
  const [has, lacks] = channel.user === undefined ? ['password', 'user'] : ['user', 'password']
  complain(context, { path: [has], what: `${has} without ${lacks}`, remedy: `add ${lacks}` })
}

function refuseHeader(name: string, value: string, context: Context): void {
  const complaint: Omit<Complaint, 'path'> | undefined = !HEADER.test(name)
    ? { what: 'not a name of a header', remedy: 'write letters, digits and "-"' }
    : SECRET_HEADER.test(name) && !isSecretReference(value)
      ? { what: `${name}: ${CLEAR_SECRET}`, remedy: WRITE_REFERENCE }
      : undefined
  if (complaint) complain(context, { path: ['headers', name], ...complaint })
}
