import { expect, test } from 'vitest'
import { NO_LOSSES, seriesStatus, waiting } from '../../test/console/fake-series.ts'
import { statusLines } from './status-lines.ts'

const NOW = Date.UTC(2026, 10, 22, 4, 12, 25)
const CLOCK = { now: NOW, timezone: 'Asia/Jakarta' }

test('each database, what is wrong with its remedy, and the spool', () => {
  expect(statusLines(seriesStatus(NOW), CLOCK, true)).toEqual([
    'main  http://10.0.0.5:8086 (InfluxDB 1): writing since 06:12:25 WIB',
    '  lag 0 s, nothing waits',
    '  49,374,000 points written since the start, the last 11:12:21 WIB; half within 41 ms, 99 % within 180 ms',
    '  205 dead letters; they are listed by: ronda store dead-letters --target main',
    '',
    'second  https://second.example:8086 (InfluxDB 2): waiting since 10:12:25 WIB',
    '  InfluxDB second at https://second.example:8086 cannot be reached: connect ECONNREFUSED; what is measured waits in the spool',
    expect.stringMatching(/^ {2}Remedy: see whether it runs/),
    '  lag 1 h: 9,874,800 points wait in 2,200 frames, 145 MB, the oldest of 10:12:25 WIB',
    '  39,499,200 points written since the start, the last 10:12:25 WIB; half within 60 ms, 99 % within 420 ms',
    '',
    'Spool: 150 MB of 4,295 MB, 9,874,800 points wait',
    'Summed up to: raw 11:12:20 WIB, m1 11:12:00 WIB, h1 11:00:00 WIB',
  ])
})

test('what was lost is told by why, and a spool that cannot be written loudly', () => {
  const status = seriesStatus(NOW)
  const losses = { ...NO_LOSSES, dropped: { ...NO_LOSSES.dropped, raw: 1_200_000 }, expired: 7 }
  const { lastWrittenAt: _, ...silent } = waiting(NOW)
  const text = statusLines(
    {
      ...status,
      spool: {
        ...status.spool,
        failingSince: NOW - 1000,
        lastError: 'disk full',
        inMemory: 1,
        lostInMemory: 9,
      },
      targets: [{ ...silent, losses }],
      rolledTo: {},
    },
    CLOCK,
    true,
  ).join('\n')
  expect(text).toContain(
    'lost, ever: 1,200,000 (dropped: 10 s values), 7 (older than they would be kept)',
  )
  expect(text).toContain('nothing written since the start')
  expect(text).toMatch(
    /Spool: CANNOT WRITE since 11:12:24 WIB: disk full; 1 frame wait in memory, 9 points lost there$/,
  )
})

test('of a spool that nobody writes it is not said how the databases are', () => {
  const [first, second] = statusLines(seriesStatus(NOW), CLOCK, false)
  expect(first).toBe('main  http://10.0.0.5:8086 (InfluxDB 1)')
  expect(second).toBe('  lag 0 s, nothing waits')
})

test('of a database that no program ever tried nothing is said but that', () => {
  const status = seriesStatus(NOW)
  const never = { ...status, spool: { ...status.spool, fileBytes: 0 } }
  expect(statusLines(never, CLOCK, false).slice(0, 3)).toEqual([
    'main  http://10.0.0.5:8086 (InfluxDB 1)',
    '  not tried yet',
    '',
  ])
  expect(statusLines(never, CLOCK, true)[1]).toBe('  lag 0 s, nothing waits')
})

test('of the spool what counts against its cap is told, and its size on the disk where that is much more', () => {
  const status = seriesStatus(NOW)
  const spool = { ...status.spool, bytes: 15_900_000, fileBytes: 28_200_000, maxBytes: 16_000_000 }
  expect(statusLines({ ...status, spool }, CLOCK, true)).toContain(
    'Spool: 15.9 MB of 16.0 MB, 28.2 MB on disk, 9,874,800 points wait',
  )
})
