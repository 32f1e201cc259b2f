// How many may stand behind a block of addresses.
import { isIPv4, isIPv6 } from 'node:net'
import { contains, parseCidr } from '../plan/cidr.ts'

/** Networks that nobody on the internet has an address of: RFC 1918, and RFC 6598 for carriers. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map(parseCidr)
/** Unique local addresses: RFC 4193, as the first byte. */
const PRIVATE_V6 = /^f[cd][0-9a-f]{2}:/i
/** Shorter than this is more than one organisation: a /16 is what the largest of a city have, a /48 what a site is given. */
const LEAST_BITS = { 4: 16, 6: 48 } as const

/** True of blocks that strangers are in, and of whatever is no block. */
export function isHuge(cidr: string): boolean {
  const [address = '', length = ''] = cidr.split('/')
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : undefined
  if (bits === undefined) return true
  if (isIPv4(address)) {
    const isInside = bits <= 32 && PRIVATE.some((one) => contains(one, parseCidr(cidr)))
    return bits < LEAST_BITS[4] && !isInside
  }
  return !isIPv6(address) || (bits < LEAST_BITS[6] && !(PRIVATE_V6.test(address) && bits >= 8))
}
