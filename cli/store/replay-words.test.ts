import { expect, test } from 'vitest'
import { seriesStatus } from '../../test/console/fake-series.ts'
import { replayBody } from './replay-words.ts'

const NOW = Date.UTC(2026, 10, 22, 4)
const FRAME = { status: seriesStatus(NOW), timezone: 'Asia/Jakarta', now: NOW }

test('without words everything that waits is tried', () => {
  expect(replayBody({}, FRAME)).toEqual({ body: { deadLetters: false } })
  expect(replayBody({ target: 'main', 'dead-letters': true }, FRAME)).toEqual({
    body: { target: 'main', deadLetters: true },
  })
})

test('a span ends now and has all tiers unless it is said; a date is a whole day of the city', () => {
  expect(replayBody({ from: '-1d2h' }, FRAME)).toEqual({
    body: {
      deadLetters: false,
      from: '2026-11-21T02:00:00.000Z',
      to: '2026-11-22T04:00:00.000Z',
      tiers: ['m1', 'h1', 'd1', 'ev'],
    },
  })
  expect(replayBody({ from: '2026-11-20', to: '2026-11-20', tiers: 'm1, ev' }, FRAME)).toEqual({
    body: {
      deadLetters: false,
      from: '2026-11-19T17:00:00.000Z',
      to: '2026-11-20T17:00:00.000Z',
      tiers: ['m1', 'ev'],
    },
  })
})

test('every wrong word is told at once, with how to mend it', () => {
  const values = { target: 'mian', from: 'yesterday', to: '18:00', tiers: 'm2,raw,weeks' }
  expect(replayBody(values, FRAME)).toEqual({
    problems: [
      '--target mian: no database is called so; did you mean main?',
      expect.stringMatching(/^--from yesterday is no time; write 2026-12-31, .* or -3d/),
      expect.stringMatching(/^--to 18:00 is no time/),
      expect.stringMatching(/^--tiers .*no such tier as "m2"; did you mean/),
      expect.stringMatching(/"raw"; the local store keeps minutes, no 10 s values; one or more of/),
      expect.stringMatching(/"weeks"; one or more of m1, h1, d1, ev, with commas/),
      '--target: a span is written once more to all databases; leave --target out',
    ],
  })
})

test.each([
  [{ to: '-1h' }, '--from is missing: --to and --tiers are of a span'],
  [{ tiers: 'm1' }, '--from is missing: --to and --tiers are of a span'],
  [{ from: '2026-11-23' }, '--from 2026-11-23 is not before now'],
  [{ from: '-1h', to: '-2h' }, '--from -1h is not before --to'],
])('%j: %s', (values, problem) => {
  expect(replayBody(values, FRAME)).toEqual({ problems: [problem] })
})

test('where no database is configured it says how to add one', () => {
  expect(replayBody({}, { ...FRAME, status: undefined })).toEqual({
    problems: [expect.stringContaining('name one under influx: targets: in ronda.yaml')],
  })
})

test('an end that is ahead is now, and that is said', () => {
  expect(replayBody({ from: '-1h', to: '2027-01-01 00:00' }, FRAME)).toMatchObject({
    body: { to: '2026-11-22T04:00:00.000Z' },
    note: '--to 2027-01-01 00:00 is ahead; it ends now.',
  })
  expect(replayBody({ from: '2026-11-23', to: '2026-11-24' }, FRAME)).toEqual({
    problems: ['--from 2026-11-23 is not before now'],
  })
})
