// What a failed question over HTTP comes to, from its error code alone: messages may hold an address or a header.
import type { NvrFault } from './nvr-look.ts'

export type HttpFault = Extract<
  NvrFault,
  'refused' | 'unreachable' | 'timeout' | 'tls' | 'protocol' | 'too_much' | 'aborted'
>

const CODES: Readonly<Record<string, HttpFault>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EINVAL: 'unreachable',
  ETIMEDOUT: 'timeout',
  HPE_HEADER_OVERFLOW: 'too_much',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'too_much',
}

/** `inHandshake`: TLS was asked for and had not begun. */
export function httpFaultOf(error: Error, inHandshake: boolean): HttpFault {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = CODES[code]
  if (known !== undefined) return known
  return inHandshake || /^(ERR_TLS|ERR_SSL|EPROTO|CERT_)/.test(code) ? 'tls' : 'protocol'
}
