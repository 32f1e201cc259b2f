import { expect, test } from 'vitest'
import { programMemory } from './memory.ts'
import { RELAY_TYPE } from './relay-size.ts'
import { WORKER_TYPES } from './worker-size.ts'

test('is known of every machine that the plan may choose, and grows with it', () => {
  const all = WORKER_TYPES.map((type) => programMemory(type).memoryMaxMb ?? Number.NaN)
  expect(all).toEqual([1536, 3072, 6144, 12_288, 24_576, 49_152])
  expect(programMemory(RELAY_TYPE)).toEqual({ memoryMaxMb: 3072 })
  expect(programMemory('x1.large')).toEqual({})
})
