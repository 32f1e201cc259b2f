import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sampleMessage } from '../../test/rigs/sample-message.ts'
import type { ListedTarget } from '../notification.ts'
import { listJson, notificationJson, writeRow } from './list-json.ts'
import { messageOfRow, rememberMessage } from './row-message.ts'

const text = fc.string({ unit: 'binary', maxLength: 20 })
const row: fc.Arbitrary<ListedTarget> = fc.record(
  { id: text, kind: text, name: text, kecamatan: text, owner: text },
  { noNullPrototype: true },
)

test('a message in pieces is, byte for byte, what JSON makes of it', () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 6 }),
      fc.nat(6),
      text,
      fc.boolean(),
      (list, written, title, synthetic) => {
        for (const one of list.slice(0, written)) writeRow(one)
        const message = sampleMessage('k', 1, {
          title,
          lines: [title, '"list":[]'],
          list,
          synthetic,
        })
        expect(notificationJson(message)).toBe(JSON.stringify(message))
        // The second time the whole list is known.
        expect(listJson(list)).toBe(JSON.stringify(list))
      },
    ),
  )
})

test('a row has the message that it was made of; one that was kept is read', () => {
  const message = sampleMessage('k', 2)
  const made = { body: JSON.stringify(message) }
  rememberMessage(made, message)
  expect(messageOfRow(made)).toBe(message)
  expect(messageOfRow({ body: made.body })).toEqual(message)
  expect(messageOfRow({ body: '{"a":1}' })).toBeUndefined()
  expect(messageOfRow({ body: '{' })).toBeUndefined()
})
