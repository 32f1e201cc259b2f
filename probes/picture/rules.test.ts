import { expect, test } from 'vitest'
import type { Features } from './picture.ts'
import { type Context, rule } from './rules.ts'
import { THRESHOLDS } from './thresholds.ts'

const ALONE: Context = { comparable: false, still: false, usual: undefined }
const BASE: Features = {
  codec: 'h264',
  width: 640,
  height: 360,
  bpp: 0.8,
  qp: 26,
  complexity: 0.8,
  skip: 0,
  fps: 15,
  kbps: 400,
  loss: 0,
}
const SEEN: Features = { ...BASE, mean: 110, sd: 40, chroma: 4, plain: 0.02 }
const LOW = { bpp: 0.1, complexity: 0.05 }
const DARK = { mean: 23.9, sd: 1.4, chroma: 0, plain: 1 }
const PLAIN = { ...LOW, mean: 40, sd: 22, chroma: 5, plain: 0.9 }

const found = (features: Partial<Features>, context: Partial<Context> = {}): string =>
  rule({ ...SEEN, ...features }, THRESHOLDS, { ...ALONE, ...context }).found

test('a picture as a camera sees it is live', () => {
  expect(found({})).toBe('live')
})

test('black is dark, flat, low and without noise; with bits or noise it is dark', () => {
  expect(found({ ...LOW, ...DARK })).toBe('black')
  expect(found({ ...LOW, ...DARK, madLast: 0.089 }, { comparable: true })).toBe('black')
  expect(found({ ...LOW, ...DARK, madLast: 0.09 }, { comparable: true })).toBe('dark')
  expect(found({ ...LOW, ...DARK, madLast: 9 })).toBe('black')
  expect(found(DARK)).toBe('dark')
  expect(found({ codec: 'h265', ...DARK, bpp: 0.3, complexity: 0.12 })).toBe('black')
  expect(found({ codec: 'h265', ...DARK, bpp: 0.2, complexity: 0.3 })).toBe('dark')
  expect(found({ ...DARK, bpp: 0.2, complexity: 0.17 })).toBe('dark')
})

test('a dim street is live by its spread, a little brighter flat picture by its mean', () => {
  expect(found({ ...LOW, ...DARK, sd: 1.5, plain: 0.3 })).toBe('live')
  expect(found({ mean: 18, sd: 4.6 })).toBe('live')
  expect(found({ mean: 24, sd: 1 })).toBe('live')
})

test('white all over is washed out, however few bits it takes', () => {
  expect(found({ mean: 225.1, sd: 1.4, plain: 1, ...LOW })).toBe('washed_out')
  expect(found({ mean: 225.1, sd: 1.5 })).toBe('live')
  expect(found({ mean: 225, sd: 1.4 })).toBe('live')
})

test("a recorder's own picture is plain, low in H.264, and without noise", () => {
  expect(found(PLAIN)).toBe('no_signal')
  expect(found({ ...PLAIN, madLast: 0.089 }, { comparable: true })).toBe('no_signal')
  expect(found({ ...PLAIN, madLast: 0.09 }, { comparable: true })).toBe('live')
  expect(found({ ...PLAIN, plain: 0.64 })).toBe('live')
  expect(found({ ...PLAIN, bpp: 0.25, complexity: 0.2 })).toBe('live')
  expect(found({ ...PLAIN, codec: 'h265', bpp: 0.5, complexity: 0.3 })).toBe('no_signal')
})

test('a flat dark blue is no signal, not black', () => {
  const blue = { ...LOW, ...DARK }
  expect(found({ ...blue, chroma: 40.1 })).toBe('no_signal')
  expect(found({ ...blue, chroma: 40 })).toBe('black')
})

test('a still picture is frozen, one unlike its reference suspect', () => {
  expect(found({}, { still: true })).toBe('frozen')
  expect(found({ likeness: 0.29 })).toBe('tamper_suspect')
  expect(found({ likeness: 0.3 })).toBe('live')
  expect(found({ likeness: 0.1 }, { still: true })).toBe('frozen')
})

test('a stream is weak beside its own usual only', () => {
  const usual = { fps: 30, kbps: 1000 }
  expect(found({ fps: 14.9 }, { usual })).toBe('degraded')
  expect(found({ fps: 15, kbps: 99 }, { usual })).toBe('degraded')
  expect(found({ fps: 15, kbps: 100 }, { usual })).toBe('live')
  expect(found({ fps: 1, kbps: 1 })).toBe('live')
})

test('without a picture H.264 alone is found black or without signal', () => {
  const sizes = (features: Partial<Features>): string =>
    rule({ ...BASE, ...features }, THRESHOLDS, { ...ALONE, still: true }).found
  expect(sizes({ bpp: 0.003, complexity: 0.001 })).toBe('black')
  expect(sizes(LOW)).toBe('no_signal')
  expect(sizes({ ...LOW, codec: 'h265' })).toBe('live')
  expect(sizes({})).toBe('live')
})
