// page.flap in full: a line that comes and goes every 20 s for 30 minutes. One piece of 31 minutes: flapping has a memory.
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { atMost, type Bar } from '../../bench/bar.ts'
import type { Transition } from '../../fleet/state.ts'
import { openLocalStore } from '../../store/local/open-local-store.ts'
import { scenarioEstate } from '../rigs/scenario-estate.ts'
import type { SoakContext } from './main.ts'
import { inWorld } from './page-world.ts'

const EVERY_MS = 20_000
const TOGGLES = 90
const LINE = 'ul-1-1'
const SHAPE = {
  nodes: 2,
  uplinks: 10,
  nvrs: 1,
  cameras: 2,
  isps: ['nusa', 'lawang'],
  kecamatan: ['genuk', 'tugu'],
  intervalMs: { node: 10_000, uplink: 10_000, nvr: 10_000 },
}

export async function soak({ say }: SoakContext): Promise<readonly Bar[]> {
  const fleet = scenarioEstate(SHAPE)
  return await inWorld({ fleet, label: 'soakflap' }, async (world) => {
    const ids = [LINE, ...world.topology.subtree(LINE).map(({ id }) => id)]
    const toggled: number[] = []
    const began = Date.now()
    for (let toggle = 0; toggle < TOGGLES; toggle++) {
      await wait(Math.max(0, began + toggle * EVERY_MS - Date.now()))
      toggled.push(toggle % 2 === 0 ? world.cut(ids) : world.restore(ids))
      const came = world.sinks.get('noc')?.arrivals.length ?? 0
      if (toggle % 10 === 9) say(`${toggle + 1} of ${TOGGLES} toggles, ${came} messages`)
    }
    await wait(EVERY_MS)
    const messages = world.sinks.get('noc')?.arrivals ?? []
    await world.end('SIGTERM')
    const kept = await keptSince(world.data, began)
    const wrong = toggled.filter((at, i) => !fits(kept[i], at, i % 2 === 0 ? 'down' : 'up')).length
    const pages = messages.filter(({ message }) => message.type !== 'recovered').length
    const what = messages.map(({ message }) => message.type).join(', ')
    return [
      atMost(
        'page.flap',
        pages,
        2,
        'pages',
        `${TOGGLES} toggles ${EVERY_MS / 1000} s apart; came: ${what}`,
      ),
      atMost(
        'page.flap.history',
        wrong + Math.abs(kept.length - toggled.length),
        0,
        'changes',
        `${toggled.length} toggles, ${kept.length} changes of state kept; missing, wrong or too many`,
      ),
    ]
  })
}

/** Oldest first. */
async function keptSince(data: string, from: number): Promise<readonly Transition[]> {
  const store = await openLocalStore(join(data, 'ronda.db'))
  try {
    return (await store.transitions({ targetId: LINE, from, limit: 1000 })).toReversed()
  } finally {
    await store.close()
  }
}

/** The change that a toggle made: of this kind, and before the next one. */
function fits(kept: Transition | undefined, at: number, to: string): boolean {
  return kept?.to === to && kept.at >= at && kept.at < at + EVERY_MS
}
