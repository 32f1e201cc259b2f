// What an ICMP error says, in words. Types and codes: RFC 792, RFC 1812 (IPv4) and RFC 4443 (IPv6).
import type { Language } from './language.ts'

type Cause =
  | 'net'
  | 'host'
  | 'port'
  | 'prohibited'
  | 'expired'
  | 'tooBig'
  | 'parameter'
  | 'unreachable'

export const CAUSE_TEXTS: Readonly<Record<Language, Readonly<Record<Cause, string>>>> = {
  en: {
    net: 'network unreachable',
    host: 'host unreachable',
    port: 'port unreachable',
    prohibited: 'refused by a filter',
    expired: 'too many hops, perhaps a loop',
    tooBig: 'packet too big',
    parameter: 'malformed packet',
    unreachable: 'unreachable',
  },
  id: {
    net: 'jaringan tidak terjangkau',
    host: 'host tidak terjangkau',
    port: 'port tidak terjangkau',
    prohibited: 'ditolak oleh penyaring',
    expired: 'terlalu banyak lompatan, mungkin berputar',
    tooBig: 'paket terlalu besar',
    parameter: 'paket cacat',
    unreachable: 'tidak terjangkau',
  },
}

const IPV4: Readonly<Record<string, Cause>> = {
  '3/0': 'net',
  '3/1': 'host',
  '3/3': 'port',
  '3/4': 'tooBig',
  '3/6': 'net',
  '3/7': 'host',
  '3/9': 'prohibited',
  '3/10': 'prohibited',
  '3/13': 'prohibited',
  '11': 'expired',
  '12': 'parameter',
}
const IPV6: Readonly<Record<string, Cause>> = {
  '1/0': 'net',
  '1/1': 'prohibited',
  '1/3': 'host',
  '1/4': 'port',
  '1/5': 'prohibited',
  '1/6': 'prohibited',
  '2': 'tooBig',
  '3': 'expired',
  '4': 'parameter',
}

/** `host unreachable (ICMP 3/1)` for `3/1`, type and code; the reporter's address tells IPv4 from IPv6. */
export function causeText(language: Language, icmp: string, reporter: string): string {
  const table = reporter.includes(':') ? IPV6 : IPV4
  const cause = table[icmp] ?? table[icmp.split('/')[0] ?? ''] ?? 'unreachable'
  return `${CAUSE_TEXTS[language][cause]} (ICMP ${icmp})`
}
