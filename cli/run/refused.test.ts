import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Refused } from './refused.ts'

const NOW = Date.UTC(2026, 10, 22, 4)

test('asks the store at most every 2 s, and never waits for it', async () => {
  let asked = 0
  const refused = new Refused({ outboxHealth: async () => ({ waiting: 0, refused: ++asked }) })
  expect(refused.count(NOW)).toBe(0)
  await setImmediate()
  expect(refused.count(NOW + 1_999)).toBe(1)
  await setImmediate()
  expect(asked).toBe(1)
  expect(refused.count(NOW + 2_000)).toBe(1)
  await setImmediate()
  expect(refused.count(NOW + 2_001)).toBe(2)
})

test('keeps the last word of a store that fails or hangs', async () => {
  const answers = [
    async () => ({ waiting: 0, refused: 3 }),
    () => Promise.reject(new Error('the disk is ill')),
    () => new Promise<never>(() => {}),
  ]
  let asked = 0
  const refused = new Refused({ outboxHealth: () => answers[asked++]?.() ?? Promise.reject() })
  for (let at = NOW; at < NOW + 20_000; at += 2_000) {
    refused.count(at)
    await setImmediate()
  }
  expect(refused.count(NOW + 20_000)).toBe(3)
  expect(asked).toBe(answers.length)
})
