import { expect, test } from 'vitest'
import { seriesStatus, waiting, writing } from '../../test/console/fake-series.ts'
import { seriesLine } from './series-line.ts'

const NOW = Date.UTC(2026, 10, 22, 4)
const CLOCK = { now: NOW, timezone: 'Asia/Jakarta' }

test('one line for all databases, nothing where none is configured', () => {
  expect(seriesLine(seriesStatus(NOW), CLOCK)).toEqual([
    'Series: main writing, lag 0 s; second waiting since 10:00:00 WIB, 9.9 M points wait',
  ])
  expect(seriesLine(undefined, CLOCK)).toEqual([])
})

test('says what is caught up with, what was not tried yet, and a spool that cannot be written', () => {
  const status = seriesStatus(NOW)
  const late = { ...writing(NOW), state: 'catching-up' as const, lagMs: 65_000 }
  const owed = { frames: 3, points: 12_345, bytes: 1 }
  const fresh = { ...waiting(NOW), state: 'starting' as const, backlog: { ...owed, points: 950 } }
  const targets = [{ ...late, backlog: owed }, fresh]
  const spool = { ...status.spool, failingSince: NOW }
  expect(seriesLine({ ...status, spool, targets }, CLOCK)).toEqual([
    'Series: main catching up, lag 1 min 5 s, 12 k points wait; second not tried yet, 950 points wait; the spool CANNOT BE WRITTEN',
  ])
})
