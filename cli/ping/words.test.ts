import { expect, it } from 'vitest'
import { readWords } from './words.ts'

const DEFAULTS = { rate: '20000', timeout: '1s', retries: '1', kind: 'auto' }

it('reads numbers and durations', () => {
  expect(readWords(DEFAULTS)).toEqual({
    rate: 20_000,
    timeoutMs: 1000,
    retries: 1,
    intervalMs: undefined,
    count: 1,
    kind: 'auto',
    summary: false,
  })
  expect(
    readWords({
      ...DEFAULTS,
      rate: '0',
      timeout: '1.5s',
      interval: '2m',
      count: '3',
      kind: 'dgram',
    }),
  ).toMatchObject({ rate: 0, timeoutMs: 1500, intervalMs: 120_000, count: 3, kind: 'dgram' })
})

it('goes on without end when there is an interval and no count', () => {
  expect(readWords({ ...DEFAULTS, interval: '1s' }).count).toBe(Number.POSITIVE_INFINITY)
})

it('names everything that is wrong at once', () => {
  const act = () =>
    readWords({ rate: '50001', timeout: '5', retries: '8', kind: 'tcp', count: '2' })
  expect(act).toThrow(
    [
      '--count needs --interval: how often to sweep',
      '--kind tcp: want one of auto, raw, dgram, net-ping',
      '--rate 50001: want a whole number 0 to 50000',
      '--timeout 5: want a duration such as 500ms, 1s or 2m, 1 ms to 60 s',
      '--retries 8: want a whole number 0 to 7',
    ].join('\n'),
  )
})
