import { expect, test } from 'vitest'
import { fakeFrames, fakeStream } from './fake-stream.ts'
import { isLow, streamFeatures } from './features.ts'
import { THRESHOLDS } from './thresholds.ts'

test('features are those of the sizes and times of the frames', () => {
  const features = streamFeatures(fakeStream({ keyBytes: 28_800, qp: 32, laterBytes: 45, lost: 1 }))
  expect(features).toMatchObject({ codec: 'h264', bpp: 1, qp: 32, complexity: 2, skip: 1 })
  expect(features?.fps).toBeCloseTo(15, 6)
  expect(features?.kbps).toBeCloseTo(((28_800 + 14 * 45) * 8 * 15) / 15 / 1000, 6)
  expect(features?.loss).toBeCloseTo(1 / 17, 6)
  expect(streamFeatures(fakeStream({ laterBytes: 46 }))?.skip).toBe(0)
})

test('rates hold over a wrap of RTP times and with frames out of order', () => {
  const frames = fakeFrames({}).map((frame, index) => ({
    ...frame,
    rtpTime: (2 ** 32 - 30_000 + index * 6000) % 2 ** 32,
  }))
  const [first, second, ...others] = frames
  const swapped = [first, ...others, second].filter((frame) => frame !== undefined)
  expect(streamFeatures({ ...fakeStream({}), frames: swapped })?.fps).toBeCloseTo(15, 6)
})

test('a broken keyframe has no features, and one frame alone no rates', () => {
  const stream = fakeStream({})
  const [first] = stream.frames
  if (!first) throw new Error('no frame')
  expect(streamFeatures({ ...stream, frames: [{ ...first, broken: true }] })).toBeUndefined()
  const { keyframe: _, ...without } = stream
  expect(streamFeatures(without)).toBeUndefined()
  const alone = streamFeatures({ ...stream, frames: [first] })
  expect([alone?.fps, alone?.kbps, alone?.skip]).toEqual([undefined, undefined, undefined])
})

test('low is little for each pixel, in H.265 by its complexity', () => {
  const low = (codec: 'h264' | 'h265', bpp: number, complexity?: number): boolean =>
    isLow(
      {
        codec,
        width: 1,
        height: 1,
        loss: 0,
        bpp,
        ...(complexity === undefined ? {} : { complexity }),
      },
      THRESHOLDS,
    )
  expect([low('h264', 0.249, 1), low('h264', 0.25, 0.17), low('h264', 1, 0.169)]).toEqual([
    true,
    false,
    true,
  ])
  expect([low('h265', 0.1, 0.17), low('h265', 0.5, 0.169), low('h265', 0.249)]).toEqual([
    false,
    true,
    true,
  ])
})
