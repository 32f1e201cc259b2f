import { expect, test } from 'vitest'
import { policyOf, receiverOf } from '../../test/rigs/told-city.ts'
import { FAILS_LONG_MS, receiverSummaries, tellingNotices } from './telling-summary.ts'

const NOW = Date.UTC(2026, 10, 22, 4)

test('every receiver of the policy is there, also before anything was sent', () => {
  const policy = policyOf({ receivers: [receiverOf('noc'), receiverOf('head')] })
  const health = [{ receiver: 'head', waiting: 2, oldestAt: NOW, failingSince: NOW }]
  expect(receiverSummaries(policy, health)).toEqual([
    { id: 'noc', channel: 'alertmanager', waiting: 0 },
    { id: 'head', channel: 'alertmanager', waiting: 2, oldestAt: NOW, failingSince: NOW },
  ])
  expect(receiverSummaries(undefined, [])).toEqual([])
})

test('a receiver is worth a warning when it has failed for over a minute', () => {
  const failing = (ms: number) => [
    { id: 'noc', channel: 'webhook', waiting: 1, failingSince: NOW - ms },
  ]
  expect(tellingNotices(failing(FAILS_LONG_MS), 0, NOW)).toEqual([])
  const since = NOW - FAILS_LONG_MS - 1
  expect(tellingNotices(failing(FAILS_LONG_MS + 1), 2, NOW)).toEqual([
    { level: 'warning', text: 'receiver-fails', values: { receiver: 'noc', since } },
    { level: 'info', text: 'messages-refused', values: { count: 2 } },
  ])
})
