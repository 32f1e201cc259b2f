// The whole city changes at once and is one incident: how long the program's own thread stands still while it is kept.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { silentLogger } from '../fleet/logger.ts'
import type { Transition } from '../fleet/state.ts'
import type { IncidentEvent } from '../incidents/incident.ts'
import { startLocalStore } from '../store/local/start-local-store.ts'
import type { Store } from '../store/store.ts'
import { atMost, type Bar, type BenchContext } from './bar.ts'
import { longestStall } from './longest-stall.ts'
import { median } from './median.ts'

const TARGETS = 27_431
const START = Date.UTC(2026, 2, 1)
const LIMIT_MS = 50

/** incidents.stall: the median of the rounds' longest stalls, writing and reading back; the worst beside it. */
export async function stall({ quick, say }: BenchContext): Promise<Bar> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-bench-'))
  const store = await startLocalStore(join(folder, 'ronda.db'), silentLogger)
  try {
    const ids = Array.from({ length: TARGETS }, (_, i) => `t-${i}`)
    await store.register(
      ids.map((targetId) => ({ targetId, kind: 'nvr', areas: ['kec'], pinged: true })),
    )
    const writing: number[] = []
    const reading: number[] = []
    const idle: number[] = []
    const took: number[] = []
    const before = (await store.health()).fileBytes
    for (let round = 0; round < (quick ? 5 : 15); round++) {
      const change = cityOf(ids.toSorted(), START + round * 60_000)
      idle.push(await longestStall(() => wait(200)))
      const commit = async (): Promise<void> => {
        const began = performance.now()
        await store.commit(change)
        took.push(performance.now() - began)
      }
      writing.push(await longestStall(commit))
      reading.push(await longestStall(() => readBack(store, `inc-${round}`)))
    }
    const bytes = (await store.health()).fileBytes - before
    say(`stall: durable after ${took.map((ms) => ms.toFixed(0)).join(', ')} ms`)
    const note = [
      `${TARGETS} transitions and one incident of ${TARGETS} in one commit`,
      `durable in ${median(took).toFixed(0)} ms`,
      `worst of ${writing.length} rounds ${Math.max(...writing).toFixed(1)} ms`,
      `reading its list back ${median(reading).toFixed(1)} ms, worst ${Math.max(...reading).toFixed(1)} ms`,
      `idle loop ${median(idle).toFixed(1)} ms, worst ${Math.max(...idle).toFixed(1)} ms`,
      `file ${(bytes / 1e6).toFixed(1)} MB larger`,
    ].join('; ')
    return atMost('incidents.stall', median(writing), LIMIT_MS, 'ms', note)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function readBack(store: Store, id: string): Promise<void> {
  const lists = await store.incidentAffected(id)
  if (lists?.now.length !== TARGETS) throw new Error(`${lists?.now.length} ids came back`)
}

function cityOf(ids: readonly string[], at: number) {
  const round = (at - START) / 60_000
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
    id: `inc-${round}`,
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
