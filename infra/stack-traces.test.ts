import { afterEach, expect, test } from 'vitest'
import { plainStacks } from './stack-traces.js'

const { prepareStackTrace, stackTraceLimit } = Error

afterEach(() => {
  Error.prepareStackTrace = prepareStackTrace
  Error.stackTraceLimit = stackTraceLimit
})

test('an error without words has no stack, one with words has, and so has whoever asks for all', () => {
  plainStacks()
  expect(new Error().stack).toBe('Error')
  expect(new TypeError('torn').stack).toMatch(
    /^TypeError: torn\n {4}at .*stack-traces\.test\.ts:\d+:\d+/,
  )
  Error.stackTraceLimit = Number.POSITIVE_INFINITY
  expect(new Error().stack).toMatch(/^Error\n {4}at .*stack-traces\.test\.ts:\d+/)
})
