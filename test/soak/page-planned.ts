// page.planned in full: 4,470 targets are suspended by list, then unplugged; at the end their owner is told. 6 minutes.
import { setTimeout as wait } from 'node:timers/promises'
import { atMost, type Bar } from '../../bench/bar.ts'
import { wholeSubtree } from '../rigs/pure-city.ts'
import type { World } from '../rigs/scenario-world.ts'
import type { SoakContext } from './main.ts'
import { different, inWorld, NODE, taken, wholeCity } from './page-world.ts'

const SUSPENDED_MS = 180_000
const UNPLUG_AFTER_MS = 15_000
const TOLD_MS = 60_000
/** Between two readings of what availability says. */
const SLA_PAUSE_MS = 5_000

export async function soak({ say }: SoakContext): Promise<readonly Bar[]> {
  const fleet = wholeCity()
  const owner = fleet.nodes.find(({ id }) => id === NODE)?.owner ?? ''
  const receivers = { noc: {}, owner: { owners: [owner] } }
  const alerts = { routes: [{ match: { kind: 'planned' }, to: ['@owner'] }], announce: ['noc'] }
  return await inWorld(
    { fleet, label: 'soakplan', receivers, config: { alerts } },
    async (world) => {
      const ids = wholeSubtree(world.topology, NODE)
      const until = Date.now() + SUSPENDED_MS
      await world.api('/api/suspensions', {
        scope: { targets: ids },
        reason: 'Surat 042/DISKOMINFO/X',
        owner,
        until: new Date(until).toISOString(),
        confirm: ids.length,
        by: 'soak',
      })
      say(`${ids.length} suspended by list`)
      await wait(UNPLUG_AFTER_MS)
      world.cut(ids)
      await wait(Math.max(0, until - SLA_PAUSE_MS - Date.now()))
      const pages = taken(world, 'noc', 'page').length + taken(world, 'owner', 'page').length
      const unavailable = await unavailableMs(world, ids.slice(0, 20))
      await wait(until + TOLD_MS - Date.now())
      const ends = [...taken(world, 'owner', 'page'), ...taken(world, 'noc', 'page')]
      const toOwner = taken(world, 'owner', 'page')
      const listed = toOwner[0]?.message.list.map(({ id }) => id) ?? []
      const note = `${ids.length} suspended for ${SUSPENDED_MS / 1000} s, unplugged after ${UNPLUG_AFTER_MS / 1000} s`
      return [
        atMost('page.planned', pages, 0, 'pages', note),
        {
          ...atMost(
            'page.planned.owner',
            toOwner.length,
            1,
            'pages',
            `told as: ${toOwner[0]?.message.title ?? 'nothing'}`,
          ),
          ok: toOwner.length === 1 && ends.length === 1,
        },
        atMost('page.planned.list', different(listed, ids), 0, 'ids', 'on the page at the end'),
        atMost(
          'page.planned.sla',
          unavailable,
          0,
          'ms unavailable',
          'of 20 of them, while suspended',
        ),
      ]
    },
  )
}

async function unavailableMs(world: World, ids: readonly string[]): Promise<number> {
  let sum = 0
  for (const id of ids) {
    const { availability24h } = await world.api<View>(`/api/targets/${id}`)
    sum += availability24h.unavailableMs
  }
  return sum
}

interface View {
  readonly availability24h: { readonly unavailableMs: number }
}
