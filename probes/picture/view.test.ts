import { expect, test } from 'vitest'
import { THUMB_HEIGHT, THUMB_WIDTH, type Thumb } from './picture.ts'
import {
  correlation,
  createView,
  difference,
  INNER_CELLS,
  innerOf,
  reduce,
  statisticsOf,
} from './view.ts'

const WHOLE = createView([])

function thumb(luma: (x: number, y: number) => number, u = 128, v = 128): Thumb {
  const cells = THUMB_WIDTH * THUMB_HEIGHT
  return {
    luma: Uint8Array.from({ length: cells }, (_, at) =>
      luma(at % THUMB_WIDTH, Math.floor(at / THUMB_WIDTH)),
    ),
    u: new Uint8Array(cells / 4).fill(u),
    v: new Uint8Array(cells / 4).fill(v),
  }
}

test('rows of clocks and names at top and bottom are not looked at', () => {
  const clock = thumb((_, y) => (y < 4 || y >= 32 ? 235 : 16))
  expect(statisticsOf(clock, WHOLE)).toEqual({ mean: 16, sd: 0, chroma: 0, plain: 1 })
  expect(
    statisticsOf(
      thumb((_, y) => (y === 4 ? 235 : 16)),
      WHOLE,
    ).sd,
  ).toBeGreaterThan(10)
})

test('masks of a camera are not looked at, but never all of it', () => {
  const view = createView([{ x: 0, y: 0, width: 0.5, height: 1 }])
  expect(
    statisticsOf(
      thumb((x) => (x < 32 ? 235 : 20)),
      view,
    ).mean,
  ).toBe(20)
  expect(createView([{ x: 0, y: 0, width: 1, height: 1 }])).toBe(WHOLE)
})

test('mean, spread and distance from grey are those of the picture', () => {
  const halves = statisticsOf(
    thumb((x) => (x < 32 ? 90 : 110), 131, 124),
    WHOLE,
  )
  expect([halves.mean, halves.sd, halves.chroma]).toEqual([100, 10, 5])
  expect(halves.plain).toBeCloseTo(62 / 63, 6)
})

test('the difference is the mean of absolute differences', () => {
  const [one, other] = [innerOf(thumb(() => 50)), innerOf(thumb((x) => (x === 0 ? 114 : 50)))]
  expect(difference(one, other, WHOLE)).toBe(1)
  expect(one.length).toBe(INNER_CELLS)
})

test('likeness takes no notice of brightness and contrast, and is absent for a flat reference', () => {
  const wave = (gain: number, offset: number) =>
    reduce(innerOf(thumb((x, y) => offset + gain * (Math.sin(x / 5) * 20 + (y % 9)))))
  const reference = wave(2, 90)
  expect(correlation(wave(1, 60), reference, WHOLE, 4)).toBeGreaterThan(0.99)
  expect(correlation(wave(-1, 160), reference, WHOLE, 4)).toBeLessThan(-0.99)
  expect(correlation(wave(0, 60), reference, WHOLE, 4)).toBe(0)
  expect(correlation(reference, wave(0, 60), WHOLE, 4)).toBeUndefined()
})
