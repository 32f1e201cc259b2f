// A slice of the fuzzing; `npm run soak` feeds ten million bytes.
import { expect, test } from 'vitest'
import { fuzzStreams } from './fuzz.ts'

test('hostile bytes crash nothing, and cost no more than their limits', async () => {
  const result = await fuzzStreams(1_000_000, Date.now() >>> 0)
  expect(result).toMatchObject({ crashes: [], overTime: 0, overMemory: 0 })
  expect(result.cases).toBeGreaterThan(500)
})
