// Keyframes of several cameras behind one another come out of ffmpeg one picture each, in the order in which they went in.
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { CodecRules } from '../../probes/rtsp/codec-rules.ts'
import { H264 } from '../../probes/rtsp/h264.ts'
import { H265 } from '../../probes/rtsp/h265.ts'
import { makeKeyframe } from '../../probes/rtsp/keyframe.ts'
import type { Codec } from '../../probes/rtsp/stream-look.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { splitNals } from './samples.ts'

const SIZE = { width: 128, height: 96 }
const COUNT = 6
const QUIET = '-hide_banner -loglevel error'

function ffmpeg(args: string, input?: Buffer): Buffer {
  const done = spawnSync('ffmpeg', args.split(' '), { input, maxBuffer: 100_000_000 })
  expect(done.status, done.stderr.toString()).toBe(0)
  return done.stdout
}

/** Second n of the clip has luma 20 + 30 n, and begins with a keyframe. */
function keyframes(codec: Codec, encoder: string): Uint8Array[] {
  const source = `color=gray:size=${SIZE.width}x${SIZE.height}:rate=10:duration=${COUNT},geq=lum=20+30*floor(T):cb=128:cr=128`
  const format = codec === 'h264' ? 'h264' : 'hevc'
  const stream = ffmpeg(
    `${QUIET} -f lavfi -i ${source} -pix_fmt yuv420p -preset ultrafast ${encoder} -f ${format} -`,
  )
  const rules: CodecRules = codec === 'h264' ? new H264() : new H265()
  const made: Uint8Array[] = []
  for (const nal of splitNals(stream)) {
    const kind = rules.kindOf(nal)
    if (kind === 'parameters') rules.addParameters(nal)
    if (kind !== 'key') continue
    const keyframe = makeKeyframe(codec, rules, [{ kind, nal, head: rules.readSlice(nal) }])
    if (typeof keyframe === 'string') throw new Error(keyframe)
    made.push(keyframe.data)
  }
  return made
}

describeWithRigs('batches of keyframes', ['ffmpeg'], () => {
  test.each<[string, Codec, string]>([
    [
      'IDR of H.264 with B frames',
      'h264',
      '-c:v libx264 -x264-params keyint=10:min-keyint=10:bframes=3',
    ],
    [
      'IDR of H.265',
      'h265',
      '-c:v libx265 -x265-params keyint=10:min-keyint=10:bframes=3:open-gop=0:log-level=none',
    ],
    [
      'CRA of H.265',
      'h265',
      '-c:v libx265 -x265-params keyint=10:min-keyint=10:bframes=3:open-gop=1:log-level=none',
    ],
  ])('%s', (_, codec, encoder) => {
    const made = keyframes(codec, encoder)
    expect(made).toHaveLength(COUNT)
    for (const order of [
      [0, 1, 2, 3, 4, 5],
      [5, 4, 3, 2, 1, 0],
      [3, 0, 5, 5, 1, 4],
    ]) {
      const batch = Buffer.concat(order.map((n) => made[n] as Uint8Array))
      const format = codec === 'h264' ? 'h264' : 'hevc'
      const raw = ffmpeg(
        `${QUIET} -f ${format} -i - -vsync 0 -f rawvideo -pix_fmt yuv420p -`,
        batch,
      )
      const bytes = SIZE.width * SIZE.height * 1.5
      const seen = Array.from({ length: raw.length / bytes }, (_, n) =>
        Math.round(((raw[n * bytes + 100] as number) - 20) / 30),
      )
      expect(seen).toEqual(order)
    }
  })
})
