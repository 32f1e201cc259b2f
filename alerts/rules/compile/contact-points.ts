// Receivers of the policy as Grafana's contact points, with settings as its own integrations read them.
import { createHash } from 'node:crypto'
import { isSecretReference, type SecretReference } from '../../../fleet/secret.ts'
import type { ChannelSettings, Receiver } from '../../policy/policy.ts'
import type { ContactPoint, ContactReceiver, Setting } from '../alerting.ts'
import { goText, templateName } from './go.ts'
import { payloadOf } from './payload.ts'

/** What messages say of the city itself. */
export interface CityWords {
  readonly city: string
  /** IANA name. */
  readonly timezone: string
  readonly synthetic: boolean
}

/** The signature is Grafana's own, so it has headers of its own: `HMAC(secret, "<timestamp>:<body>")` in hex. */
export const SIGNATURE_HEADER = 'X-Ronda-Grafana-Signature'
export const TIMESTAMP_HEADER = 'X-Ronda-Grafana-Timestamp'

const LONGEST_UID = 40

/** The one integration of a receiver. */
export function contactPointOf(
  receiver: Receiver<SecretReference>,
  words: CityWords,
): ContactPoint {
  const { type, settings } = integrationOf(receiver, words)
  const uid = uidOf(receiver.id)
  return { name: receiver.id, receivers: [{ uid, type, settings, disableResolveMessage: false }] }
}

/** Made of the id; what is too long, or has other signs than a uid may have, is told apart by a hash of it. */
export function uidOf(id: string): string {
  const plain = `ronda-${id}`
  if (plain.length <= LONGEST_UID && /^[\w-]+$/.test(plain)) return plain
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 10)
  return `${plain.replace(/[^\w-]/g, '-').slice(0, LONGEST_UID - hash.length - 1)}-${hash}`
}

type Integration = Pick<ContactReceiver, 'type' | 'settings'>

function integrationOf(receiver: Receiver<SecretReference>, words: CityWords): Integration {
  const { channel, language } = receiver
  const use = (part: string): string => `{{ template "${templateName(language, part)}" . }}`
  const vars = {
    receiver: receiver.id,
    city: words.city,
    timezone: words.timezone,
    synthetic: String(words.synthetic),
  }
  switch (channel.type) {
    case 'webhook':
      return {
        type: 'webhook',
        settings: {
          url: urlOf(channel.url),
          httpMethod: 'POST',
          payload: { template: use('webhook'), vars },
          hmacConfig: {
            secret: { secret: channel.secret },
            header: SIGNATURE_HEADER,
            timestampHeader: TIMESTAMP_HEADER,
          },
        },
      }
    case 'telegram':
      return {
        type: 'telegram',
        settings: {
          bottoken: { secret: channel.token },
          chatid: channel.chat,
          message: use('telegram'),
          parse_mode: 'HTML',
          disable_web_page_preview: true,
        },
      }
    case 'email':
      return {
        type: 'email',
        settings: {
          addresses: channel.to.join(';'),
          singleEmail: false,
          subject: use('title'),
          message: use('text'),
        },
      }
    case 'alertmanager':
      return { type: 'prometheus-alertmanager', settings: { url: channel.url, ...login(channel) } }
    case 'http':
      return {
        type: 'webhook',
        settings: {
          url: urlOf(channel.url),
          httpMethod: channel.method,
          payload: { template: payloadOf(channel.body, language), vars },
          ...headersOf(channel.headers),
        },
      }
  }
}

type Of<T extends ChannelSettings<SecretReference>['type']> = Extract<
  ChannelSettings<SecretReference>,
  { type: T }
>

/** Grafana reads addresses of webhooks as templates. */
function urlOf(url: string): Setting {
  return isSecretReference(url) ? { secret: url } : goText(url)
}

function login({ user, password }: Of<'alertmanager'>): Readonly<Record<string, Setting>> {
  if (user === undefined || password === undefined) return {}
  return { basicAuthUser: user, basicAuthPassword: { secret: password } }
}

/** Grafana has a place of its own for the value of Authorization, and writes its scheme itself. */
function headersOf(headers: Of<'http'>['headers']): Readonly<Record<string, Setting>> {
  const given = Object.entries(headers)
  const setting = (value: string): Setting => (isSecretReference(value) ? { secret: value } : value)
  const others = given.filter(([name]) => !isAuthorization(name))
  const authorization = given.find(([name]) => isAuthorization(name))
  return {
    ...(others.length === 0
      ? {}
      : { headers: Object.fromEntries(others.map(([name, value]) => [name, setting(value)])) }),
    ...(authorization === undefined
      ? {}
      : {
          authorization_scheme: AUTHORIZATION_SCHEME,
          authorization_credentials: setting(authorization[1]),
        }),
  }
}

export const AUTHORIZATION_SCHEME = 'Bearer'

export function isAuthorization(header: string): boolean {
  return header.toLowerCase() === 'authorization'
}
