// One batch of keyframes through ffmpeg: who spoils it is found and left out, and every other gets its own picture.
import { giveBack } from '../rtsp/keyframe-bytes.ts'
import type { Keyframe } from '../rtsp/stream-look.ts'
import { thumbOf } from './decoder-thumb.ts'
import { onePicture } from './decoder-units.ts'
import { ffmpegArguments, type PassEach } from './ffmpeg-arguments.ts'
import { type ChildEnd, runChild } from './ffmpeg-child.ts'
import { complaintsIn } from './ffmpeg-complaints.ts'
import { matroskaOf } from './ffmpeg-input.ts'
import { picturesOf } from './ffmpeg-output.ts'
import type { Decoded } from './picture.ts'

export interface BatchRun {
  readonly program: string
  readonly passEach: PassEach
  readonly jpegSide: number | undefined
  /** Milliseconds that a child may take, and more for each keyframe. */
  readonly baseMs: number
  readonly signal: AbortSignal
  /** A child was started. */
  readonly started: () => void
}

const FRAME_MS = 50
/** A thumb with its frame of Matroska, and a log line or two, take a hundredth of it; a JPEG a tenth. */
const BYTES_PER_FRAME = 1_000_000
/** Coded pictures are padded to whole blocks, of 64 pixels at most. */
const BLOCK = 64

interface Sample {
  readonly position: number
  readonly keyframe: Keyframe
}

/** Position by position; undefined where a keyframe cannot be decoded cleanly. Never rejects. */
export async function decodeBatch(
  run: BatchRun,
  keyframes: readonly Keyframe[],
): Promise<readonly (Decoded | undefined)[]> {
  const decoded: (Decoded | undefined)[] = keyframes.map(() => undefined)
  const samples = keyframes.flatMap((keyframe, position) => {
    const data = onePicture(keyframe)
    return data === undefined ? [] : [{ position, keyframe: { ...keyframe, data } }]
  })
  const groups: (readonly Sample[])[] = samples.length > 0 ? [samples] : []
  for (let left = mostChildren(samples.length); left > 0 && !run.signal.aborted; left--) {
    const group = groups.pop()
    if (group === undefined) break
    const end = await runGroup(run, group)
    if (end.how === 'not-started') break
    groups.push(...settle(end, group, run.jpegSide, decoded))
    // What is kept of them are copies.
    giveBack(end.stdout)
    giveBack(end.third)
  }
  // Every child has ended: nobody reads from them any more.
  for (const { keyframe } of samples) giveBack(keyframe.data)
  return decoded
}

/** Enough to halve a batch down to one culprit whom nobody names. */
function mostChildren(samples: number): number {
  return 2 + 2 * Math.ceil(Math.log2(Math.max(1, samples)))
}

function runGroup(run: BatchRun, group: readonly Sample[]): Promise<ChildEnd> {
  const keyframes = group.map(({ keyframe }) => keyframe)
  const { jpegSide, passEach, signal } = run
  run.started()
  return runChild(run.program, {
    args: ffmpegArguments({
      jpegSide,
      passEach,
      mostPixels: keyframes.map(codedPixels),
    }),
    input: matroskaOf(keyframes),
    limitMs: run.baseMs + FRAME_MS * keyframes.length,
    mostBytes: BYTES_PER_FRAME * keyframes.length,
    signal,
  })
}

function codedPixels({ width, height }: Keyframe): number {
  return Math.ceil(width / BLOCK) * Math.ceil(height / BLOCK) * BLOCK * BLOCK
}

/** Writes down what is certain, and gives back the groups that must be tried again. */
function settle(
  { how, stdout, stderr, third }: ChildEnd,
  group: readonly Sample[],
  jpegSide: number | undefined,
  decoded: (Decoded | undefined)[],
): (readonly Sample[])[] {
  const { named, unnamed } = complaintsIn(stderr)
  if (how === 'done' && !unnamed) {
    const thumbs = picturesOf(stdout)
    const jpegs = picturesOf(third)
    for (const [track, { position }] of group.entries()) {
      if (named.has(track)) continue
      decoded[position] = decodedOf(thumbs.get(track), jpegSide !== undefined, jpegs.get(track))
    }
    return []
  }
  // One track without a picture costs the others theirs. What it said when it was killed may be anything.
  const innocent = group.filter((_, track) => !named.has(track))
  if (how === 'failed' && innocent.length < group.length) {
    return innocent.length > 0 ? [innocent] : []
  }
  if (group.length === 1) return []
  const half = group.length >> 1
  return [group.slice(half), group.slice(0, half)]
}

function decodedOf(
  thumbBytes: Uint8Array | undefined,
  wantsJpeg: boolean,
  jpegBytes: Uint8Array | undefined,
): Decoded | undefined {
  const thumb = thumbBytes && thumbOf(thumbBytes)
  if (thumb === undefined) return undefined
  if (!wantsJpeg) return { thumb }
  return jpegBytes && isJpeg(jpegBytes) ? { thumb, jpeg: new Uint8Array(jpegBytes) } : undefined
}

/** From the start marker to the end marker. */
function isJpeg(bytes: Uint8Array): boolean {
  const end = bytes.length - 2
  return (
    end >= 2 &&
    bytes[0] === 0xff &&
    bytes[1] === 0xd8 &&
    bytes[end] === 0xff &&
    bytes[end + 1] === 0xd9
  )
}
