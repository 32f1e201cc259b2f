import { expect, test } from 'vitest'
import { silentLogger } from '../../fleet/logger.ts'
import { openMemoryStore } from '../../store/memory.ts'
import type { Change } from '../../store/store.ts'
import {
  incidentOf,
  policyOf,
  receiverOf,
  SMALL,
  smallFleet,
  step,
} from '../../test/rigs/told-city.ts'
import { Notifier } from './notifier.ts'

test('it is silent while nobody takes anything, and while the desk stands still', async () => {
  const store = openMemoryStore()
  const nobody = { type: 'alertmanager', url: 'http://127.0.0.1:1' } as const
  const policy = policyOf({ receivers: [receiverOf('noc', { channel: nobody })] })
  const notifier = await Notifier.open({
    ...{ policy, fleet: smallFleet(), topology: SMALL, store, log: silentLogger },
    commit: () => Promise.resolve(),
    ackLink: (url) => url,
    estate: { stateOf: () => 'up' },
    open: new Set(),
    says: 'everything',
  })
  const now = Date.now()
  notifier.tick(now)
  expect(notifier.silentMs(now + 5_000)).toBe(0)
  expect(notifier.silentMs(now + 60_000)).toBeGreaterThan(59_000)
  const { rows } = notifier.take([step('settled', incidentOf('u1'), now)], now)
  const at = rows[0]?.at ?? 0
  notifier.send(rows, Promise.resolve())
  await expect.poll(() => notifier.silentMs(at + 9_000)).toBe(9_000)
  await notifier.close(0)
})

/** The number of the first message that is made after a start with this store. */
async function firstNumber(store: ReturnType<typeof openMemoryStore>): Promise<number> {
  const notifier = await Notifier.open({
    ...{ policy: policyOf(), fleet: smallFleet(), topology: SMALL, store, log: silentLogger },
    commit: (change) => store.commit(change),
    ackLink: (url) => url,
    estate: { stateOf: () => 'up' },
    open: new Set(),
    says: 'everything',
  })
  const at = Date.now()
  const { rows } = notifier.take([step('settled', incidentOf('u1'), at)], at)
  await notifier.close(0)
  return rows[0]?.seq ?? 0
}

test('numbers go on where nothing can be read of those that were given', async () => {
  const before = Date.now()
  expect(await firstNumber(openMemoryStore())).toBeGreaterThan(before)
})

test('and go on from the last one where that is ahead of the clock', async () => {
  const store = openMemoryStore()
  const seq = Date.now() + 3_600_000
  await store.commit({ outbox: [{ key: 'a/noc/page/1', receiver: 'noc', seq, at: 1, body: '{}' }] })
  await store.commit({ outboxMarks: [{ key: 'a/noc/page/1', state: 'sent', attempts: 1, at: 1 }] })
  expect(await firstNumber(store)).toBe(seq + 1)
})

test('where it only announces, nothing is said of incidents, nor sent that waits from before', async () => {
  const store = openMemoryStore()
  const away = { type: 'alertmanager', url: 'http://127.0.0.1:1' } as const
  const parts = {
    ...{ fleet: smallFleet(), topology: SMALL, store, log: silentLogger, open: new Set<string>() },
    policy: policyOf({
      receivers: [receiverOf('noc', { channel: away })],
      routes: [{ match: {}, to: ['noc'], goOn: false, escalate: [{ to: ['noc'], afterMs: 1 }] }],
    }),
    commit: (change: Change) => store.commit(change),
    ackLink: (url: string) => url,
    estate: { stateOf: () => 'up' as const },
  } as const
  const before = await Notifier.open({ ...parts, says: 'everything' })
  const at = Date.now()
  const { rows, documents } = before.take([step('settled', incidentOf('u1'), at)], at)
  await store.commit({ outbox: rows, documents })
  await before.close(0)
  const notifier = await Notifier.open({ ...parts, says: 'announcements' })
  expect(notifier.receivers()).toMatchObject([{ receiver: 'noc', waiting: 0 }])
  const taken = notifier.take([step('settled', incidentOf('u2'), at)], at)
  expect(taken).toEqual({ rows: [], documents: [] })
  notifier.tick(at + 3_600_000)
  notifier.announce({ id: 'mass-1', severity: 'info', text: { id: ['banyak'], en: ['many'] } })
  await expect.poll(() => notifier.receivers()[0]?.waiting).toBe(1)
  const waiting = await store.outbox('waiting')
  expect(waiting.map(({ key }) => key)).toEqual([rows[0]?.key, 'mass-1/noc/announcement/1'])
  expect(notifier.silentMs(at + 3_600_000)).toBeUndefined()
  await notifier.close(0)
})
