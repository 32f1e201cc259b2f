// A batch as ffmpeg reads it: Matroska with a track for each keyframe, so that no two of them ever meet in one decoder.
import type { Keyframe } from '../rtsp/stream-look.ts'

/** Element IDs of RFC 9559. */
const ID = {
  ebml: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  defaultDuration: 0x23e383,
  codecId: 0x86,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
} as const

const CODEC_IDS = { h264: 'V_MPEG4/ISO/AVC', h265: 'V_MPEGH/ISO/HEVC' } as const
const VIDEO = 1
const KEY = 0x80
const MILLISECOND_NS = 1_000_000
/** There is one picture to a track: any will do, but without one ffmpeg warns of each. */
const FRAME_NS = 40_000_000

/**
 * Track numbers are positions from 1. At most 16,383 keyframes. In pieces, for who writes them one after the other: a
 * batch is a megabyte, and each copy of it would be one too.
 */
export function matroskaOf(keyframes: readonly Keyframe[]): readonly Uint8Array[] {
  const tracks = keyframes.map(({ codec, width, height }, position) =>
    element(
      ID.trackEntry,
      number(ID.trackNumber, position + 1),
      number(ID.trackUid, position + 1),
      number(ID.trackType, VIDEO),
      number(ID.defaultDuration, FRAME_NS),
      element(ID.codecId, Buffer.from(CODEC_IDS[codec])),
      element(ID.video, number(ID.pixelWidth, width), number(ID.pixelHeight, height)),
    ),
  )
  const head = [
    element(ID.info, number(ID.timestampScale, MILLISECOND_NS)),
    element(ID.tracks, ...tracks),
  ]
  const blocks = keyframes.flatMap(({ data }, position) => {
    const header = blockHeader(position + 1)
    return [begin(ID.simpleBlock, header.length + data.length), header, data]
  })
  const first = number(ID.timestamp, 0)
  const cluster = [begin(ID.cluster, first.length + lengthOf(blocks)), first]
  return [
    element(ID.ebml, element(ID.docType, Buffer.from('matroska'))),
    begin(ID.segment, lengthOf(head) + lengthOf(cluster) + lengthOf(blocks)),
    ...head,
    ...cluster,
    ...blocks,
  ]
}

/** Track as a number of two bytes, time 0, a keyframe without lacing. */
function blockHeader(track: number): Uint8Array {
  return Buffer.from([0x40 | (track >> 8), track & 0xff, 0, 0, KEY])
}

function number(id: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return element(id, bytes)
}

function element(id: number, ...contents: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([begin(id, lengthOf(contents)), ...contents])
}

/** What stands before `size` bytes. The size is always written in eight bytes: that is allowed, and needs no second pass. */
function begin(id: number, size: number): Uint8Array {
  const sizeBytes = Buffer.alloc(8)
  sizeBytes.writeBigUInt64BE((1n << 56n) | BigInt(size))
  return Buffer.concat([Buffer.from(id.toString(16), 'hex'), sizeBytes])
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}
