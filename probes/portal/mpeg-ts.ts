// Takes the video out of a piece of MPEG transport stream (ISO/IEC 13818-1): the first H.264 or H.265 track in it.
import type { Codec } from '../rtsp/stream-look.ts'
import { annexBNals } from './annex-b.ts'
import { MOST_SAMPLES, type Sample, type Track } from './samples.ts'

const PACKET = 188
const SYNC = 0x47
const PAT = 0
/** Stream types of the program map, ISO/IEC 13818-1, table 2-34. */
const STREAM_TYPES: Readonly<Record<number, Codec>> = { 27: 'h264', 36: 'h265' }

/** True where the bytes begin as a transport stream does. */
export function isTransportStream(bytes: Uint8Array): boolean {
  return bytes[0] === SYNC && (bytes.length < 2 * PACKET || bytes[PACKET] === SYNC)
}

/** Undefined where no video is found. Packets that are damaged are passed over. */
export function readTransportStream(bytes: Uint8Array): Track | undefined {
  let programMap = -1
  let video: { readonly pid: number; readonly codec: Codec } | undefined
  let pes: Uint8Array[] = []
  const samples: Sample[] = []
  const finish = (): void => {
    const sample = video && pes.length > 0 ? sampleOf(Buffer.concat(pes)) : undefined
    if (sample && samples.length < MOST_SAMPLES) samples.push(sample)
    pes = []
  }
  for (let at = 0; at + PACKET <= bytes.length; at += PACKET) {
    if (bytes[at] !== SYNC) continue
    const packet = bytes.subarray(at, at + PACKET)
    const pid = (((packet[1] as number) & 0x1f) << 8) | (packet[2] as number)
    const begins = ((packet[1] as number) & 0x40) !== 0
    const payload = payloadOf(packet)
    if (payload === undefined) continue
    if (pid === PAT && begins) programMap = firstProgram(payload) ?? programMap
    else if (pid === programMap && begins) video ??= firstVideo(payload)
    else if (pid === video?.pid) {
      if (begins) finish()
      if (begins || pes.length > 0) pes.push(payload)
    }
  }
  finish()
  return video && samples.length > 0
    ? { codec: video.codec, parameterSets: [], samples }
    : undefined
}

/** Behind header and adaptation field; undefined where there is none. */
function payloadOf(packet: Uint8Array): Uint8Array | undefined {
  const control = ((packet[3] as number) >> 4) & 3
  if ((control & 1) === 0) return undefined
  const from = control === 3 ? 5 + (packet[4] as number) : 4
  return from < PACKET ? packet.subarray(from) : undefined
}

/** A section behind its pointer, cut to its length, without its checksum. */
function sectionOf(payload: Uint8Array, tableId: number): Uint8Array | undefined {
  const from = 1 + (payload[0] as number)
  if (payload[from] !== tableId) return undefined
  const length = (((payload[from + 1] ?? 0) & 0x0f) << 8) | (payload[from + 2] ?? 0)
  const section = payload.subarray(from, Math.max(from, from + 3 + length - 4))
  return section.length >= 8 ? section : undefined
}

function firstProgram(payload: Uint8Array): number | undefined {
  const section = sectionOf(payload, 0)
  for (let at = 8; section && at + 4 <= section.length; at += 4) {
    const number = ((section[at] as number) << 8) | (section[at + 1] as number)
    const pid = (((section[at + 2] as number) & 0x1f) << 8) | (section[at + 3] as number)
    // Program 0 names the network, not a map.
    if (number !== 0) return pid
  }
  return undefined
}

function firstVideo(
  payload: Uint8Array,
): { readonly pid: number; readonly codec: Codec } | undefined {
  const section = sectionOf(payload, 2)
  if (section === undefined || section.length < 12) return undefined
  const lengthAt = (at: number): number =>
    (((section[at] ?? 0) & 0x0f) << 8) | (section[at + 1] ?? 0)
  let at = 12 + lengthAt(10)
  while (at + 5 <= section.length) {
    const codec = STREAM_TYPES[section[at] as number]
    const pid = (((section[at + 1] as number) & 0x1f) << 8) | (section[at + 2] as number)
    if (codec) return { pid, codec }
    at += 5 + lengthAt(at + 3)
  }
  return undefined
}

/** A packet of the elementary stream: its time, and the NAL units in it. */
function sampleOf(pes: Uint8Array): Sample | undefined {
  const starts = pes[0] === 0 && pes[1] === 0 && pes[2] === 1
  if (!starts || pes.length < 14) return undefined
  const hasTime = ((pes[7] as number) & 0x80) !== 0
  const nals = annexBNals(pes.subarray(9 + (pes[8] as number)))
  return { time: hasTime ? timeOf(pes) : 0, nals }
}

/** 33 bits in five octets. */
function timeOf(pes: Uint8Array): number {
  const octet = (at: number): number => pes[at] as number
  return (
    ((octet(9) >> 1) & 7) * 2 ** 30 +
    (((octet(10) << 8) | octet(11)) >> 1) * 2 ** 15 +
    (((octet(12) << 8) | octet(13)) >> 1)
  )
}
