// Takes the video out of a fragmented MP4 segment (ISO/IEC 14496-12 and -15), as MediaMTX and most packagers make them.
import type { Codec } from '../rtsp/stream-look.ts'
import { boxAt, boxesIn } from './boxes.ts'
import { MOST_NALS, MOST_SAMPLES, type Sample, type Track } from './samples.ts'

/** 90,000 a second, as RTP and transport streams have it. */
const CLOCK = 90_000
/** Of a sample entry before its boxes: ISO/IEC 14496-12, section 12.1.3. */
const VISUAL_HEAD = 78
const ENTRIES: Readonly<Record<string, { readonly codec: Codec; readonly config: string }>> = {
  avc1: { codec: 'h264', config: 'avcC' },
  avc3: { codec: 'h264', config: 'avcC' },
  hvc1: { codec: 'h265', config: 'hvcC' },
  hev1: { codec: 'h265', config: 'hvcC' },
}

interface VideoTrack {
  readonly id: number
  readonly codec: Codec
  readonly timescale: number
  /** Octets of the length before each NAL unit. */
  readonly lengthSize: number
  readonly parameterSets: readonly Buffer[]
}

export function isMp4(bytes: Uint8Array): boolean {
  const type = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(8, bytes.length))
  return /^(ftyp|styp|moof|moov|sidx|emsg|prft)$/.test(type.toString('latin1', 4, 8))
}

/** `init`: the initialisation section; undefined where the segment has its own. Undefined: no video is found. */
export function readFragmentedMp4(segment: Buffer, init: Buffer | undefined): Track | undefined {
  const video = videoTrack(init ?? segment) ?? videoTrack(segment)
  if (video === undefined) return undefined
  const samples: Sample[] = []
  for (const box of boxesIn(segment)) {
    if (box.type !== 'moof') continue
    for (const traf of boxesIn(box.body)) {
      if (traf.type === 'traf') readFragment(segment, box.at, traf.body, video, samples)
    }
  }
  const { codec, parameterSets } = video
  return samples.length > 0 ? { codec, parameterSets, samples } : undefined
}

function videoTrack(bytes: Buffer): VideoTrack | undefined {
  for (const trak of boxesIn(boxAt(bytes, 'moov') ?? Buffer.alloc(0))) {
    if (trak.type !== 'trak') continue
    const header = boxAt(trak.body, 'tkhd')
    const media = boxAt(trak.body, 'mdia', 'mdhd')
    const table = boxAt(trak.body, 'mdia', 'minf', 'stbl', 'stsd')
    const entry = table && boxesIn(table.subarray(8))[0]
    const known = entry && ENTRIES[entry.type]
    if (header === undefined || media === undefined || entry === undefined || !known) continue
    const config = boxAt(entry.body.subarray(VISUAL_HEAD), known.config)
    const id = uint32(header, header[0] === 1 ? 20 : 12)
    const timescale = uint32(media, media[0] === 1 ? 20 : 12)
    if (config === undefined || id === undefined || !timescale) continue
    const { codec } = known
    const read = codec === 'h264' ? avcConfig(config) : hevcConfig(config)
    if (read) return { id, codec, timescale, ...read }
  }
  return undefined
}

type Config = Pick<VideoTrack, 'lengthSize' | 'parameterSets'>

function avcConfig(config: Buffer): Config | undefined {
  if (config.length < 7) return undefined
  const sets: Buffer[] = []
  let at = 5
  for (const mask of [0x1f, 0xff]) {
    const count = (config[at++] ?? 0) & mask
    for (let i = 0; i < count; i++) {
      const set = lengthed(config, at, 2)
      if (set === undefined) break
      sets.push(set)
      at += 2 + set.length
    }
  }
  return { lengthSize: ((config[4] as number) & 3) + 1, parameterSets: sets }
}

