// One IPv4 or IPv6 address of one machine, in its canonical form.
import { isIPv4, isIPv6 } from 'node:net'
import { fault, shown } from './fault.ts'

/** `fault` is a message for `splitFault`. */
export type ParsedAddress = { readonly address: string } | { readonly fault: string }

/**
 * Takes what can be pinged: no prefix length, port, host name or zone; not unspecified (0.0.0.0/8, ::), not multicast,
 * not reserved (240.0.0.0/4) or broadcast. IPv6 comes out in the form of RFC 5952, so that equal addresses are equal
 * texts.
 */
export function parseAddress(text: string): ParsedAddress {
  if (isIPv4(text)) return parseIPv4(text)
  if (isIPv6(text)) return parseIPv6(text)
  const [before, after] = text.split('/', 2)
  if (after !== undefined && before !== undefined && (isIPv4(before) || isIPv6(before))) {
    return bad(text, 'is a network', 'write the address of one machine, without the prefix length')
  }
  return bad(text, 'is neither IPv4 nor IPv6', 'write it as 10.20.30.40 or 2001:db8::1')
}

function parseIPv4(text: string): ParsedAddress {
  const first = Number(text.slice(0, text.indexOf('.')))
  if (first === 0) return bad(text, 'is unspecified', 'write the address of one machine')
  if (text === '255.255.255.255') {
    return bad(text, 'is the broadcast address', 'write the address of one machine')
  }
  if (first >= 240) return bad(text, 'is reserved', 'write the address of one machine')
  if (first >= 224) return bad(text, 'is a multicast address', 'write the address of one machine')
  return { address: text }
}

function parseIPv6(text: string): ParsedAddress {
  if (text.includes('%')) {
    return bad(text, 'has a zone', 'write a global or unique local address')
  }
  const address = new URL(`http://[${text}]`).hostname.slice(1, -1)
  if (address === '::') return bad(text, 'is unspecified', 'write the address of one machine')
  if (address.startsWith('ff') && address.indexOf(':') === 4) {
    return bad(text, 'is a multicast address', 'write the address of one machine')
  }
  if (address.startsWith('::ffff:')) {
    return bad(text, 'is an IPv4 address in IPv6 form', 'write it as IPv4')
  }
  return { address }
}

function bad(text: string, why: string, remedy: string): ParsedAddress {
  return { fault: fault(`bad address ${shown(text)}: it ${why}`, remedy) }
}
