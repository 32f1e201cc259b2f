import { expect, test } from 'vitest'
import type { SeriesStatus, SeriesTargetStatus } from '../series/status.ts'
import type { StoreHealth } from '../store.ts'
import { type WorkerFacts, workerPoint } from './worker-point.ts'

const STORE: StoreHealth = {
  writable: true,
  pendingTransitions: 0,
  droppedMinutes: 0,
  fileBytes: 9_000,
  schemaVersion: 1,
}
const FACTS: WorkerFacts = {
  city: 'Semarang',
  host: 'probe-1',
  startedAt: 1_000,
  process: { rssBytes: 123, cpuPermille: 149.6, loopLagMs: 3.4 },
  outbox: { waiting: 2, failing: 1 },
  openIncidents: 4,
  store: STORE,
  round: undefined,
  series: undefined,
}
const ALWAYS = {
  loop_lag_ms: 3,
  rss_bytes: 123,
  cpu_permille: 150,
  uptime_s: 59,
  incidents: 4,
  outbox_waiting: 2,
  receivers_failing: 1,
  store_writable: 1,
  store_bytes: 9_000,
}

test('says what is known, and leaves out parts that say nothing', () => {
  expect(workerPoint(FACTS, 60_000)).toEqual({
    measurement: 'worker',
    tags: { worker: 'Semarang', host: 'probe-1' },
    fields: ALWAYS,
    at: 60_000,
  })
})

test('of several databases the sum of losses, and the worst age', () => {
  const round = {
    rounds: 1,
    sent: 2,
    received: 3,
    lost: 4,
    overruns: 5,
    dropped: 6,
    confirming: 7,
    blind: true,
    lagP99Ms: 8.2,
  }
  const series = status([target('a', 1_400, 20), target('b', 61_000)])
  const { fields } = workerPoint(
    { ...FACTS, store: { ...STORE, writable: false }, round, series },
    60_000,
  )
  expect(fields).toEqual({
    ...ALWAYS,
    store_writable: 0,
    rounds: 1,
    sent: 2,
    received: 3,
    lost: 4,
    overruns: 5,
    dropped: 6,
    confirming: 7,
    blind: 1,
    lag_p99_ms: 8,
    spool_bytes: 5_000,
    spool_frames: 2,
    spool_points: 9,
    spool_age_s: 61,
    spool_dropped: 2 * 15,
    dead_letters: 6,
    write_ms: 20,
  })
})

test('for how long a notifier is silent stands there only where there is one', () => {
  const silent = (outbox: WorkerFacts['outbox']) =>
    workerPoint({ ...FACTS, outbox }, 60_000).fields.notifier_silent_s
  expect(silent({ waiting: 0, failing: 0, silentS: 0 })).toBe(0)
  expect(silent({ waiting: 3, failing: 1, silentS: 130 })).toBe(130)
  expect(silent({ waiting: 0, failing: 0 })).toBeUndefined()
})

test('a spool with no database has no age and no time of writing', () => {
  const { fields } = workerPoint({ ...FACTS, series: status([]) }, 60_000)
  expect([fields.spool_age_s, fields.write_ms]).toEqual([0, undefined])
})

function status(targets: readonly SeriesTargetStatus[]): SeriesStatus {
  const spool = {
    bytes: 4_000,
    fileBytes: 5_000,
    maxBytes: 1e9,
    frames: 2,
    points: 9,
    inMemory: 0,
    lostInMemory: 0,
  }
  return { at: 1, spool, targets, rolledTo: {} }
}

function target(name: string, lagMs: number, liveP50Ms?: number): SeriesTargetStatus {
  return {
    name,
    url: 'http://127.0.0.1:8086',
    dialect: '1',
    state: 'writing',
    since: 0,
    backlog: { frames: 0, points: 0, bytes: 0 },
    lagMs,
    written: 0,
    ...(liveP50Ms === undefined ? {} : { liveP50Ms }),
    losses: {
      dropped: { raw: 1, minute: 2, hour: 3, state: 4, kept: 5 },
      expired: 9,
      future: 9,
      deadLetters: 3,
      deadLettersDropped: 9,
    },
    deadLetters: 9,
  }
}
