// A packed picture is the picture again when its packets are put together as RFC 6184 and RFC 7798 say.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accessUnits, annexB, type ClipCodec } from './annex-b.ts'
import { HEADER_BYTES, packFrame, stampFrame } from './rtp-frames.ts'

interface Packet {
  readonly channel: number
  readonly marker: boolean
  readonly seq: number
  readonly time: number
  readonly ssrc: number
  readonly payload: Buffer
}

function packetsOf(bytes: Buffer): Packet[] {
  const found: Packet[] = []
  for (let at = 0; at < bytes.length; ) {
    expect(bytes[at]).toBe(0x24)
    const end = at + 4 + bytes.readUInt16BE(at + 2)
    found.push({
      channel: bytes[at + 1] as number,
      marker: ((bytes[at + 5] as number) & 0x80) !== 0,
      seq: bytes.readUInt16BE(at + 6),
      time: bytes.readUInt32BE(at + 8),
      ssrc: bytes.readUInt32BE(at + 12),
      payload: bytes.subarray(at + HEADER_BYTES, end),
    })
    at = end
  }
  return found
}

/** NAL units of packets, fragments put together. */
function nalsOf(packets: readonly Packet[], codec: ClipCodec): Buffer[] {
  const found: Buffer[] = []
  for (const { payload } of packets) {
    const first = payload[0] as number
    const type = codec === 'h264' ? first & 31 : (first >> 1) & 63
    if (type !== (codec === 'h264' ? 28 : 49)) {
      found.push(payload)
      continue
    }
    const flags = payload[codec === 'h264' ? 1 : 2] as number
    const rest = payload.subarray(codec === 'h264' ? 2 : 3)
    if ((flags & 0x80) === 0) {
      found.push(Buffer.concat([found.pop() as Buffer, rest]))
    } else if (codec === 'h264') {
      found.push(Buffer.concat([Uint8Array.of((first & 0xe0) | (flags & 31)), rest]))
    } else {
      const header = Uint8Array.of((first & 0x81) | ((flags & 63) << 1), payload[1] as number)
      found.push(Buffer.concat([header, rest]))
    }
  }
  return found
}

const sizes = fc.array(fc.integer({ min: 3, max: 6000 }), { minLength: 1, maxLength: 4 })

test.each(['h264', 'h265'] as const)('%s pictures of any size survive', (codec) => {
  const rtp = { channel: 2, ssrc: 77, seq: 65_530, time: 9000 }
  const property = fc.property(sizes, (lengths) => {
    const nals = lengths.map((length, n) => {
      const nal = Buffer.alloc(length, n + 3)
      nal[0] = codec === 'h264' ? 0x65 : 19 << 1
      return nal
    })
    const from = rtp.seq
    const packets = packetsOf(stampFrame(packFrame({ nals, key: true }, codec), rtp))
    expect(nalsOf(packets, codec).map(String)).toEqual(nals.map(String))
    for (const [n, { channel, marker, seq, time, ssrc, payload }] of packets.entries()) {
      expect([channel, time, ssrc]).toEqual([2, 9000, 77])
      expect(seq).toBe((from + n) & 0xffff)
      expect(marker).toBe(n === packets.length - 1)
      expect(payload.length).toBeLessThanOrEqual(1400)
    }
    expect(rtp.seq).toBe((from + packets.length) & 0xffff)
  })
  fc.assert(property, { numRuns: 40 })
})

test('an elementary stream is taken apart into pictures, with the parameter sets of each', () => {
  const sps = Buffer.from([0x67, 1, 2])
  const pps = Buffer.from([0x68, 3])
  const sei = Buffer.from([0x06, 5, 5])
  const key = Buffer.from([0x65, 0x88, 9])
  const second = Buffer.from([0x65, 0x40, 9])
  const other = Buffer.from([0x41, 0x9a, 7])
  const stream = annexB({ nals: [sps, pps, sei, key, second, other], key: true })
  const units = accessUnits(stream, 'h264')
  expect(units.map((unit) => unit.key)).toEqual([true, false])
  expect(units.map(({ nals }) => nals.map((nal) => nal[0]))).toEqual([
    [0x67, 0x68, 0x65, 0x65],
    [0x41],
  ])
})
