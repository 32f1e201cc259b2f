// page.cut and page.back in full: the largest node of the city is cut 20 times. Four slices of five cuts, 8 minutes each.
import { setTimeout as wait } from 'node:timers/promises'
import { atMost, type Bar } from '../../bench/bar.ts'
import type { Topology } from '../../fleet/topology.ts'
import { wholeSubtree } from '../rigs/pure-city.ts'
import type { World } from '../rigs/scenario-world.ts'
import type { SoakContext } from './main.ts'
import { different, inWorld, NODE, taken, wholeCity, within } from './page-world.ts'

const CUTS = 5
const PHASE_MS = 10_000
const LIMIT_MS = 30_000
/** After the limit, for what should not come. */
const LONGER_MS = 15_000
/** Targets that stay dead in the last cut of each slice. */
const KEPT_DEAD = 37

interface Seen {
  pages: number
  cutMs: number
  /** Ids that the page lacks or should not have. */
  wrong: number
  recoveries: number
  backMs: number
  /** Further pages, less those that there should be, and ids by which they differ from the 37. */
  further: number
}

/**
 * Each cut has a program and a data folder of its own: the second cut of one program within ten minutes would be
 * flapping. Seconds count from just before the nftables rule, which is before the first packet that is lost.
 */
export async function soak({ say, slice }: SoakContext): Promise<readonly Bar[]> {
  const fleet = wholeCity()
  const seen: Seen[] = []
  for (let cut = 0; cut < CUTS; cut++) {
    const keep = cut === CUTS - 1
    const one = await inWorld({ fleet, label: 'soakcut' }, (world) => cutOnce(world, keep))
    seen.push(one)
    say(`cut ${slice * CUTS + cut + 1}: ${JSON.stringify(one)}`)
  }
  return bars(seen)
}

async function cutOnce(world: World, keep: boolean): Promise<Seen> {
  const ids = wholeSubtree(world.topology, NODE)
  await wait(Math.random() * PHASE_MS)
  const cutAt = world.cut(ids)
  await within(LIMIT_MS, () => taken(world, 'noc', 'page').length > 0)
  await wait(LONGER_MS)
  const pages = taken(world, 'noc', 'page')
  const listed = pages[0]?.message.list.map(({ id }) => id) ?? []
  const dead = keep ? someNvrs(world.topology, ids) : []
  const backAt = world.restore(ids.filter((id) => !dead.includes(id)))
  await within(LIMIT_MS, () => taken(world, 'noc', 'recovered').length > 0)
  await wait(LONGER_MS)
  const recoveries = taken(world, 'noc', 'recovered')
  const further = taken(world, 'noc', 'page', backAt)
  const lists = further.flatMap(({ message }) => message.list.map(({ id }) => id))
  return {
    pages: pages.length,
    cutMs: (pages[0]?.at ?? Number.POSITIVE_INFINITY) - cutAt,
    wrong: different(listed, ids),
    recoveries: recoveries.length,
    backMs: (recoveries[0]?.at ?? Number.POSITIVE_INFINITY) - backAt,
    further: Math.abs(further.length - (keep ? 1 : 0)) + different(lists, dead),
  }
}

/** NVRs with their cameras, 37 targets in all, from lines all over the node. */
function someNvrs(topology: Topology, ids: readonly string[]): readonly string[] {
  const chosen: string[] = []
  const nvrs = ids.filter((id) => topology.byId(id)?.kind === 'nvr')
  for (const id of nvrs.filter((_, i) => i % 50 === 0).concat(nvrs)) {
    const size = topology.subtreeSize(id) + 1
    if (chosen.includes(id) || chosen.length + size > KEPT_DEAD) continue
    chosen.push(...wholeSubtree(topology, id))
    if (chosen.length === KEPT_DEAD) break
  }
  return chosen
}

function bars(seen: readonly Seen[]): readonly Bar[] {
  const note = `${seen.length} cuts of ${NODE} in the full city; from just before the nftables rule`
  const worst = (of: (one: Seen) => number): number => Math.max(...seen.map(of))
  return [
    atMost('page.cut.count', worst(({ pages }) => Math.abs(pages - 1)) + 1, 1, 'pages', note),
    atMost('page.cut.s', worst(({ cutMs }) => cutMs) / 1000, LIMIT_MS / 1000, 's', note),
    atMost(
      'page.cut.list',
      worst(({ wrong }) => wrong),
      0,
      'ids',
      note,
    ),
    atMost(
      'page.cut.children',
      worst(({ pages }) => Math.max(0, pages - 1)),
      0,
      'pages',
      note,
    ),
    atMost(
      'page.back',
      worst(({ recoveries }) => Math.abs(recoveries - 1)) + 1,
      1,
      'recoveries',
      note,
    ),
    atMost('page.back.s', worst(({ backMs }) => backMs) / 1000, LIMIT_MS / 1000, 's', note),
    atMost(
      'page.back.left',
      worst(({ further }) => further),
      0,
      'pages and ids',
      `further pages but the one wanted, and ids by which it differs from the ${KEPT_DEAD} kept dead in the last cut`,
    ),
  ]
}
