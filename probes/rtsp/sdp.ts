// The description of a stream (SDP, RFC 8866): its video, how it is packed (RFC 6184, 7798) and what it is controlled with.
import type { Codec } from './stream-look.ts'

export interface VideoMedia {
  readonly codec: Codec
  /** RTP payload type, 0 to 127. */
  readonly payloadType: number
  /** RTP units a second. */
  readonly clockRate: number
  readonly control: string | undefined
  /** NAL units of the parameter sets that the description brings. */
  readonly parameterSets: readonly Uint8Array[]
  /** H.265: units of a packet are numbered (`sprop-max-don-diff` above 0). */
  readonly numbered: boolean
}

export interface Description {
  /** The first video that we can read; undefined: none. */
  readonly video: VideoMedia | undefined
  /** Encodings of video that we cannot read. */
  readonly others: readonly string[]
  /** Control of the whole session. */
  readonly control: string | undefined
}

interface Part {
  readonly video: boolean
  readonly payloadTypes: readonly number[]
  control: string | undefined
  readonly encodings: Map<number, { readonly name: string; readonly clockRate: number }>
  readonly formats: Map<number, string>
}

const MOST_PARTS = 16
const MOST_PARAMETER_SETS = 16
const LONGEST_PARAMETER_SET = 4096
const CODECS: ReadonlyMap<string, Codec> = new Map([
  ['H264', 'h264'],
  ['H265', 'h265'],
  ['HEVC', 'h265'],
])

export function readDescription(text: string): Description {
  const parts: Part[] = []
  let control: string | undefined
  for (const line of text.split(/\r\n|\n|\r/)) {
    const value = line.slice(2)
    if (line.startsWith('m=')) {
      if (parts.length === MOST_PARTS) break
      parts.push(readMedia(value))
    } else if (line.startsWith('a=')) {
      const part = parts.at(-1)
      if (part) readAttribute(part, value)
      else if (value.startsWith('control:')) control = value.slice(8).trim()
    }
  }
  const videos = parts.filter(({ video }) => video)
  const readable = videos.flatMap((part) => readVideo(part) ?? [])
  return { video: readable[0], others: videos.flatMap(namesOf), control }
}

function readMedia(value: string): Part {
  const [kind, , , ...types] = value.trim().split(/\s+/)
  return {
    video: kind === 'video',
    payloadTypes: types.slice(0, MOST_PARTS).map(Number),
    control: undefined,
    encodings: new Map(),
    formats: new Map(),
  }
}

function readAttribute(part: Part, value: string): void {
  if (value.startsWith('control:')) part.control = value.slice(8).trim()
  const encoding = /^rtpmap:\s*(\d{1,3})\s+([^/\s]{1,40})\/(\d{1,9})/.exec(value)
  if (encoding) {
    const [, type, name, rate] = encoding
    part.encodings.set(Number(type), {
      name: (name as string).toUpperCase(),
      clockRate: Number(rate),
    })
  }
  const format = /^fmtp:\s*(\d{1,3})\s+(.*)$/.exec(value)
  if (format) part.formats.set(Number(format[1]), format[2] as string)
}

function readVideo(part: Part): VideoMedia | undefined {
  for (const payloadType of part.payloadTypes) {
    const encoding = part.encodings.get(payloadType)
    const codec = CODECS.get(encoding?.name ?? '')
    if (encoding === undefined || codec === undefined) continue
    const parameters = readParameters(part.formats.get(payloadType) ?? '')
    const names =
      codec === 'h264' ? ['sprop-parameter-sets'] : ['sprop-vps', 'sprop-sps', 'sprop-pps']
    return {
      codec,
      payloadType,
      clockRate: encoding.clockRate > 0 ? encoding.clockRate : 90_000,
      control: part.control,
      parameterSets: names.flatMap((name) => readSets(parameters.get(name) ?? '')),
      numbered: codec === 'h265' && Number(parameters.get('sprop-max-don-diff') ?? 0) > 0,
    }
  }
  return undefined
}

function readParameters(format: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (const pair of format.split(';')) {
    const equals = pair.indexOf('=')
    if (equals <= 0) continue
    parameters.set(pair.slice(0, equals).trim().toLowerCase(), pair.slice(equals + 1).trim())
  }
  return parameters
}

function readSets(value: string): Uint8Array[] {
  return value
    .split(',')
    .slice(0, MOST_PARAMETER_SETS)
    .map((text) => Buffer.from(text, 'base64'))
    .filter(({ length }) => length > 0 && length <= LONGEST_PARAMETER_SET)
}

function namesOf(part: Part): string[] {
  return part.payloadTypes.map((type) => part.encodings.get(type)?.name ?? `payload type ${type}`)
}
