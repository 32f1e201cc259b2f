// The whole city, or one cut, in one commit: how long the thread that hands it to the store stands still meanwhile.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { silentLogger } from '../fleet/logger.ts'
import type { Transition } from '../fleet/state.ts'
import type { IncidentEvent } from '../incidents/incident.ts'
import { startLocalStore } from '../store/local/start-local-store.ts'
import type { OutboxEntry } from '../store/outbox.ts'
import type { Change, Store } from '../store/store.ts'
import { longBody } from '../test/contracts/store-notifier.ts'
import { atMost, type Bar, type BenchContext } from './bar.ts'
import { longestStall } from './longest-stall.ts'
import { median } from './median.ts'

const TARGETS = 27_431
/** Behind one node of the reference city. */
const LISTED = 4_470
/** A message that lists them with their names. */
const BODY_CHARACTERS = 600_000
const RECEIVERS = ['sari', 'budi', 'isp']
const START = Date.UTC(2026, 2, 1)
const LIMIT_MS = 50

/**
 * incidents.stall.store: the whole city and its messages in one change; incidents.stall.page: one cut and its messages. The
 * median of the rounds' longest stalls, the worst beside it.
 */
export async function stalls({ quick, say }: BenchContext): Promise<readonly Bar[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-bench-'))
  const store = await startLocalStore(join(folder, 'ronda.db'), silentLogger)
  try {
    const ids = Array.from({ length: TARGETS }, (_, i) => `t-${i}`)
    await store.register(
      ids.map((targetId) => ({ targetId, kind: 'nvr', areas: ['kec'], pinged: true })),
    )
    const rounds = quick ? 5 : 15
    return [
      await measured('incidents.stall.store', store, ids, rounds, say),
      await measured('incidents.stall.page', store, ids.slice(0, LISTED), rounds, say),
    ]
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measured(
  bar: string,
  store: Store,
  ids: readonly string[],
  rounds: number,
  say: (line: string) => void,
): Promise<Bar> {
  const writing: number[] = []
  const reading: number[] = []
  const idle: number[] = []
  const took: number[] = []
  const before = (await store.health()).fileBytes
  for (let round = 0; round < rounds; round++) {
    const id = `${bar}-${round}`
    const sent = await store.outbox('waiting')
    const change = { ...cutOf(id, ids.toSorted(), round), ...toldOf(id, sent) }
    idle.push(await longestStall(() => wait(200)))
    const commit = async (): Promise<void> => {
      const began = performance.now()
      await store.commit(change)
      took.push(performance.now() - began)
    }
    writing.push(await longestStall(commit))
    reading.push(await longestStall(() => readBack(store, id, ids.length)))
  }
  const bytes = (await store.health()).fileBytes - before
  say(`${bar}: durable after ${took.map((ms) => ms.toFixed(0)).join(', ')} ms`)
  const note = [
    `${ids.length} transitions, one incident of ${ids.length} and ${RECEIVERS.length} messages of ${BODY_CHARACTERS / 1000} KB in one commit`,
    `durable in ${median(took).toFixed(0)} ms`,
    `worst of ${writing.length} rounds ${Math.max(...writing).toFixed(1)} ms`,
    `reading list and messages back ${median(reading).toFixed(1)} ms, worst ${Math.max(...reading).toFixed(1)} ms`,
    `idle loop ${median(idle).toFixed(1)} ms, worst ${Math.max(...idle).toFixed(1)} ms`,
    `file ${(bytes / 1e6).toFixed(1)} MB larger`,
  ].join('; ')
  return atMost(bar, median(writing), LIMIT_MS, 'ms', note)
}

async function readBack(store: Store, id: string, listed: number): Promise<void> {
  const lists = await store.incidentAffected(id)
  if (lists?.now.length !== listed) throw new Error(`${lists?.now.length} ids came back`)
  const waiting = await store.outbox('waiting')
  if (waiting.length !== RECEIVERS.length) throw new Error(`${waiting.length} messages came back`)
}

/** A page to each receiver; those of the round before were sent. */
function toldOf(id: string, sent: readonly OutboxEntry[]): Change {
  return {
    outbox: RECEIVERS.map((receiver, i) => ({
      key: `${id}/${receiver}/page/1`,
      receiver,
      seq: START + i,
      at: START,
      body: longBody(BODY_CHARACTERS),
    })),
    outboxMarks: sent.map(({ key }) => ({ key, state: 'sent', attempts: 1, at: START })),
    documents: [{ collection: 'notices', key: id, body: longBody(1_000) }],
  }
}

function cutOf(id: string, ids: readonly string[], round: number) {
  const at = START + round * 60_000
  const transitions = ids.map(
    (targetId): Transition => ({
      targetId,
      at,
      decidedAt: at + 3_500,
      from: 'up',
      to: round % 2 === 0 ? 'unreachable' : 'up',
      reason: 'parent-down',
      evidence: { sent: 7, lost: 7, parent: 't-0' },
    }),
  )
  const incident: IncidentEvent['incident'] = {
    id,
    cause: { kind: 'target', targetId: 't-0' },
    reason: 'topmost-failed',
    state: 'open',
    flapping: false,
    settled: true,
    openedAt: at,
    decidedAt: at + 3_500,
    affected: ids,
    peak: ids.length,
    byKecamatan: { kec: ids.length },
    byKind: { nvr: ids.length },
    byOwner: { diskominfo: ids.length },
    evidence: { sent: 7, lost: 7 },
  }
  return {
    transitions,
    incidents: [{ incidentId: incident.id, at: at + 3_500, what: 'opened', incident } as const],
  }
}
