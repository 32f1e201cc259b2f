// Small numbers for the addresses of routers that report errors, so that a report costs no object.
import { formatIPv4, formatIPv6 } from './address.ts'

/** A hostile network can name any number of routers: those beyond share the last number. */
export const REPORTERS_MAX = 4096
const OTHERS = 'others'

/** One per echo socket. Numbers run from 0 to `REPORTERS_MAX`, so that they fit 16 bits. */
export interface Reporters {
  ofIPv4(word: number): number
  ofIPv6(bytes: Uint8Array, at: number): number
  ofText(address: string): number
  /** `others` for those beyond `REPORTERS_MAX`. */
  address(reporter: number): string
}

export function makeReporters(): Reporters {
  const byWord = new Map<number, number>()
  const byText = new Map<string, number>()
  const addresses: string[] = []
  const ofText = (address: string): number => {
    const known = byText.get(address)
    if (known !== undefined) return known
    if (addresses.length >= REPORTERS_MAX) return REPORTERS_MAX
    byText.set(address, addresses.length)
    return addresses.push(address) - 1
  }
  return {
    ofText,
    ofIPv4: (word) => {
      const known = byWord.get(word)
      if (known !== undefined) return known
      const reporter = ofText(formatIPv4(word))
      if (reporter < REPORTERS_MAX) byWord.set(word, reporter)
      return reporter
    },
    ofIPv6: (bytes, at) => ofText(formatIPv6(bytes, at)),
    address: (reporter) => addresses[reporter] ?? OTHERS,
  }
}
