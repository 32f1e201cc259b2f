import { expect, test } from 'vitest'
import { didYouMean } from './suggest.ts'

test.each([
  ['adress', 'address'],
  ['uplnik', 'uplink'],
  ['UPLINK', 'uplink'],
  ['slto', 'slot'],
  ['colour', undefined],
  ['', undefined],
  ['x'.repeat(100), undefined],
])('%s -> %s', (word, wanted) => {
  expect(didYouMean(word, ['address', 'uplink', 'slot', 'nvr'])).toBe(wanted)
})
