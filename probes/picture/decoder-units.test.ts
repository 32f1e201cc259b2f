import fc from 'fast-check'
import { expect, test } from 'vitest'
import { onePicture } from './decoder-units.ts'
import { SAMPLES } from './ffmpeg-samples.ts'

/** First octets of NAL units; the slices say I in their headers (H.264: ue(0), ue(7)). */
const H264 = {
  sps: [0x67, 1],
  pps: [0x68, 2],
  sei: [0x06, 3],
  idr: [0x65, 0b1000_1000, 9],
  // First macroblock 1 (010), slice type 7 (0001000).
  idrSecond: [0x65, 0b0100_0010, 0b0010_0000],
  p: [0x61, 0b1_00110_00, 9],
  i: [0x61, 0b1000_1000, 9],
  partition: [0x62, 0xff],
} as const
const H265 = {
  vps: [0x40, 1, 1],
  sps: [0x42, 1, 2],
  pps: [0x44, 1, 3],
  sei: [0x4e, 1, 4],
  idr: [0x28, 1, 0x80],
  idrSecond: [0x28, 1, 0x40],
  trail: [0x02, 1, 0x80],
  enhanced: [0x28, 9, 0x80],
} as const

const annexB = (units: readonly (readonly number[])[]) =>
  Uint8Array.from(units.flatMap((unit) => [0, 0, 0, 1, ...unit]))
const look = (codec: 'h264' | 'h265', units: readonly (readonly number[])[]) => {
  const kept = onePicture({ codec, data: annexB(units), width: 640, height: 360 })
  return kept && [...kept]
}

test('parameter sets and the slices of one picture stay, everything else goes', () => {
  const { sps, pps, sei, idr, idrSecond } = H264
  expect(look('h264', [sps, pps, sei, idr, sei, idrSecond, sps])).toEqual([
    ...annexB([sps, pps, idr, idrSecond]),
  ])
  const { vps } = H265
  expect(
    look('h265', [vps, H265.sps, H265.pps, H265.sei, H265.idr, H265.enhanced, H265.idrSecond]),
  ).toEqual([...annexB([vps, H265.sps, H265.pps, H265.idr, H265.idrSecond])])
  expect(look('h264', [sps, pps, H264.i])).toBeDefined()
})

test.each([
  ['nothing', 'h264', []],
  ['parameter sets alone', 'h264', [H264.sps, H264.pps]],
  ['two pictures', 'h264', [H264.sps, H264.pps, H264.idr, H264.idr]],
  ['no first slice', 'h264', [H264.sps, H264.pps, H264.idrSecond]],
  ['slices out of order', 'h264', [H264.sps, H264.idr, H264.idrSecond, H264.idrSecond]],
  ['a frame that depends on others', 'h264', [H264.sps, H264.pps, H264.p]],
  ['slices of two kinds', 'h264', [H264.sps, H264.idr, [0x61, 0b0100_0010, 0b0010_0000]]],
  ['a part of a slice', 'h264', [H264.sps, H264.idr, H264.partition]],
  ['the forbidden bit', 'h264', [H264.sps, [0xe5, 0x88]]],
  ['a slice that ends in its header', 'h264', [H264.sps, [0x65]]],
  ['two pictures', 'h265', [H265.sps, H265.pps, H265.idr, H265.idr]],
  ['no first slice', 'h265', [H265.sps, H265.pps, H265.idrSecond]],
  ['a frame that depends on others', 'h265', [H265.sps, H265.pps, H265.trail]],
  ['a unit that ends in its header', 'h265', [H265.sps, [0x28, 1]]],
] as const)('refused: %s (%s)', (_, codec, units) => {
  expect(look(codec, units)).toBeUndefined()
})

test('what encoders make is taken as it is', () => {
  for (const sample of SAMPLES) {
    expect([...(onePicture(sample) ?? [])]).toEqual([...sample.data])
  }
})

test('any bytes: a picture or none, never an error', () => {
  const anyBytes = fc.uint8Array({ maxLength: 200 })
  fc.assert(
    fc.property(fc.array(anyBytes), fc.constantFrom('h264', 'h265'), (units, codec) => {
      const data = annexB(units.map((unit) => [...unit]))
      const kept = onePicture({ codec, data, width: 64, height: 64 })
      expect(kept === undefined || kept.length <= data.length + units.length).toBe(true)
    }),
    { numRuns: 200 },
  )
})
