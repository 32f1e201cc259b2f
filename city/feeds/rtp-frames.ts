// Pictures as RTP packets over an RTSP connection, made once; what differs between sessions is stamped in when sent.
import { type AccessUnit, type ClipCodec, nalType } from './annex-b.ts'

/** All packets of one picture one after the other, each behind its interleaved and RTP headers. */
export interface PackedFrame {
  readonly key: boolean
  readonly bytes: Buffer
  /** Where each packet begins. */
  readonly starts: readonly number[]
}

export interface RtpState {
  readonly channel: number
  readonly ssrc: number
  seq: number
  /** 90 kHz. */
  time: number
}

/** Interleaved header (RFC 2326, 10.12) and RTP header (RFC 3550, 5.1). */
export const HEADER_BYTES = 4 + 12
export const PAYLOAD_TYPE = 96
const MOST_PAYLOAD = 1400
const FU_A = 28
const FU_H265 = 49

export function packFrame(unit: AccessUnit, codec: ClipCodec): PackedFrame {
  const payloads = unit.nals.flatMap((nal) =>
    nal.length <= MOST_PAYLOAD ? [nal] : fragments(nal, codec),
  )
  const starts: number[] = []
  const parts: Uint8Array[] = []
  let length = 0
  for (const [n, payload] of payloads.entries()) {
    const header = Buffer.alloc(HEADER_BYTES)
    header[0] = 0x24
    header.writeUInt16BE(12 + payload.length, 2)
    header[4] = 0x80
    header[5] = PAYLOAD_TYPE | (n === payloads.length - 1 ? 0x80 : 0)
    starts.push(length)
    parts.push(header, payload)
    length += HEADER_BYTES + payload.length
  }
  return { key: unit.key, bytes: Buffer.concat(parts), starts }
}

/** The picture for one session; its number of packets is added to `rtp.seq`, `rtp.time` stays. */
export function stampFrame({ bytes, starts }: PackedFrame, rtp: RtpState): Buffer {
  const out = Buffer.allocUnsafe(bytes.length)
  bytes.copy(out)
  for (const start of starts) {
    out[start + 1] = rtp.channel
    out.writeUInt16BE(rtp.seq, start + 6)
    out.writeUInt32BE(rtp.time, start + 8)
    out.writeUInt32BE(rtp.ssrc, start + 12)
    rtp.seq = (rtp.seq + 1) & 0xffff
  }
  return out
}

/** FU-A of RFC 6184, 5.8, and FU of RFC 7798, 4.4.3. */
function fragments(nal: Uint8Array, codec: ClipCodec): Uint8Array[] {
  const header = codec === 'h264' ? 1 : 2
  const type = nalType(nal, codec)
  const most = MOST_PAYLOAD - header - 1
  const found: Uint8Array[] = []
  for (let at = header; at < nal.length; at += most) {
    const end = Math.min(nal.length, at + most)
    const flags = (at === header ? 0x80 : 0) | (end === nal.length ? 0x40 : 0) | type
    const first = nal[0] as number
    const prefix =
      codec === 'h264'
        ? [(first & 0xe0) | FU_A, flags]
        : [(first & 0x81) | (FU_H265 << 1), nal[1] as number, flags]
    found.push(Buffer.concat([Uint8Array.from(prefix), nal.subarray(at, end)]))
  }
  return found
}
