// Thumbs of many keyframes at once by ffmpeg itself, as the decoder of the program makes them.
import { spawnSync } from 'node:child_process'
import { THUMB_HEIGHT, THUMB_WIDTH, type Thumb } from '../../probes/picture/picture.ts'
import type { Codec, Keyframe } from '../../probes/rtsp/stream-look.ts'

const LUMA = THUMB_WIDTH * THUMB_HEIGHT
const SIZE = LUMA * 1.5
/** H.265 keyframes may be of the kind that leans on pictures before it (CRA): an end of sequence cuts them off. */
const END = {
  h264: Buffer.from([0, 0, 0, 1, 9, 0x10]),
  h265: Buffer.from([0, 0, 0, 1, 0x48, 1]),
}

/** One for each, in order; all of one codec. Throws where ffmpeg does not give as many pictures as it was given. */
export function thumbsOf(keyframes: readonly Keyframe[], codec: Codec): Thumb[] {
  const input = Buffer.concat(keyframes.flatMap(({ data }) => [data, END[codec]]))
  const { stdout, status } = spawnSync(
    'ffmpeg',
    [
      ...['-v', 'quiet', '-threads', '1', '-flags', 'low_delay'],
      ...['-f', codec === 'h264' ? 'h264' : 'hevc', '-i', 'pipe:0', '-vsync', 'passthrough'],
      ...['-vf', `scale=${THUMB_WIDTH}:${THUMB_HEIGHT}:flags=area,format=yuv420p`],
      ...['-f', 'rawvideo', 'pipe:1'],
    ],
    { input, maxBuffer: 1 << 28 },
  )
  if (status !== 0 || stdout.length !== keyframes.length * SIZE) {
    throw new Error(`ffmpeg gave ${stdout.length / SIZE} pictures of ${keyframes.length}`)
  }
  return keyframes.map((_, index) => {
    const from = index * SIZE
    return {
      luma: stdout.subarray(from, from + LUMA),
      u: stdout.subarray(from + LUMA, from + LUMA * 1.25),
      v: stdout.subarray(from + LUMA * 1.25, from + SIZE),
    }
  })
}
