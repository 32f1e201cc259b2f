import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HEADER, layOut, PADDING } from './layout.ts'

const SEMARANG = [
  834, 532, 605, 534, 985, 1215, 1063, 759, 906, 1217, 755, 1140, 759, 685, 912, 530,
]
const DESK = { width: 944, height: 700, ratio: 1, pitchLeast: 4, pitchMost: 22 }

test('the reference city fits a screen of 1280 by 800 with cells of 6 pixels', () => {
  const { pitch, height } = layOut(SEMARANG, DESK)
  expect(pitch).toBe(6)
  expect(height).toBeLessThanOrEqual(700)
})

test('a wall screen gets larger cells', () => {
  expect(layOut(SEMARANG, { ...DESK, width: 3400, height: 1980 }).pitch).toBeGreaterThanOrEqual(18)
})

test('a phone gets one block below the other, as wide as it is', () => {
  const phone = { ...DESK, width: 366, height: Number.POSITIVE_INFINITY, pitchMost: 8 }
  const { pitch, blocks } = layOut(SEMARANG, phone)
  expect(pitch).toBe(8)
  expect(new Set(blocks.map((block) => block.x))).toEqual(new Set([0]))
})

test('every cell of every city has room in its block, and no two blocks overlap', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 2500 }), { minLength: 1, maxLength: 24 })
  const width = fc.integer({ min: 200, max: 4000 })
  const height = fc.oneof(
    fc.integer({ min: 300, max: 2200 }),
    fc.constant(Number.POSITIVE_INFINITY),
  )
  fc.assert(
    fc.property(
      counts,
      width,
      height,
      fc.constantFrom(1, 1.5, 2, 3),
      (cells, wide, high, ratio) => {
        const layout = layOut(cells, {
          width: wide,
          height: high,
          ratio,
          pitchLeast: 4,
          pitchMost: 22,
        })
        expect(layout.blocks).toHaveLength(cells.length)
        layout.blocks.forEach((block, index) => {
          const lines = Math.ceil((cells[index] ?? 0) / block.columns)
          expect(lines * layout.pitch).toBeLessThanOrEqual(block.height - HEADER - PADDING + 1e-6)
          expect(block.columns * layout.pitch).toBeLessThanOrEqual(block.width)
          expect(block.x + block.width).toBeLessThanOrEqual(wide + 1e-6)
          for (const other of layout.blocks.slice(index + 1)) {
            const apart =
              other.y >= block.y + block.height - 1e-6 || other.x >= block.x + block.width - 1e-6
            expect(apart).toBe(true)
          }
        })
      },
    ),
    { numRuns: 60 },
  )
})
