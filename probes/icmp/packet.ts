// The echo on the wire: what we send, and what of that which comes back is ours. Reads hostile bytes.

/**
 * Bytes of our ICMP message: type, code, checksum, id, sequence number (8), a random nonce (8), the row of the address
 * it went to (4), four zeros. The nonce keeps other programs' and forged answers out, the row one host's answer from
 * counting for another.
 */
export const ECHO_BYTES = 24
export const NONCE_AT = 8
export const NONCE_BYTES = 8
export const ROW_AT = 16

/** How a datagram begins: with an IPv4 header (raw), with ICMP, or with ICMPv6. */
export type PacketForm = 'ipv4' | 'icmp' | 'icmpv6'

export const NOT_OURS = 0
/** Looks like an answer, but to somebody else: another id or nonce. */
export const STRAY = 1
export const REPLY = 2
export const ERROR = 3
export type PacketKind = typeof NOT_OURS | typeof STRAY | typeof REPLY | typeof ERROR

/** What `readPacket` found; one object is used again and again. */
export interface Packet {
  type: number
  code: number
  seq: number
  /** Of a reply: the row that we wrote into the echo. */
  row: number
  /** Of an error: where the quoted destination address begins. */
  quotedAt: number
}

export function makePacket(): Packet {
  return { type: 0, code: 0, seq: 0, row: 0, quotedAt: 0 }
}

const ECHO_REQUEST = 8
const ECHO_REQUEST6 = 128
const ECHO_REPLY6 = 129
const PROTOCOL_ICMP = 1
const PROTOCOL_ICMPV6 = 58
const IPV6_HEADER = 40
/** Unreachable, source quench, time exceeded, parameter problem. */
const ERRORS4: readonly boolean[] = Object.assign(new Array<boolean>(256).fill(false), {
  3: true,
  4: true,
  11: true,
  12: true,
})
const LAST_ERROR6 = 127

/**
 * Reads `bytes[from..from+length)` and never beyond. `id` and `nonce` are ours; `into` is filled for a reply or an
 * error. Any bytes may be given.
 */
export function readPacket(
  bytes: Uint8Array,
  from: number,
  length: number,
  form: PacketForm,
  id: number,
  nonce: Uint8Array,
  into: Packet,
): PacketKind {
  const end = Math.min(from + length, bytes.length)
  let at = from
  if (form === 'ipv4') {
    if (end - from < 20) return NOT_OURS
    const header = (at8(bytes, from) & 15) * 4
    if (at8(bytes, from) >> 4 !== 4 || header < 20) return NOT_OURS
    at += header
  }
  if (at + 8 > end) return NOT_OURS
  const type = at8(bytes, at)
  into.type = type
  into.code = at8(bytes, at + 1)
  if (type === (form === 'icmpv6' ? ECHO_REPLY6 : 0)) {
    if (end - at < ECHO_BYTES) return STRAY
    if (at16(bytes, at + 4) !== id || !hasNonce(bytes, at + NONCE_AT, nonce)) return STRAY
    into.seq = at16(bytes, at + 6)
    into.row = at32(bytes, at + ROW_AT)
    return REPLY
  }
  return form === 'icmpv6'
    ? readError6(bytes, at, end, id, nonce, into)
    : readError4(bytes, at, end, id, nonce, into)
}

function readError4(
  bytes: Uint8Array,
  at: number,
  end: number,
  id: number,
  nonce: Uint8Array,
  into: Packet,
): PacketKind {
  const quoted = at + 8
  if (!ERRORS4[into.type] || quoted + 20 > end) return NOT_OURS
  const header = (at8(bytes, quoted) & 15) * 4
  if (at8(bytes, quoted) >> 4 !== 4 || header < 20) return NOT_OURS
  if (at8(bytes, quoted + 9) !== PROTOCOL_ICMP) return NOT_OURS
  into.quotedAt = quoted + 16
  return readQuoted(bytes, quoted + header, end, ECHO_REQUEST, id, nonce, into)
}

function readError6(
  bytes: Uint8Array,
  at: number,
  end: number,
  id: number,
  nonce: Uint8Array,
  into: Packet,
): PacketKind {
  const quoted = at + 8
  if (into.type > LAST_ERROR6 || quoted + IPV6_HEADER > end) return NOT_OURS
  if (at8(bytes, quoted) >> 4 !== 6 || at8(bytes, quoted + 6) !== PROTOCOL_ICMPV6) return NOT_OURS
  into.quotedAt = quoted + 24
  return readQuoted(bytes, quoted + IPV6_HEADER, end, ECHO_REQUEST6, id, nonce, into)
}

// Only 8 bytes of our message are sure to be quoted; where there is more, the nonce must be ours too.
function readQuoted(
  bytes: Uint8Array,
  at: number,
  end: number,
  request: number,
  id: number,
  nonce: Uint8Array,
  into: Packet,
): PacketKind {
  if (at + 8 > end || at8(bytes, at) !== request) return NOT_OURS
  if (at16(bytes, at + 4) !== id) return STRAY
  if (at + NONCE_AT + NONCE_BYTES <= end && !hasNonce(bytes, at + NONCE_AT, nonce)) return STRAY
  into.seq = at16(bytes, at + 6)
  return ERROR
}

function hasNonce(bytes: Uint8Array, at: number, nonce: Uint8Array): boolean {
  for (let i = 0; i < NONCE_BYTES; i++) if (bytes[at + i] !== nonce[i]) return false
  return true
}

function at8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}

function at16(bytes: Uint8Array, at: number): number {
  return (at8(bytes, at) << 8) | at8(bytes, at + 1)
}

function at32(bytes: Uint8Array, at: number): number {
  return (
    (at8(bytes, at) |
      (at8(bytes, at + 1) << 8) |
      (at8(bytes, at + 2) << 16) |
      (at8(bytes, at + 3) << 24)) >>>
    0
  )
}
