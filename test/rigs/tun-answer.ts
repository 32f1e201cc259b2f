// Turns an echo request, in place, into its answer or into a router's refusal. IPv4 and IPv6.
import { ROUTER6 } from './tun-world.ts'

/** Bytes that every packet's place must have. */
export const PLACE = 256

const ICMP4 = 1
const ICMP6 = 58
const HEADER6 = 40

/** The host (low 24 bits) that a packet asks; -1 when it is not an echo request to the estate. */
export function hostAsked(bytes: Uint8Array, p: number, length: number): number {
  const version = at(bytes, p) >> 4
  if (version === 4) {
    const header = (at(bytes, p) & 15) * 4
    if (length < header + 8 || length > PLACE || at(bytes, p + 9) !== ICMP4) return -1
    if (at(bytes, p + header) !== 8 || at(bytes, p + 16) !== 10) return -1
    return (at(bytes, p + 17) << 16) | (at(bytes, p + 18) << 8) | at(bytes, p + 19)
  }
  if (version !== 6 || length < HEADER6 + 8 || length > PLACE - HEADER6 - 8) return -1
  if (at(bytes, p + 6) !== ICMP6 || at(bytes, p + HEADER6) !== 128) return -1
  return (at(bytes, p + 37) << 16) | (at(bytes, p + 38) << 8) | at(bytes, p + 39)
}

/** Makes the request its answer; `foreign`: from another address. The length stays. */
export function answer(bytes: Uint8Array, p: number, length: number, foreign: boolean): void {
  if (at(bytes, p) >> 4 === 4) {
    const header = (at(bytes, p) & 15) * 4
    swap(bytes, p + 12, p + 16, 4)
    if (foreign) bytes[p + 13] = 254
    bytes[p + 8] = 64
    put16(bytes, p + 10, 0)
    put16(bytes, p + 10, checksum(bytes, p, header, 0))
    bytes[p + header] = 0
    put16(bytes, p + header + 2, 0)
    put16(bytes, p + header + 2, checksum(bytes, p + header, length - header, 0))
    return
  }
  swap(bytes, p + 8, p + 24, 16)
  if (foreign) bytes[p + 8 + 13] = 254
  bytes[p + HEADER6] = 129
  checksum6(bytes, p, length - HEADER6)
}

/** Makes the request a refusal by the router, of type unreachable. Gives the new length. */
export function refuse(bytes: Uint8Array, p: number, length: number, prohibited: boolean): number {
  if (at(bytes, p) >> 4 === 4) {
    const quoted = 28
    bytes.copyWithin(p + 28, p, p + quoted)
    bytes.fill(0, p, p + 28)
    bytes[p] = 0x45
    const total = 28 + quoted
    put16(bytes, p + 2, total)
    bytes[p + 8] = 64
    bytes[p + 9] = ICMP4
    bytes.set([10, 255, 255, 254], p + 12)
    bytes.copyWithin(p + 16, p + 28 + 12, p + 28 + 16)
    put16(bytes, p + 10, checksum(bytes, p, 20, 0))
    bytes[p + 20] = 3
    bytes[p + 21] = prohibited ? 13 : 1
    put16(bytes, p + 22, checksum(bytes, p + 20, total - 20, 0))
    return total
  }
  const head = HEADER6 + 8
  bytes.copyWithin(p + head, p, p + length)
  bytes.copyWithin(p + 24, p + head + 8, p + head + 24)
  bytes.set(router6(), p + 8)
  put16(bytes, p + 4, 8 + length)
  bytes[p + 6] = ICMP6
  bytes[p + 7] = 64
  bytes.fill(0, p + HEADER6, p + head)
  bytes[p + HEADER6] = 1
  bytes[p + HEADER6 + 1] = prohibited ? 1 : 3
  checksum6(bytes, p, 8 + length)
  return head + length
}

function router6(): Uint8Array {
  const bytes = new Uint8Array(16)
  const groups = ROUTER6.split('::')
  const front = (groups[0] ?? '').split(':')
  const back = (groups[1] ?? '').split(':')
  front.forEach((group, i) => {
    put16(bytes, i * 2, Number.parseInt(group, 16))
  })
  back.forEach((group, i) => {
    put16(bytes, 16 - (back.length - i) * 2, Number.parseInt(group, 16))
  })
  return bytes
}

function checksum6(bytes: Uint8Array, p: number, length: number): void {
  put16(bytes, p + HEADER6 + 2, 0)
  let pseudo = length + ICMP6
  for (let i = 8; i < HEADER6; i += 2) pseudo += (at(bytes, p + i) << 8) | at(bytes, p + i + 1)
  put16(bytes, p + HEADER6 + 2, checksum(bytes, p + HEADER6, length, pseudo))
}

function checksum(bytes: Uint8Array, from: number, length: number, start: number): number {
  let sum = start
  for (let i = 0; i + 1 < length; i += 2)
    sum += (at(bytes, from + i) << 8) | at(bytes, from + i + 1)
  if (length & 1) sum += at(bytes, from + length - 1) << 8
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16)
  return ~sum & 0xffff
}

function swap(bytes: Uint8Array, a: number, b: number, n: number): void {
  for (let i = 0; i < n; i++) {
    const byte = at(bytes, a + i)
    bytes[a + i] = at(bytes, b + i)
    bytes[b + i] = byte
  }
}

function put16(bytes: Uint8Array, p: number, value: number): void {
  bytes[p] = value >> 8
  bytes[p + 1] = value & 255
}

function at(bytes: Uint8Array, p: number): number {
  return bytes[p] ?? 0
}
