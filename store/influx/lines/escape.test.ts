import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeMeasurement, escapeTag, MOST_TEXT_BYTES, quoteText } from './escape.ts'

const text = fc.string({ unit: 'binary', maxLength: 30 })
const nasty = fc.string({
  unit: fc.constantFrom('\\', ',', '=', ' ', '"', '\n', '\r', '\0', 'a', 'ü', '#', '😀', '\ud800'),
  maxLength: 20,
})

test('leaves ids, names and umlauts as they are, and escapes what has a meaning', () => {
  expect(escapeTag('smg-0042.a')).toBe('smg-0042.a')
  expect(escapeTag('Telkom, Biznet = 2')).toBe('Telkom\\,\\ Biznet\\ \\=\\ 2')
  expect(escapeTag('a\\b')).toBe('a\\b')
  expect(quoteText('say "x\\y"')).toBe('"say \\"x\\\\y\\""')
  expect(escapeMeasurement('up, link')).toBe('up\\,\\ link')
})

test('replaces what a line cannot hold', () => {
  expect(escapeTag('a\\')).toBe('a/')
  expect(escapeTag('a\\\\, b')).toBe('a//\\,\\ b')
  expect(escapeTag('a\nb\r\0')).toBe('a\\ b\\ \\ ')
  expect(quoteText('a\nb')).toBe('"a b"')
  expect(quoteText('\ud800x\udfff')).toBe('"\ufffdx\ufffd"')
  expect(escapeMeasurement('a\\b')).toBe('a/b')
  expect(escapeMeasurement('')).toBe('_')
  expect(escapeMeasurement('#x')).toBe('_x')
  expect(escapeTag('')).toBe('')
})

test('cuts long texts at a character', () => {
  expect(escapeTag('x'.repeat(70_000))).toHaveLength(MOST_TEXT_BYTES)
  const cut = escapeTag('ü'.repeat(70_000).replace('ü', 'x'))
  expect(cut).toBe(`x${'ü'.repeat(1_023)}`)
})

test('ends no tag, no quotes and no line before its time, whatever the text', () => {
  fc.assert(
    fc.property(fc.oneof(text, nasty), (value) => {
      expect(escapeTag(value)).toMatch(/^(?:[^,= \n\\]|\\[^\n])*$/u)
      expect(escapeTag(value)).not.toMatch(/\\$/)
      expect(quoteText(value)).toMatch(/^"(?:[^"\\\n]|\\["\\])*"$/u)
      expect(escapeMeasurement(value)).toMatch(/^(?:[^, \n\\#]|\\[^\n])(?:[^, \n\\]|\\[^\n])*$/u)
    }),
  )
})
