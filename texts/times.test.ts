import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  formatCount,
  formatDuration,
  formatMegabytes,
  formatRtt,
  formatShare,
  formatTime,
  zoneName,
} from './times.ts'

const NOON = Date.UTC(2026, 10, 22, 5, 0, 0)

test.each([
  [0, '0 s'],
  [999, '0 s'],
  [-5000, '0 s'],
  [45_000, '45 s'],
  [3_600_000, '1 h'],
  [3_605_000, '1 h'],
  [11_520_000, '3 h 12 min'],
  [187_200_000, '2 d 4 h'],
])('%d ms is %s', (durationMs, text) => {
  expect(formatDuration('en', durationMs)).toBe(text)
})

test('a duration is never longer than the time that passed, nor shorter by a part in two', () => {
  const worth: Readonly<Record<string, number>> = { d: 86_400, h: 3600, min: 60, s: 1 }
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 10_000_000_000 }), (durationMs) => {
      const words = formatDuration('en', durationMs).split(' ')
      let seconds = 0
      for (let i = 0; i < words.length; i += 2) {
        seconds += Number(words[i]) * (worth[words[i + 1] ?? ''] ?? Number.NaN)
      }
      expect(seconds * 1000).toBeLessThanOrEqual(durationMs)
      expect(seconds * 1000).toBeGreaterThan(durationMs / 2)
    }),
  )
})

test('a time has its zone, its day when it is not today, its year when it is not this one', () => {
  const at = (ms: number) => formatTime('en', ms, 'Asia/Jakarta', NOON)
  expect(at(NOON)).toBe('12:00:00 WIB')
  expect(at(NOON - 86_400_000)).toBe('21 Nov 12:00:00 WIB')
  expect(at(NOON - 400 * 86_400_000)).toBe('18 Oct 2025 12:00:00 WIB')
  expect(formatTime('id', NOON, 'Asia/Jakarta', NOON)).toBe('12:00:00 WIB')
  expect(formatTime('en', NOON, 'Asia/Jakarta', NOON, { zone: false })).toBe('12:00:00')
  expect(zoneName('en', 'Europe/Amsterdam', NOON)).toBe('CET')
})

test('numbers follow the language', () => {
  expect(formatCount('en', 13_431)).toBe('13,431')
  expect(formatCount('id', 13_431)).toBe('13.431')
  expect(formatRtt('en', 420)).toBe('0.42 ms')
  expect(formatRtt('id', 18_340)).toBe('18,3 ms')
  expect(formatRtt('en', 240_400)).toBe('240 ms')
})

test('nothing short of all is 100 %', () => {
  expect(formatShare('en', 1)).toBe('100 %')
  expect(formatShare('en', 0.999999)).toBe('99.99 %')
  expect(formatShare('id', 0.9931)).toBe('99,31 %')
  expect(formatShare('en', 0)).toBe('0 %')
})

test('bytes are shown as megabytes', () => {
  expect(formatMegabytes('en', 350_000)).toBe('0.4 MB')
  expect(formatMegabytes('id', 12_300_000)).toBe('12,3 MB')
  expect(formatMegabytes('en', 4_294_967_296)).toBe('4,295 MB')
})
