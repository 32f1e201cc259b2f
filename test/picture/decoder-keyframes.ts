// Keyframes made for a test by x264 and x265: each camera's picture has a pattern of its own, so that nobody can be mistaken.
import { spawnSync } from 'node:child_process'
import { seededRandom } from '../../fleet/random.ts'
import { THUMB_HEIGHT, THUMB_WIDTH } from '../../probes/picture/picture.ts'
import type { Codec, Keyframe } from '../../probes/rtsp/stream-look.ts'

export interface CameraPicture {
  readonly keyframe: Keyframe
  /** What the thumb's luma must be, but for what the encoder loses. */
  readonly luma: Uint8Array
  /** Its next frame, which cannot be decoded without the keyframe: NAL units behind the same parameter sets. */
  readonly dependent: Keyframe
}

export interface Size {
  readonly width: number
  readonly height: number
}

export const SIZES: readonly Size[] = [
  { width: 640, height: 360 },
  { width: 704, height: 576 },
  { width: 1280, height: 720 },
]

const ENCODERS: Readonly<Record<Codec, (slices: number) => readonly string[]>> = {
  h264: (slices) => ['-c:v', 'libx264', '-x264-params', `${PAIRS}:slices=${slices}`, '-f', 'h264'],
  h265: (slices) => [
    ...['-c:v', 'libx265', '-f', 'hevc', '-x265-params'],
    `${PAIRS}:repeat-headers=1:slices=${slices}:log-level=error`,
  ],
}
/** A keyframe, a frame that depends on it, a keyframe ... */
const PAIRS = 'keyint=2:min-keyint=2:scenecut=0:bframes=0'
const NOISE = 6

/** `count` cameras of one size and codec; the pictures differ by `seed` too. Needs ffmpeg with both encoders. */
export function makeKeyframes(
  codec: Codec,
  { width, height }: Size,
  count: number,
  seed: number,
  slices: number,
  range: 'limited range' | 'full range' = 'limited range',
): readonly CameraPicture[] {
  const cameras = Array.from({ length: count }, (_, i) =>
    paint({ width, height }, `${seed}/${codec}/${width}x${height}/${slices}/${i}`),
  )
  const raw = Buffer.concat(cameras.flatMap(({ frame }) => [frame, shifted(frame, width, height)]))
  const made = spawnSync(
    'ffmpeg',
    [
      ...['-nostdin', '-v', 'error', '-f', 'rawvideo'],
      ...['-pix_fmt', range === 'full range' ? 'yuvj420p' : 'yuv420p'],
      ...['-s', `${width}x${height}`, '-r', '15', '-i', 'pipe:0'],
      ...['-preset', 'ultrafast', '-threads', '1', ...ENCODERS[codec](slices), 'pipe:1'],
    ],
    { input: raw, maxBuffer: 256_000_000 },
  )
  if (made.status !== 0) throw new Error(`ffmpeg: ${made.stderr.toString()}`)
  const pictures = cut(codec, made.stdout)
  if (pictures.length !== count)
    throw new Error(`${count} keyframes wanted, got ${pictures.length}`)
  return pictures.map(({ whole, dependent }, i) => ({
    keyframe: { codec, width, height, data: whole },
    dependent: { codec, width, height, data: dependent },
    luma: cameras[i]?.luma ?? new Uint8Array(0),
  }))
}

const CODE = Buffer.from([0, 0, 0, 1])

/** NAL units without start codes. */
export function nalUnits(data: Uint8Array): readonly Buffer[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const units: Buffer[] = []
  for (let at = bytes.indexOf(CODE.subarray(1)); at >= 0; ) {
    const next = bytes.indexOf(CODE.subarray(1), at + 3)
    const end = next < 0 ? bytes.length : bytes[next - 1] === 0 ? next - 1 : next
    units.push(bytes.subarray(at + 3, end))
    at = next
  }
  return units
}

export function annexB(units: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(units.flatMap((unit) => [CODE, unit]))
}

export function isSlice(codec: Codec, unit: Uint8Array): boolean {
  const header = unit[0] ?? 0
  return codec === 'h264' ? [1, 5].includes(header & 0x1f) : ((header >> 1) & 0x3f) < 32
}

