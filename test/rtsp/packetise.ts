// The other way round, for tests: NAL units into RTP packets in `$` frames.
import type { Codec } from '../../probes/rtsp/stream-look.ts'

export interface PacketiseOptions {
  /** Larger NAL units are cut into fragments. Default 100 bytes. */
  readonly most?: number
  readonly channel?: number
  /** Of the first packet. */
  readonly sequence?: number
  /** Every NAL unit is marked as the last of its frame. */
  readonly markAll?: boolean
}

/** Whole RTP packets without `$` frames. */
export function packetise(
  frames: readonly (readonly Buffer[])[],
  codec: Codec,
  { most = 100, sequence = 65_530, markAll = false }: PacketiseOptions = {},
): Buffer[] {
  const packets: Buffer[] = []
  frames.forEach((nals, frame) => {
    nals.forEach((nal, n) => {
      const parts = nal.length <= most ? [nal] : fragments(nal, codec, most)
      parts.forEach((payload, part) => {
        const last = part === parts.length - 1 && (markAll || n === nals.length - 1)
        packets.push(rtp(payload, sequence + packets.length, frame * 6000, last))
      })
    })
  })
  return packets
}

export function rtp(payload: Buffer, sequence: number, time: number, marker: boolean): Buffer {
  const header = Buffer.alloc(12)
  header[0] = 0x80
  header[1] = 96 + (marker ? 128 : 0)
  header.writeUInt16BE(sequence & 0xffff, 2)
  header.writeUInt32BE(time >>> 0, 4)
  header.writeUInt32BE(7, 8)
  return Buffer.concat([header, payload])
}

export function framed(packet: Buffer, channel: number): Buffer {
  const header = Buffer.from([0x24, channel, packet.length >> 8, packet.length & 255])
  return Buffer.concat([header, packet])
}

function fragments(nal: Buffer, codec: Codec, most: number): Buffer[] {
  const headerBytes = codec === 'h264' ? 1 : 2
  const [first, second] = [nal[0] as number, nal[1] as number]
  const parts: Buffer[] = []
  for (let at = headerBytes; at < nal.length; at += most) {
    const bits = (at === headerBytes ? 0x80 : 0) | (at + most >= nal.length ? 0x40 : 0)
    const header =
      codec === 'h264'
        ? [(first & 0xe0) | 28, bits | (first & 31)]
        : [(first & 0x81) | (49 << 1), second, bits | ((first >> 1) & 63)]
    parts.push(Buffer.concat([Buffer.from(header), nal.subarray(at, at + most)]))
  }
  return parts
}
