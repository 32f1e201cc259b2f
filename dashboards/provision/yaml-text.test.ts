import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { yamlText } from './yaml-text.ts'

test('texts are in quotes, keys are not, lines of a template stay lines', () => {
  const text = yamlText({
    name: 'yes',
    on: '1e3',
    'a b': 12,
    list: ['x', true],
    template: '{{ define "a" }}\nb\n{{ end }}\n',
  })
  expect(text.split('\n').slice(1)).toEqual([
    'name: "yes"',
    '"on": "1e3"',
    '"a b": 12',
    'list:',
    '  - "x"',
    '  - true',
    'template: |',
    '  {{ define "a" }}',
    '  b',
    '  {{ end }}',
    '',
  ])
})

test('every text comes back, for parsers of both versions of YAML', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('\n', ' ', 'a', '\t', '#', ':', "'", '"', '\u2028', '\u0085'),
    }),
  )
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'no'), text), text, (map, one) => {
      const value = { map: { ...map }, list: [one] }
      expect(parse(yamlText(value), { version: '1.2' })).toEqual(value)
      expect(parse(yamlText(value), { version: '1.1' })).toEqual(value)
    }),
    { numRuns: 40 },
  )
})
