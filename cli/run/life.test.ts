import { expect, test } from 'vitest'
import { signOfLife } from './life.ts'

const NOW = Date.UTC(2026, 10, 22)
const WELL = {
  now: NOW,
  round: { at: NOW - 900, blind: false },
  store: { writable: true },
  notifier: { tickedAt: NOW - 900, receivers: () => [{}] },
}

test('all is well while round, store and notifier live', () => {
  expect(signOfLife(WELL)).toEqual({ ok: true, why: '' })
})

test.each([
  ['the round has not begun', { round: undefined }],
  ['the round says nothing', { round: { at: NOW - 16_000, blind: false } }],
  ['the probe is blind', { round: { at: NOW, blind: true } }],
  ['the store cannot write: disk full', { store: { writable: false, lastError: 'disk full' } }],
  ['the notifier stands still', { notifier: { ...WELL.notifier, tickedAt: NOW - 16_000 } }],
  [
    'no receiver can be reached',
    { notifier: { tickedAt: NOW, receivers: () => [{ failingSince: NOW - 301_000 }] } },
  ],
])('nothing is said when %s', (why, part) => {
  expect(signOfLife({ ...WELL, ...part })).toEqual({ ok: false, why })
})

test('one receiver that is reached is enough', () => {
  const receivers = () => [{ failingSince: NOW - 900_000 }, {}]
  expect(signOfLife({ ...WELL, notifier: { tickedAt: NOW, receivers } }).ok).toBe(true)
})

test('where Grafana tells people, round and store are enough, and still needed', () => {
  expect(signOfLife({ ...WELL, notifier: undefined }).ok).toBe(true)
  expect(signOfLife({ ...WELL, notifier: undefined, round: undefined }).ok).toBe(false)
})
