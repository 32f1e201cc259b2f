// This machine's own addresses, so that what its kernel says of itself is not taken for a router's word.
import { networkInterfaces } from 'node:os'

/** A changed address is noticed after this long. */
const KNOWN_US = 10_000_000

export interface OwnAddresses {
  has(address: string, nowUs: number): boolean
}

export function createOwnAddresses(): OwnAddresses {
  let known: ReadonlySet<string> = new Set()
  let readUs = Number.NEGATIVE_INFINITY
  return {
    has(address, nowUs) {
      if (nowUs - readUs > KNOWN_US) {
        readUs = nowUs
        const all = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
        known = new Set(all.map((one) => one.address))
      }
      return known.has(address)
    },
  }
}
