// page.shared in full: 900 points of one ISP die within a minute, then 900 that have nothing in common. 8 minutes.
import { setTimeout as wait } from 'node:timers/promises'
import { atMost, type Bar } from '../../bench/bar.ts'
import type { Fleet, Uplink } from '../../fleet/model.ts'
import { seededRandom } from '../../fleet/random.ts'
import { buildTopology } from '../../fleet/topology.ts'
import type { World } from '../rigs/scenario-world.ts'
import type { SoakContext } from './main.ts'
import { inWorld, taken, wholeCity } from './page-world.ts'

const POINTS = 900
const BATCHES = 60
const BATCH_MS = 1000
const AFTER_MS = 100_000
const MINUTE_MS = 60_000
const ISP = 'lawang'

export async function soak({ say }: SoakContext): Promise<readonly Bar[]> {
  const fleet = withoutParents(wholeCity())
  const shared = linesWith(fleet, (uplink) => uplink.isp === ISP)
  say(`${shared.length} lines of ${ISP} with ${POINTS} points ...`)
  const one = await inWorld({ fleet, label: 'soakshared' }, async (world) => {
    await die(world, shared)
    const told = taken(world, 'noc', 'page').concat(taken(world, 'noc', 'digest'))
    const causes = told.flatMap(({ message }) => message.incidents)
    const named = causes.filter(({ cause }) => cause.kind === 'shared' && cause.value === ISP)
    const first = told.find(({ message }) =>
      message.incidents.some(({ cause }) => cause.kind === 'shared'),
    )
    const note = `${shared.length} lines within ${BATCHES} s; ${causes.length} incidents told, ${named.length} of them names ${ISP}; first told as: ${first?.message.title ?? 'nothing'}`
    return {
      ...atMost('page.shared', causes.length, 1, 'incidents', note),
      ok: causes.length === 1 && named.length === 1,
    }
  })
  const mixed = linesWith(fleet, () => true)
  say(`${mixed.length} lines of all kinds with ${POINTS} points ...`)
  const two = await inWorld({ fleet, label: 'soakmixed' }, async (world) => {
    await die(world, mixed)
    const all = world.sinks.get('noc')?.arrivals ?? []
    const claimed = all
      .flatMap(({ message }) => message.incidents)
      .filter(({ cause }) => cause.kind === 'shared').length
    const digests = all.filter(({ message }) => message.type === 'digest').map(({ at }) => at)
    const told = new Set(all.flatMap(({ message }) => message.incidents.map(({ id }) => id))).size
    const note = `${mixed.length} lines within ${BATCHES} s: ${all.length} messages, ${digests.length} digests, ${told} incidents told`
    const most = Math.max(
      0,
      ...digests.map((at) => digests.filter((t) => t >= at && t < at + MINUTE_MS - 1000).length),
    )
    return [
      atMost('page.shared.claimed', claimed, 0, 'common causes', note),
      atMost('page.shared.digests', most, 1, 'digests a minute', note),
      atMost('page.shared.untold', mixed.length - told, 0, 'lines', note),
    ]
  })
  return [one, ...two]
}

/** Lines hang on nothing: what they have in common must be found. */
function withoutParents(fleet: Fleet): Fleet {
  const uplinks = fleet.uplinks.map(({ parent: _, ...uplink }): Uplink => uplink)
  const portals = fleet.portals.map(({ parent: _, ...portal }) => portal)
  return { ...fleet, nodes: [], uplinks, portals, synthetic: false }
}

/** Lines, in random order, until 900 cameras are behind them. */
function linesWith(fleet: Fleet, fits: (uplink: Uplink) => boolean): readonly string[] {
  const topology = buildTopology(fleet)
  const lines: string[] = []
  let points = 0
  for (const { id } of seededRandom(1, 'soak').shuffled(fleet.uplinks.filter(fits))) {
    if (points >= POINTS) break
    lines.push(id)
    points += topology.subtree(id).filter(({ kind }) => kind === 'camera').length
  }
  return lines
}

async function die(world: World, lines: readonly string[]): Promise<void> {
  const began = Date.now()
  for (let batch = 0; batch < BATCHES; batch++) {
    await wait(Math.max(0, began + batch * BATCH_MS - Date.now()))
    const now = lines.filter((_, i) => i % BATCHES === batch)
    world.cut(now.flatMap((id) => [id, ...world.topology.subtree(id).map((target) => target.id)]))
  }
  await wait(AFTER_MS)
}
