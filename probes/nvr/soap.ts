// SOAP 1.2 as ONVIF devices speak it: questions with a login of one kind or the other, and their faults.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Credentials } from '../auth/credentials.ts'
import type { Conversation, Reply } from './conversation.ts'
import type { NvrFault } from './nvr-look.ts'
import { nodes, readXml, text, type XmlNode } from './xml.ts'

const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-'
const MOST_PATH = 512

/** Where a service of the device is; its host is always that of the target. */
export interface SoapPlace {
  readonly path: string
  readonly port?: number
  /** The address as the device gave it, which its WS-Addressing wants to hear. */
  readonly address?: string
}

export interface SoapQuestion {
  readonly place: SoapPlace
  /** URI of the action. */
  readonly action: string
  /** Inner XML of the body. */
  readonly body: string
  /** The events service tells subscriptions apart by WS-Addressing. */
  readonly isAddressed?: boolean
}

/**
 * Tries without a login first, then with the kind that the device asks for: HTTP digest where it sends a challenge,
 * else a WS-UsernameToken. So a password that is wrong is refused once.
 */
export class SoapTalk {
  /** Milliseconds that the device's clock is ahead: a token made at another hour than the device's is refused. */
  aheadMs = 0
  readonly #conversation: Conversation
  #hasToken = false

  constructor(conversation: Conversation) {
    this.#conversation = conversation
  }

  /** Never rejects. */
  async ask(question: SoapQuestion): Promise<Reply> {
    const conversation = this.#conversation
    const first = await this.#send(question)
    if (first.fault !== 'auth' || conversation.isRefused) return first
    if (!conversation.target.credentials) return first
    if (!this.#hasToken && !conversation.wasChallenged) {
      this.#hasToken = true
      const second = await this.#send(question)
      if (second.fault !== 'auth') return second
      conversation.refuse()
      return second
    }
    conversation.refuse()
    return first
  }

  async #send({ place, action, body, isAddressed }: SoapQuestion): Promise<Reply> {
    const { credentials } = this.#conversation.target
    const token =
      this.#hasToken && credentials ? securityHeader(credentials, Date.now() + this.aheadMs) : ''
    const addressing = isAddressed ? addressingHeader(action, place) : ''
    const reply = await this.#conversation.ask({
      method: 'POST',
      path: place.path,
      headers: { 'content-type': `application/soap+xml; charset=utf-8; action="${action}"` },
      body: envelope(token + addressing, body),
      ...(place.port === undefined ? {} : { port: place.port }),
    })
    return { ...reply, fault: faultOf(reply) }
  }
}

/** The response element inside the body; undefined for anything else. */
export function soapBody(body: Uint8Array, response: string): XmlNode | undefined {
  const document = readXml(body)
  if (document?.name !== 'Envelope') return undefined
  return nodes(document.root, 'Body', response)[0]
}

/** Path and port of an address that the device gave; its host may be one that only it can reach. */
export function placeOf(
  address: string | undefined,
  target: { readonly host: string; readonly port: number; readonly tls: boolean },
): SoapPlace | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined
  const url = new URL(address)
  const path = `${url.pathname}${url.search}`
  if (path.length > MOST_PATH || !/^https?:$/.test(url.protocol)) return undefined
  const isTls = url.protocol === 'https:'
  const isOwn = url.hostname.replace(/^\[|\]$/g, '') === target.host && isTls === target.tls
  const port = isOwn ? Number(url.port || (isTls ? 443 : 80)) : target.port
  return { path, port, address }
}

export function escapeXml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function envelope(header: string, body: string): string {
  const head = header === '' ? '' : `<s:Header>${header}</s:Header>`
  return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">${head}<s:Body>${body}</s:Body></s:Envelope>`
}

/** WS-Security 1.0, Username Token Profile: Base64(SHA-1(nonce + created + password)). */
function securityHeader({ user, password }: Credentials, deviceNow: number): string {
  const nonce = randomBytes(16)
  const created = `${new Date(deviceNow).toISOString().slice(0, 19)}Z`
  const digest = createHash('sha1')
    .update(nonce)
    .update(created)
    .update(password.reveal())
    .digest('base64')
  return (
    `<w:Security xmlns:w="${WSS}wssecurity-secext-1.0.xsd" xmlns:u="${WSS}wssecurity-utility-1.0.xsd">` +
    `<w:UsernameToken><w:Username>${escapeXml(user)}</w:Username>` +
    `<w:Password Type="${WSS}username-token-profile-1.0#PasswordDigest">${digest}</w:Password>` +
    `<w:Nonce EncodingType="${WSS}soap-message-security-1.0#Base64Binary">${nonce.toString('base64')}</w:Nonce>` +
    `<u:Created>${created}</u:Created></w:UsernameToken></w:Security>`
  )
}

function addressingHeader(action: string, { address }: SoapPlace): string {
  const to = address === undefined ? '' : `<a:To>${escapeXml(address)}</a:To>`
  return (
    `<a:Action xmlns:a="http://www.w3.org/2005/08/addressing">${action}</a:Action>` +
    `<a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing">urn:uuid:${randomUUID()}</a:MessageID>` +
    to.replace('<a:To>', '<a:To xmlns:a="http://www.w3.org/2005/08/addressing">')
  )
}

/** A SOAP fault comes with 400 or 500, from some devices with 200. */
function faultOf(reply: Reply): NvrFault | undefined {
  if (reply.status === undefined || reply.fault === 'busy') return reply.fault
  const fault = soapBody(reply.body, 'Fault')
  if (fault === undefined) return reply.fault
  const words = [
    text(fault, 'Code', 'Subcode', 'Value'),
    text(fault, 'Code', 'Subcode', 'Subcode', 'Value'),
    text(fault, 'faultcode'),
    text(fault, 'Reason', 'Text'),
    text(fault, 'faultstring'),
  ].join(' ')
  if (/NotAuthorized|FailedAuthentication|not authorized|InvalidSecurity/i.test(words))
    return 'auth'
  return /NotSupported|not (supported|implemented)|UnknownAction|NoSuchService|NotAvailable/i.test(
    words,
  )
    ? 'unsupported'
    : (reply.fault ?? 'protocol')
}
