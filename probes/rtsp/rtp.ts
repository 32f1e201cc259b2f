// The head of an RTP packet (RFC 3550, 5.1).

export interface RtpPacket {
  readonly payloadType: number
  /** The last of its frame, as the sender says. */
  readonly marker: boolean
  /** 0 to 65,535, one more with each packet. */
  readonly sequence: number
  readonly time: number
  readonly source: number
  /** A view. */
  readonly payload: Buffer
}

/** Undefined where the bytes are no RTP packet of version 2, or say more than they hold. */
export function readRtp(bytes: Buffer): RtpPacket | undefined {
  if (bytes.length < 12) return undefined
  const first = bytes[0] as number
  if (first >> 6 !== 2) return undefined
  let from = 12 + 4 * (first & 15)
  if ((first & 0x10) !== 0) {
    if (bytes.length < from + 4) return undefined
    from += 4 + 4 * bytes.readUInt16BE(from + 2)
  }
  const padding = (first & 0x20) === 0 ? 0 : (bytes[bytes.length - 1] as number)
  if (from > bytes.length - padding) return undefined
  const second = bytes[1] as number
  return {
    payloadType: second & 127,
    marker: (second & 128) !== 0,
    sequence: bytes.readUInt16BE(2),
    time: bytes.readUInt32BE(4),
    source: bytes.readUInt32BE(8),
    payload: bytes.subarray(from, bytes.length - padding),
  }
}
