// The program that test/store/kill.ts kills: writes as fast as it can and prints what was acknowledged, "first last".
import { writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { silentLogger } from '../../fleet/logger.ts'
import { startLocalStore } from '../../store/local/start-local-store.ts'
import { incident, minute, step, transition } from '../contracts/kept.ts'
import { audit } from '../contracts/store-notifier.ts'
import { incidentOf, KILL_EPOCH, messagesOf, noticeOf, targetOf } from './kill.ts'

const TARGETS = 600
const LANES = 4
const [path = '', start = '0'] = process.argv.slice(2)
const store = await startLocalStore(path, silentLogger)
const ids = Array.from({ length: TARGETS }, (_, i) => `t-${i}`)
await store.register(ids.map((targetId) => ({ targetId, kind: 'nvr', areas: [], pinged: true })))

let next = Number(start)
const commitSome = async (): Promise<void> => {
  for (let before: number | undefined; ; ) {
    const size = Math.random() < 0.03 ? 5_000 : 1 + Math.floor(Math.random() * 200)
    const first = next
    next += size
    const transitions = Array.from({ length: size }, (_, i) => {
      const n = first + i
      return transition(targetOf(n), KILL_EPOCH + n, 'up', 'down', 'all-lost', { n })
    })
    // One list for each: an incident that is there without its transitions, or they without it, is a torn commit.
    const affected = transitions
      .slice(0, TARGETS)
      .map(({ targetId }) => targetId)
      .sort()
    const opened = incident(incidentOf(first), { openedAt: KILL_EPOCH + first, affected })
    const at = KILL_EPOCH + first
    await store.commit({
      transitions,
      incidents: [step('opened', opened)],
      outbox: messagesOf(first),
      outboxMarks: before === undefined ? [] : [sent(before, at)],
      documents: [noticeOf(first)],
      audit: [audit(incidentOf(first), at, { detail: before === undefined ? {} : { before } })],
    })
    writeSync(1, `${first} ${first + size - 1}\n`)
    before = first
  }
}
const sent = (first: number, at: number) =>
  ({ key: messagesOf(first)[0].key, state: 'sent', attempts: 1, at }) as const
const keepBusy = async (): Promise<void> => {
  for (let at = KILL_EPOCH - (KILL_EPOCH % 60_000); ; at += 60_000) {
    await store.saveMinute(
      minute(
        at,
        ids.map(() => [6, 0, Math.random() * 9e4, 1e5, 2e5] as const),
      ),
    )
    await store.alive(at)
    await store.retain({ minutesDays: 1, transitionsDays: 3_650 }, at)
    await wait(1)
  }
}
await Promise.all([keepBusy(), ...Array.from({ length: LANES }, commitSome)])
