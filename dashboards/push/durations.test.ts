import { expect, test } from 'vitest'
import { durationOf } from './durations.ts'

test.each([
  ['180s', '3m'],
  ['90s', '1m30s'],
  ['0s', '0s'],
  ['4h', '4h'],
  ['24h', '1d'],
  ['7d', '1w'],
  ['8d', '8d'],
  ['1500ms', '1s500ms'],
  ['soon', 'soon'],
])('%s is given back as %s', (written, given) => {
  expect(durationOf(written)).toBe(given)
})
