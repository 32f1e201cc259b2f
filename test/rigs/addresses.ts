// The addresses that rigs and benches ping: estate index -> address, one dead in twenty.

/** Every index with this remainder by 20 is a dead one: 5 %. */
const DEAD_REMAINDER = 7
const DEAD_STEP = 20

/** Address of index `i` (0..16,646,143) in 127.0.0.0/8 or 10.0.0.0/8; the first 65,536 addresses are left out. */
export function estateAddress(net: 127 | 10, i: number): string {
  return `${net}.${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`
}

/** `count` addresses from index 0. */
export function estateAddresses(net: 127 | 10, count: number): string[] {
  return Array.from({ length: count }, (_, i) => estateAddress(net, i))
}

/** True for one index in twenty. */
export function isDeadIndex(i: number): boolean {
  return i % DEAD_STEP === DEAD_REMAINDER
}

/** The dead ones among `addresses` of `estateAddresses`. */
export function deadOf(addresses: readonly string[]): string[] {
  return addresses.filter((_, i) => isDeadIndex(i))
}
