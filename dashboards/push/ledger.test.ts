import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ledger, messageOf, sentWith } from './ledger.ts'
import { KINDS } from './thing.ts'

const hash = fc.stringMatching(/^[0-9a-f]{16}$/)
const entry = fc.record(
  {
    kind: fc.constantFrom(...KINDS),
    key: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
    given: hash,
    sent: hash,
    secrets: hash,
  },
  { requiredKeys: ['kind', 'key', 'given', 'sent'] },
)

test('what is written is read again, whatever names are in it', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(entry, { selector: ({ kind, key }) => `${kind}\n${key}` }),
      (entries) => {
        const ledger = new Ledger(entries)
        const read = Ledger.parse(ledger.text())
        expect(read.text()).toBe(ledger.text())
        for (const { kind, key, ...rest } of entries)
          expect(read.get(kind, key)).toMatchObject(rest)
      },
    ),
  )
})

test('no name ends the comment that it stands in', () => {
  const text = new Ledger([
    { kind: 'template', key: '*/}} {{ end }}', given: '0', sent: '1' },
  ]).text()
  expect(text.match(/\*\//g)).toHaveLength(1)
})

test('lines of others are passed over', () => {
  expect(Ledger.parse('{{ define "x" }}\nrule\nnonsense a b c\n').of('rule')).toEqual([])
})

test('a version of a dashboard is ours by its whole message', () => {
  expect(sentWith(messageOf({ title: 'A' }))).toMatch(/^[0-9a-f]{16}$/)
  expect(sentWith('Ronda is great')).toBeUndefined()
})