function hevcConfig(config: Buffer): Config | undefined {
  if (config.length < 23) return undefined
  const sets: Buffer[] = []
  let at = 23
  for (let array = 0; array < (config[22] as number) && at + 3 <= config.length; array++) {
    const count = config.readUInt16BE(at + 1)
    at += 3
    for (let i = 0; i < count; i++) {
      const set = lengthed(config, at, 2)
      if (set === undefined) break
      sets.push(set)
      at += 2 + set.length
    }
  }
  return { lengthSize: ((config[21] as number) & 3) + 1, parameterSets: sets }
}

/** Samples of one track fragment; offsets are from the begin of its `moof`. */
function readFragment(
  segment: Buffer,
  moofAt: number,
  traf: Buffer,
  video: VideoTrack,
  samples: Sample[],
): void {
  const head = boxAt(traf, 'tfhd')
  if (head === undefined || uint32(head, 4) !== video.id) return
  const flags = (uint32(head, 0) ?? 0) & 0xffffff
  let at = 8
  const optional = (flag: number, bytes: number): number | undefined => {
    if ((flags & flag) === 0) return undefined
    const value = uint32(head, at)
    at += bytes
    return value
  }
  // Base offset (8 octets) and description index stand before the defaults.
  if ((flags & 1) !== 0) at += 8
  optional(0x2, 4)
  const duration = optional(0x8, 4) ?? 0
  const size = optional(0x10, 4) ?? 0
  let time = decodeTime(boxAt(traf, 'tfdt'))
  for (const run of boxesIn(traf)) {
    if (run.type !== 'trun') continue
    time = readRun(segment, moofAt, run.body, { video, samples, time, duration, size })
  }
}

interface Run {
  readonly video: VideoTrack
  readonly samples: Sample[]
  readonly time: number
  readonly duration: number
  readonly size: number
}

function readRun(segment: Buffer, moofAt: number, run: Buffer, given: Run): number {
  const flags = (uint32(run, 0) ?? 0) & 0xffffff
  const count = uint32(run, 4) ?? 0
  let at = 8
  let offset = moofAt
  if ((flags & 1) !== 0) {
    offset += run.length >= at + 4 ? run.readInt32BE(at) : 0
    at += 4
  }
  if ((flags & 4) !== 0) at += 4
  let { time } = given
  const { video, samples } = given
  for (let i = 0; i < count && samples.length < MOST_SAMPLES; i++) {
    const next = (flag: number): number | undefined => {
      if ((flags & flag) === 0) return undefined
      const value = uint32(run, at)
      at += 4
      return value
    }
    const duration = next(0x100) ?? given.duration
    const size = next(0x200) ?? given.size
    next(0x400)
    next(0x800)
    if (size === 0 || offset < 0 || offset + size > segment.length) break
    const nals = lengthedNals(segment.subarray(offset, offset + size), video.lengthSize)
    samples.push({ time: Math.round((time * CLOCK) / video.timescale), nals })
    offset += size
    time += duration
  }
  return time
}

function lengthedNals(sample: Buffer, lengthSize: number): Buffer[] {
  const nals: Buffer[] = []
  let at = 0
  while (nals.length < MOST_NALS) {
    const nal = lengthed(sample, at, lengthSize)
    if (nal === undefined) break
    if (nal.length > 0) nals.push(nal)
    at += lengthSize + nal.length
  }
  return nals
}

function decodeTime(box: Buffer | undefined): number {
  if (box === undefined) return 0
  if (box[0] !== 1) return uint32(box, 4) ?? 0
  return box.length >= 12 ? Number(box.readBigUInt64BE(4)) : 0
}

function lengthed(bytes: Buffer, at: number, lengthSize: number): Buffer | undefined {
  if (at + lengthSize > bytes.length) return undefined
  const length = bytes.readUIntBE(at, lengthSize)
  const from = at + lengthSize
  return from + length <= bytes.length ? bytes.subarray(from, from + length) : undefined
}

function uint32(bytes: Buffer, at: number): number | undefined {
  return at + 4 <= bytes.length ? bytes.readUInt32BE(at) : undefined
}
