import { expect, test } from 'vitest'
import type { Point } from '../../../store/schema/measurements.ts'
import { ENDS_MS } from '../../../store/schema/told-measurements.ts'
import { Endings } from './endings.ts'

const living = (isp: string, at: number): Point<'isp'> => ({
  measurement: 'isp',
  tags: { isp },
  fields: { lines: 3 },
  at,
})
const endOf = (last: Point<'isp'>, at: number): Point<'isp'> => ({
  ...last,
  fields: { lines: 0 },
  at,
})
const seen = (points: readonly Point<'isp'>[]) =>
  points.map(({ tags, fields }) => `${tags.isp} ${fields.lines}`)

test('what is over says 0 for ten minutes, and then nothing', () => {
  const endings = new Endings(endOf, 10)
  expect(seen(endings.take([living('a', 0), living('b', 0)], 0))).toEqual(['a 3', 'b 3'])
  expect(seen(endings.take([living('b', 10_000)], 10_000))).toEqual(['b 3', 'a 0'])
  expect(seen(endings.take([living('b', 0)], 10_000 + ENDS_MS - 1))).toEqual(['b 3', 'a 0'])
  expect(seen(endings.take([living('b', 0)], 10_000 + ENDS_MS))).toEqual(['b 3'])
})

test('what comes back goes on, and ends anew', () => {
  const endings = new Endings(endOf, 10)
  endings.take([living('a', 0)], 0)
  endings.take([], 10_000)
  expect(seen(endings.take([living('a', 20_000)], 20_000))).toEqual(['a 3'])
  endings.take([], 30_000)
  expect(seen(endings.take([], 30_000 + ENDS_MS - 1))).toEqual(['a 0'])
})

test('of many that end the last ones say it', () => {
  const endings = new Endings(endOf, 2)
  endings.take([living('a', 0), living('b', 0), living('c', 0)], 0)
  endings.take([living('b', 0), living('c', 0)], 10_000)
  expect(seen(endings.take([], 20_000))).toEqual(['b 0', 'c 0'])
})

test('a clock that is set back makes no end longer', () => {
  const endings = new Endings(endOf, 10)
  endings.take([living('a', 0)], 5 * ENDS_MS)
  endings.take([], 5 * ENDS_MS)
  expect(seen(endings.take([], 0))).toEqual(['a 0'])
  expect(seen(endings.take([], ENDS_MS))).toEqual([])
})
