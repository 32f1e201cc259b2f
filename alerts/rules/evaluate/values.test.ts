import { expect, test } from 'vitest'
import { parseValues } from './values.ts'

test.each([
  ['12x3 0', [12, 12, 12, 0]],
  ['1+2x4', [1, 3, 5, 7]],
  ['10-5x3 _x2', [10, 5, 0, null, null]],
  ['-3 1.5', [-3, 1.5]],
  ["'a b'x2 'it''s' _", ['a b', 'a b', "it's", null]],
  ['7x0', []],
] as const)('%s', (text, values) => {
  expect(parseValues(text)).toEqual({ values })
})

test.each(['', '1x', 'a', "'a", '1x2x3', '1,2', '1+x3', '1x1000000'])('no values: %s', (text) => {
  expect(parseValues(text)).toHaveProperty('problem')
})

test.each(['12x900000000', '1x99999 2', "'a'x100001", `_x${'9'.repeat(400)}`])(
  'too many: %s',
  (text) => {
    expect(parseValues(`0x2 ${text}`)).toEqual({ problem: 'too many values: more than 100,000' })
  },
)

test('a rise says how often', () => {
  expect(parseValues('1+2')).toEqual({ problem: '"1+2" does not say how often: 1+2x10' })
})
