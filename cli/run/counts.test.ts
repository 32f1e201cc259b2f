import { expect, test } from 'vitest'
import { StateCounts } from './counts.ts'

test('a change of state moves one target in each of its rows and nowhere else', () => {
  const counts = new StateCounts(['nvr', 'tembalang', 'tugu'])
  const tembalang = counts.rowsOf(['nvr', 'tembalang'])
  counts.move(tembalang, undefined, 'unknown')
  counts.move(counts.rowsOf(['nvr', 'tugu', 'nowhere']), undefined, 'unknown')
  counts.move(tembalang, 'unknown', 'down')
  expect(counts.of('nvr')).toMatchObject({ unknown: 1, down: 1, up: 0 })
  expect(counts.of('tembalang')).toMatchObject({ unknown: 0, down: 1 })
  expect(counts.of('tugu')).toMatchObject({ unknown: 1, down: 0 })
  expect(counts.of('nowhere')).toMatchObject({ unknown: 0, down: 0 })
})
