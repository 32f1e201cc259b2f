import { expect, test } from 'vitest'
import { featuresFrom } from './feature-record.ts'

const KEPT = { codec: 'h265', width: 640, height: 360, bpp: 0.5, loss: 0 } as const

test('takes what is known and leaves the rest', () => {
  const seen = { ...KEPT, mean: 80, plain: 0.2, likeness: -0.1 }
  expect(featuresFrom({ ...seen, shoe: 44 })).toEqual(seen)
  expect(featuresFrom({ ...KEPT, mean: 'bright', sd: Number.NaN })).toEqual(KEPT)
})

test('is undefined where what every look has is missing', () => {
  const { bpp: _, ...without } = KEPT
  expect(featuresFrom(without)).toBeUndefined()
  expect(featuresFrom({ ...KEPT, codec: 'mjpeg' })).toBeUndefined()
  expect(featuresFrom({ ...KEPT, width: '640' })).toBeUndefined()
})
