import { expect, test } from 'vitest'
import { plannedLine, toldLines } from './told-lines.ts'

const NOW = Date.UTC(2026, 10, 22, 4)
const CLOCK = { now: NOW, timezone: 'Asia/Jakarta' }
const ago = (ms: number): string => new Date(NOW - ms).toISOString()
const ops = { id: 'ops', channel: 'webhook', waiting: 0, lastSentAt: ago(5_000) }
const bot = { id: 'bot', channel: 'telegram', waiting: 0, lastSentAt: ago(5_000) }

test('one line while all take their messages', () => {
  expect(toldLines([ops, bot], CLOCK)).toEqual(['Told: 2 receivers, all reached'])
})

test('nobody is told, or it is not known who is', () => {
  expect(toldLines([], CLOCK)).toEqual([
    'Nobody is told: ronda.yaml has no alerts (docs/alerts.md)',
  ])
  expect(toldLines(undefined, CLOCK)).toEqual([])
})

test('whoever had no message yet is not called reached', () => {
  const fresh = { id: 'mail', channel: 'email', waiting: 0 }
  expect(toldLines([fresh], CLOCK)).toEqual(['Told: 1 receiver, no message since the start'])
  expect(toldLines([ops, fresh], CLOCK)).toEqual([
    'Told: 2 receivers, all reached (1 had no message since the start)',
  ])
})

test('a line for each receiver that has messages waiting, or does not take them', () => {
  const fails = {
    ...ops,
    waiting: 3,
    oldestAt: ago(125_000),
    failingSince: ago(120_000),
    lastError: 'connection refused',
  }
  const busy = { ...bot, waiting: 1, oldestAt: ago(3_000) }
  expect(toldLines([fails, busy], CLOCK)).toEqual([
    'Told: 2 receivers, 1 not reached',
    '  ops (webhook): failing since 10:58:00 WIB (connection refused); 3 messages waiting, the oldest for 2 min 5 s',
    '  bot (telegram): 1 message waiting, the oldest for 3 s',
  ])
})

test('what is planned is one line, where anything is', () => {
  const nextEnd = { id: 'sus-1', kind: 'suspension' as const, at: ago(-3_600_000) }
  expect(plannedLine({ active: 1, targets: 12, nextEnd }, CLOCK)).toEqual([
    'Planned: 1 suspension holds: 12 targets until 12:00:00 WIB (sus-1)',
  ])
  expect(plannedLine({ active: 0, targets: 0 }, CLOCK)).toEqual([])
})
