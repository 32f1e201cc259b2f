import { expect, test } from 'vitest'
import { holds } from './hours.ts'
import type { Hours } from './policy.ts'

const at = (text: string): number => Date.parse(text)
const jakarta = (hours: Partial<Hours>): Hours => ({
  days: [1, 2, 3, 4, 5],
  fromMinute: 7 * 60,
  toMinute: 19 * 60,
  timezone: 'Asia/Jakarta',
  ...hours,
})

test('hold from their first minute to before their last, by the clock of the place', () => {
  // 23 November 2026 is a Monday; Jakarta is seven hours ahead.
  expect(holds(jakarta({}), at('2026-11-22T23:59:59Z'))).toBe(false)
  expect(holds(jakarta({}), at('2026-11-23T00:00:00Z'))).toBe(true)
  expect(holds(jakarta({}), at('2026-11-23T11:59:59Z'))).toBe(true)
  expect(holds(jakarta({}), at('2026-11-23T12:00:00Z'))).toBe(false)
  expect(holds(jakarta({ days: [0] }), at('2026-11-23T05:00:00Z'))).toBe(false)
})

test('end on the next day where they go over midnight', () => {
  const friday = jakarta({ days: [5], fromMinute: 22 * 60, toMinute: 5 * 60 + 30 })
  expect(holds(friday, at('2026-11-27T15:00:00Z'))).toBe(true)
  expect(holds(friday, at('2026-11-27T22:29:00Z'))).toBe(true)
  expect(holds(friday, at('2026-11-27T22:30:00Z'))).toBe(false)
  expect(holds(friday, at('2026-11-26T22:00:00Z'))).toBe(false)
})

test('are a whole day from 00:00 to 00:00', () => {
  const sunday = jakarta({ days: [0], fromMinute: 0, toMinute: 0 })
  expect(holds(sunday, at('2026-11-21T17:00:00Z'))).toBe(true)
  expect(holds(sunday, at('2026-11-22T16:59:59Z'))).toBe(true)
  expect(holds(sunday, at('2026-11-22T17:00:00Z'))).toBe(false)
})
