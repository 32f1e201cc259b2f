// Puts H.264 pictures into an MPEG transport stream (ISO/IEC 13818-1): one programme with one video, as HLS segments are.
import { type AccessUnit, annexB } from './annex-b.ts'

const PACKET = 188
const PAT_PID = 0
const PMT_PID = 0x1000
const VIDEO_PID = 0x100
const PROGRAMME = 1
const H264_STREAM_TYPE = 0x1b
const VIDEO_STREAM_ID = 0xe0
const CLOCK = 90_000
/** Decoding begins so much after the clock of the stream. */
const DELAY = CLOCK / 10
const DELIMITER = Uint8Array.of(0, 0, 0, 1, 0x09, 0xf0)

/** Segment `number` of a stream whose segments last `seconds` each; `units` begin with a keyframe. */
export function muxSegment(
  units: readonly AccessUnit[],
  number: number,
  seconds: number,
): Uint8Array {
  const packets: Buffer[] = [
    table(PAT_PID, number, section(0x00, [...word(PROGRAMME), ...word(0xe000 | PMT_PID)])),
    table(
      PMT_PID,
      number,
      section(0x02, [
        ...word(0xe000 | VIDEO_PID),
        ...word(0xf000),
        H264_STREAM_TYPE,
        ...word(0xe000 | VIDEO_PID),
        ...word(0xf000),
      ]),
    ),
  ]
  let counter = 0
  for (const [n, unit] of units.entries()) {
    const clock = Math.round((number * seconds + (n * seconds) / units.length) * CLOCK)
    const pes = Buffer.concat([pesHeader(clock + DELAY), DELIMITER, annexB(unit)])
    for (let at = 0; at < pes.length; ) {
      const field = at === 0 ? clockField(clock, unit.key, n === 0) : []
      const { packet, taken } = packetOf(pes.subarray(at), counter++, at === 0, field)
      packets.push(packet)
      at += taken
    }
  }
  return Buffer.concat(packets)
}

/** One packet with as much of `data` as goes in; the last one is filled up. `field`: flags and more of the adaptation. */
function packetOf(
  data: Uint8Array,
  counter: number,
  begins: boolean,
  field: readonly number[],
): { readonly packet: Buffer; readonly taken: number } {
  const room = PACKET - 4 - (field.length > 0 ? 1 + field.length : 0)
  const taken = Math.min(room, data.length)
  const stuffing = room - taken
  let adaptation = field.length > 0 ? [field.length, ...field] : []
  if (stuffing > 0) {
    const flags = field.length > 0 ? field : stuffing > 1 ? [0] : []
    const length = PACKET - 4 - taken - 1
    adaptation = [length, ...flags, ...new Array<number>(length - flags.length).fill(0xff)]
  }
  const header = [
    0x47,
    (begins ? 0x40 : 0) | (VIDEO_PID >> 8),
    VIDEO_PID & 0xff,
    (adaptation.length > 0 ? 0x30 : 0x10) | (counter & 15),
  ]
  const packet = Buffer.concat([
    Uint8Array.from(header),
    Uint8Array.from(adaptation),
    data.subarray(0, taken),
  ])
  return { packet, taken }
}

/**
 * Programme clock reference, and whether one may begin here. Each segment begins to count its packets anew and says so
 * with the discontinuity flag.
 */
function clockField(clock: number, key: boolean, first: boolean): number[] {
  const flags = 0x10 | (key ? 0x40 : 0) | (first ? 0x80 : 0)
  const base = clock % 2 ** 33
  return [
    flags,
    ...[25, 17, 9, 1].map((bits) => Math.floor(base / 2 ** bits) & 0xff),
    ((base & 1) << 7) | 0x7e,
    0,
  ]
}

/** Of unbounded length, as video may be, with a presentation time stamp. */
function pesHeader(time: number): Uint8Array {
  const stamp = time % 2 ** 33
  const high = Math.floor(stamp / 2 ** 30) & 7
  const middle = Math.floor(stamp / 2 ** 15) & 0x7fff
  const low = stamp & 0x7fff
  return Uint8Array.from([
    ...[0, 0, 1, VIDEO_STREAM_ID, 0, 0, 0x80, 0x80, 5],
    0x21 | (high << 1),
    ...word((middle << 1) | 1),
    ...word((low << 1) | 1),
  ])
}

/** A table's section: one programme, version 0, in force. */
function section(id: number, body: readonly number[]): Uint8Array {
  const length = 5 + body.length + 4
  const bytes = [id, ...word(0xb000 | length), ...word(PROGRAMME), 0xc1, 0, 0, ...body]
  return Uint8Array.from([...bytes, ...checksum(bytes)])
}

function table(pid: number, number: number, bytes: Uint8Array): Buffer {
  const packet = Buffer.alloc(PACKET, 0xff)
  packet.set([0x47, 0x40 | (pid >> 8), pid & 0xff, 0x10 | (number & 15), 0])
  packet.set(bytes, 5)
  return packet
}

function word(value: number): [number, number] {
  return [(value >> 8) & 0xff, value & 0xff]
}

/** CRC-32 as of MPEG-2: most significant bit first, neither reflected nor inverted. */
function checksum(bytes: readonly number[]): number[] {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  }
  return [24, 16, 8, 0].map((shift) => (crc >>> shift) & 0xff)
}
