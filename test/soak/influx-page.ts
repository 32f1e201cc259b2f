// The whole program on the whole city while an hour of it drains into the database: pages and the console do not notice.
// The largest node is cut in the middle. About three minutes.
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { atMost, type Bar } from '../../bench/bar.ts'
import { CitySeries } from '../../bench/influx/city-series.ts'
import { silentLogger } from '../../fleet/logger.ts'
import { createEncoder } from '../../store/influx/lines/encoder.ts'
import { openSpool } from '../../store/spool/open-spool.ts'
import { startInfluxd } from '../rigs/influxd.ts'
import { wholeSubtree } from '../rigs/pure-city.ts'
import { openWorld, type World } from '../rigs/scenario-world.ts'
import { everyTargetAsked, SLOT_MS, setUp } from './influx-world.ts'
import type { SoakContext } from './main.ts'
import { different, NODE, taken, wholeCity, within } from './page-world.ts'

const SLOTS = 360
const PORT = 18_086
const PAGE_LIMIT_MS = 30_000
const ANSWER_LIMIT_MS = 250
const WAKE_MS = 5_000

interface Series {
  readonly targets: readonly {
    readonly state: string
    readonly backlog: { readonly points: number }
    readonly liveP99Ms?: number
  }[]
}

export async function soak({ say }: SoakContext): Promise<readonly Bar[]> {
  const influx = { targets: [{ name: 'main', url: `http://127.0.0.1:${PORT}` }] }
  const world = await openWorld({
    fleet: wholeCity(),
    receivers: { noc: {} },
    quick: false,
    config: { influx },
    label: 'soakinflux',
  })
  try {
    const influxd = await startInfluxd({ port: PORT })
    try {
      await setUp(influxd.url)
      await influxd.kill()
      say(`filling the spool with ${SLOTS} slots ...`)
      fillSpool(world.data)
      world.start()
      await world.walking()
      const quiet = await answers(world, 10)
      await influxd.start()
      await wait(WAKE_MS)
      const begin = await seriesOf(world)
      say(`draining: ${JSON.stringify(begin.targets[0])}`)
      const ids = wholeSubtree(world.topology, NODE)
      const cutAt = world.cut(ids)
      const busy = await answers(world, 60)
      await within(PAGE_LIMIT_MS, () => taken(world, 'noc', 'page').length > 0)
      const pages = taken(world, 'noc', 'page')
      const listed = pages[0]?.message.list.map(({ id }) => id) ?? []
      const after = await seriesOf(world)
      say(`after the page: ${JSON.stringify(after.targets[0])}`)
      const note = `${begin.targets[0]?.backlog.points} points waited before the cut, ${after.targets[0]?.backlog.points} after the page; live p99 ${after.targets[0]?.liveP99Ms} ms`
      const wrong = different(listed, ids) + Math.abs(pages.length - 1)
      return [
        atMost('influx.page.s', ((pages[0]?.at ?? Number.NaN) - cutAt) / 1000, 30, 's', note),
        atMost(
          'influx.page.wrong',
          wrong,
          0,
          'pages or ids',
          `${pages.length} page, ${listed.length} ids`,
        ),
        atMost(
          'influx.console.ms',
          busy.p99,
          ANSWER_LIMIT_MS,
          'ms',
          `p99 of /api/summary while draining and through the cut; p50 ${busy.p50.toFixed(1)} ms; before p50 ${quiet.p50.toFixed(1)}, p99 ${quiet.p99.toFixed(1)} ms`,
        ),
      ]
    } finally {
      await influxd.close()
    }
  } finally {
    await world.close()
  }
}

/** What an outage of an hour leaves, as the program itself writes it. */
function fillSpool(data: string): void {
  const estate = everyTargetAsked()
  const encoder = createEncoder(estate)
  const city = new CitySeries(estate)
  const spool = openSpool({
    path: join(data, 'spool.db'),
    targets: ['main'],
    maxBytes: 4_096_000_000,
    minFreePercent: 0,
    logger: silentLogger,
    now: Date.now,
  })
  const first = Math.floor(Date.now() / SLOT_MS) * SLOT_MS - (SLOTS + 2) * SLOT_MS
  for (let i = 0; i < SLOTS; i++) spool.put(encoder.slotFrames(city.slot(first + i * SLOT_MS)))
  spool.close()
}

async function seriesOf(world: World): Promise<Series> {
  return await world.api<Series>('/api/series')
}

/** Milliseconds of /api/summary, asked four times a second for `seconds`. */
async function answers(world: World, seconds: number): Promise<{ p50: number; p99: number }> {
  const took: number[] = []
  for (let i = 0; i < seconds * 4; i++) {
    const began = performance.now()
    await world.api('/api/summary')
    const ms = performance.now() - began
    took.push(ms)
    await wait(Math.max(0, 250 - ms))
  }
  took.sort((a, b) => a - b)
  const at = (share: number) => took[Math.floor(share * took.length)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99) }
}
