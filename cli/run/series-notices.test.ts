import { expect, test } from 'vitest'
import type { SeriesStatus, SeriesTargetStatus } from '../../store/series/status.ts'
import { NO_LOSSES, seriesStatus, waiting, writing } from '../../test/console/fake-series.ts'
import { seriesNotices } from './series-notices.ts'

const NOW = Date.UTC(2026, 10, 22, 4)
const PROBLEM = { code: 'unauthorised', values: { said: 'no' }, since: NOW - 5000 } as const

const of = (...targets: readonly SeriesTargetStatus[]): SeriesStatus => ({
  ...seriesStatus(NOW),
  targets,
})
const textsOf = (status: SeriesStatus | undefined): readonly string[] =>
  seriesNotices(status).map(({ level, text }) => `${level} ${text}`)

test('nothing to read where all is written, or no database is configured', () => {
  expect(textsOf(of(writing(NOW)))).toEqual([])
  expect(textsOf(undefined)).toEqual([])
})

test('what is held is an error at once, with all that its sentence is made of', () => {
  const held = { ...writing(NOW), state: 'held', since: NOW - 5000, problem: PROBLEM } as const
  expect(seriesNotices(of(held))).toEqual([
    {
      level: 'error',
      text: 'series-held',
      values: {
        code: 'unauthorised',
        name: 'main',
        url: 'http://10.0.0.5:8086',
        said: 'no',
        since: NOW - 5000,
      },
    },
  ])
})

test('a tier that is held is an error though the rest is written, refused points are a warning', () => {
  const since = NOW - 5000
  const lacks = { code: 'no-retention', values: { database: 'ronda', tier: 'h1' }, since } as const
  const [notice] = seriesNotices(of({ ...writing(NOW), state: 'catching-up', problem: lacks }))
  expect(notice).toMatchObject({
    level: 'error',
    text: 'series-held',
    values: { tier: 'h1', since },
  })
  const refuses = { code: 'refused-points', values: {}, since } as const
  expect(textsOf(of({ ...writing(NOW), problem: refuses }))).toEqual(['warning series-held'])
  const passes = { code: 'timeout', values: {}, since } as const
  expect(textsOf(of({ ...writing(NOW), problem: passes }))).toEqual([])
})

test('what waits is a warning after a minute', () => {
  expect(textsOf(of({ ...waiting(NOW), since: NOW - 60_000 }))).toEqual([])
  expect(textsOf(of({ ...waiting(NOW), since: NOW - 60_001 }))).toEqual(['warning series-waiting'])
})

test('points that the cap dropped are an error until the database has caught up', () => {
  const losses = { ...NO_LOSSES, dropped: { ...NO_LOSSES.dropped, raw: 5, minute: 2 } }
  const behind = { ...writing(NOW), state: 'catching-up', losses } as const
  expect(seriesNotices(of(behind))).toEqual([
    { level: 'error', text: 'series-dropping', values: { name: 'main', count: 7 } },
  ])
  expect(textsOf(of({ ...behind, state: 'writing' }))).toEqual([])
})

test('a spool that cannot be written is an error', () => {
  const status = of(writing(NOW))
  const spool = { ...status.spool, failingSince: NOW - 1, lastError: 'disk full' }
  expect(textsOf({ ...status, spool })).toEqual(['error spool-cannot-write'])
})
