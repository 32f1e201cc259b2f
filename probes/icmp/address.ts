// Reads and writes IPv4 and IPv6 addresses from and to bytes, without a string on the way.

const DOT = 46
const COLON = 58
const ZERO = 48
const GROUPS = 8
const text = new TextEncoder()

/**
 * The address in `bytes[from..to)`: 4 or 16, having written that many bytes of it to `into`; 0 when it is none.
 * Dotted quads are strict (four numbers of 0 to 255 without leading zeros); `::ffff:1.2.3.4` gives the IPv4 address;
 * zones (`%eth0`) are not taken.
 */
export function readAddress(
  bytes: Uint8Array,
  from: number,
  to: number,
  into: Uint8Array,
): 0 | 4 | 16 {
  if (readIPv4(bytes, from, to, into, 0)) return 4
  if (!readIPv6(bytes, from, to, into)) return 0
  if (!isMapped(into)) return 16
  into.copyWithin(0, 12, 16)
  return 4
}

/** As `readAddress`, from a string. */
export function readAddressText(address: string, into: Uint8Array): 0 | 4 | 16 {
  const bytes = text.encode(address)
  return readAddress(bytes, 0, bytes.length, into)
}

/** `10.1.2.3` of an address as it lies in the memory of a little-endian machine. */
export function formatIPv4(word: number): string {
  return `${word & 255}.${(word >> 8) & 255}.${(word >> 16) & 255}.${word >>> 24}`
}

/** The short form (RFC 5952) of the 16 bytes at `at`. */
export function formatIPv6(bytes: Uint8Array, at: number): string {
  const groups = Array.from({ length: GROUPS }, (_, i) => {
    return ((bytes[at + 2 * i] ?? 0) << 8) | (bytes[at + 2 * i + 1] ?? 0)
  })
  let best = { start: -1, length: 1 }
  for (let i = 0; i < GROUPS; i++) {
    let length = 0
    while (i + length < GROUPS && groups[i + length] === 0) length++
    if (length > best.length) best = { start: i, length }
  }
  const words = groups.map((group) => group.toString(16))
  if (best.start < 0) return words.join(':')
  const after = words.slice(best.start + best.length).join(':')
  return `${words.slice(0, best.start).join(':')}::${after}`
}

function readIPv4(
  bytes: Uint8Array,
  from: number,
  to: number,
  into: Uint8Array,
  put: number,
): boolean {
  let at = from
  for (let part = 0; part < 4; part++) {
    if (part > 0 && bytes[at++] !== DOT) return false
    const start = at
    let value = 0
    while (at < to && at - start < 3) {
      const digit = (bytes[at] ?? 0) - ZERO
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
      at++
    }
    const digits = at - start
    if (digits === 0 || value > 255 || (digits > 1 && bytes[start] === ZERO)) return false
    into[put + part] = value
  }
  return at === to
}

function readIPv6(bytes: Uint8Array, from: number, to: number, into: Uint8Array): boolean {
  let at = from
  let put = 0
  let gap = -1
  into.fill(0, 0, 16)
  if (bytes[at] === COLON) {
    if (bytes[at + 1] !== COLON) return false
    at++
  }
  while (at < to) {
    if (bytes[at] === COLON) {
      if (gap >= 0) return false
      gap = put
      at++
      continue
    }
    if (put > 14) return false
    const start = at
    let value = 0
    while (at < to && at - start < 4) {
      const digit = hex(bytes[at] ?? 0)
      if (digit < 0) break
      value = value * 16 + digit
      at++
    }
    if (at === start) return false
    if (at < to && bytes[at] === DOT) {
      if (put > 12 || !readIPv4(bytes, start, to, into, put)) return false
      put += 4
      at = to
      break
    }
    into[put++] = value >> 8
    into[put++] = value & 255
    if (at === to) break
    if (bytes[at++] !== COLON || at === to) return false
  }
  if (gap < 0) return put === 16
  if (put === 16) return false
  into.copyWithin(16 - (put - gap), gap, put)
  into.fill(0, gap, 16 - (put - gap))
  return true
}

function isMapped(bytes: Uint8Array): boolean {
  for (let i = 0; i < 10; i++) if (bytes[i] !== 0) return false
  return bytes[10] === 255 && bytes[11] === 255
}

function hex(byte: number): number {
  if (byte >= ZERO && byte <= 57) return byte - ZERO
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
