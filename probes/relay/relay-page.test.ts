import { expect, test } from 'vitest'
import { relayFacts } from './relay-facts.ts'
import { readRelay } from './relay-page.ts'

const PATHS = 3000
const page = Array.from({ length: PATHS }, (_, i) => {
  const labels = `name="cam-${i}",state="${i % 3 === 0 ? 'notReady' : 'ready'}"`
  return `paths{${labels}} 1\npaths_readers{${labels}} 2\npaths_inbound_bytes{${labels}} ${i}\n`
}).join('')

test('a long page read piece by piece says what it says in one go', async () => {
  const facts = await readRelay(Buffer.from(page))
  expect(facts).toMatchObject({ paths: PATHS, ready: 2000, readers: 6000 })
  expect(facts).toEqual(relayFacts(page))
})

test('what is no page of a relay is none, however it is cut', async () => {
  expect(await readRelay(Buffer.from('x'.repeat(600_000)))).toBeUndefined()
  expect(await readRelay(Buffer.alloc(0))).toBeUndefined()
})