/** VPS, SPS, PPS. */
export function isParameters(codec: Codec, unit: Uint8Array): boolean {
  const header = unit[0] ?? 0
  const type = codec === 'h264' ? header & 0x1f : (header >> 1) & 0x3f
  return codec === 'h264' ? type === 7 || type === 8 : type >= 32 && type <= 34
}

function isIntra(codec: Codec, unit: Uint8Array): boolean {
  const header = unit[0] ?? 0
  return codec === 'h264' ? (header & 0x1f) === 5 : ((header >> 1) & 0x3f) >= 16
}

function cut(codec: Codec, stream: Uint8Array) {
  const pictures: { whole: Uint8Array; dependent: Uint8Array }[] = []
  let parameters: Buffer[] = []
  let intra: Buffer[] = []
  let inter: Buffer[] = []
  const flush = () => {
    if (intra.length === 0) return
    const [whole, dependent] = [intra, inter].map((slices) => annexB([...parameters, ...slices]))
    if (whole && dependent) pictures.push({ whole, dependent })
    parameters = []
    intra = []
    inter = []
  }
  for (const unit of nalUnits(stream)) {
    if (isParameters(codec, unit)) {
      if (intra.length > 0) flush()
      parameters.push(unit)
    } else if (isSlice(codec, unit)) {
      if (isIntra(codec, unit)) intra.push(unit)
      else inter.push(unit)
    }
  }
  flush()
  return pictures
}

const COLUMNS = 8
const ROWS = 4

/** Eight by four patches of grey and colour, with noise upon them. */
function paint({ width, height }: Size, name: string) {
  const random = seededRandom(0, name)
  const patch = () =>
    Array.from({ length: COLUMNS * ROWS }, () => 40 + Math.floor(random.next() * 170))
  const planes = [
    { values: patch(), w: width, h: height },
    { values: patch(), w: width / 2, h: height / 2 },
    { values: patch(), w: width / 2, h: height / 2 },
  ].map(({ values, w, h }) => ({ w, h, bytes: plane(values, w, h, random) }))
  const [luma] = planes
  if (luma === undefined) throw new Error('no planes')
  return { frame: Buffer.concat(planes.map(({ bytes }) => bytes)), luma: small(luma) }
}

function plane(values: readonly number[], w: number, h: number, random: { next(): number }) {
  const bytes = Buffer.alloc(w * h)
  let noise = Math.floor(random.next() * 2 ** 31)
  for (let y = 0; y < h; y++) {
    const row = Math.floor((y * ROWS) / h) * COLUMNS
    for (let x = 0; x < w; x++) {
      noise = (Math.imul(noise, 1_103_515_245) + 12_345) & 0x7fffffff
      const value = values[row + Math.floor((x * COLUMNS) / w)] ?? 0
      bytes[y * w + x] = value + ((noise >> 16) % (2 * NOISE + 1)) - NOISE
    }
  }
  return bytes
}

/** Area means, in the middle of each pixel of a thumb. */
function small({ bytes, w, h }: { bytes: Buffer; w: number; h: number }): Uint8Array {
  const luma = new Uint8Array(THUMB_WIDTH * THUMB_HEIGHT)
  for (let y = 0; y < THUMB_HEIGHT; y++) {
    for (let x = 0; x < THUMB_WIDTH; x++) {
      let sum = 0
      let count = 0
      for (let py = Math.floor((y * h) / THUMB_HEIGHT); py < ((y + 1) * h) / THUMB_HEIGHT; py++) {
        for (let px = Math.floor((x * w) / THUMB_WIDTH); px < ((x + 1) * w) / THUMB_WIDTH; px++) {
          sum += bytes[py * w + px] ?? 0
          count++
        }
      }
      luma[y * THUMB_WIDTH + x] = Math.round(sum / count)
    }
  }
  return luma
}

/** The same picture a little to the left: what comes next. */
function shifted(frame: Buffer, width: number, height: number): Buffer {
  const next = Buffer.from(frame)
  frame.copy(next, 0, 4, width * height)
  return next
}
