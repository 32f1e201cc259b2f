// influx.rollups: the program is killed again and again in the middle of minutes; what InfluxDB has of each whole minute is
// what the local store has, to the echo and the second. About five minutes.
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { atMost, type Bar } from '../../bench/bar.ts'
import { openLocalStore } from '../../store/local/open-local-store.ts'
import type { Store } from '../../store/store.ts'
import { startInfluxd } from '../rigs/influxd.ts'
import { scenarioEstate } from '../rigs/scenario-estate.ts'
import { openWorld } from '../rigs/scenario-world.ts'
import { setUp } from './influx-world.ts'
import type { SoakContext } from './main.ts'

const PORT = 18_086
const KILLS = 6
const LONGEST_LIFE_MS = 50_000
const MINUTE_MS = 60_000
/** From the end of a minute until it is in the database. */
const SETTLE_MS = 30_000
const FLEET = scenarioEstate({
  nodes: 2,
  uplinks: 3,
  nvrs: 3,
  cameras: 2,
  isps: ['nusa'],
  kecamatan: ['genuk', 'tugu'],
  intervalMs: { node: 1_000, uplink: 1_000, nvr: 1_000 },
})

interface Counted {
  readonly sent: number
  readonly lost: number
  readonly rttDms: number | undefined
  readonly upS: number
  readonly obsS: number
}

export async function soak({ say }: SoakContext): Promise<readonly Bar[]> {
  const influx = { targets: [{ name: 'main', url: `http://127.0.0.1:${PORT}` }] }
  const plan = { fleet: FLEET, receivers: {}, quick: true, config: { influx } }
  const world = await openWorld({ ...plan, label: 'soakrestart' })
  const influxd = await startInfluxd({ port: PORT })
  try {
    await setUp(influxd.url)
    world.start()
    await world.walking()
    for (let kill = 0; kill < KILLS; kill++) {
      await wait(Math.random() * LONGEST_LIFE_MS)
      if (kill % 2 === 0) world.cut(['ul-1-1'])
      else world.restore(['ul-1-1'])
      await wait(5_000)
      await world.end('SIGKILL')
      await wait(Math.random() * 3_000)
      world.start()
      await world.walking()
      say(`kill ${kill + 1}`)
    }
    const last = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
    await wait(last + MINUTE_MS + SETTLE_MS - Date.now())
    await world.end('SIGTERM')
    const store = await openLocalStore(join(world.data, 'ronda.db'), { readOnly: true })
    let compared = 0
    let different = 0
    let raw = 0
    let all = 0
    for (const { id, kind } of [...FLEET.uplinks, ...FLEET.nvrs]) {
      const kept = await keptOf(store, id, last)
      const written = new Map<number, Counted>()
      const fields = 'sent, lost, rtt_dms, up_s, obs_s'
      const q = `SELECT ${fields} FROM m1."${kind}" WHERE id = '${id}'; SELECT count(up) FROM raw."${kind}" WHERE id = '${id}' AND time <= ${last + MINUTE_MS - 1}ms`
      const [minutes, slots] = await influxd.query(q, 'ronda')
      for (const [time, sent, lost, rtt, upS, obsS] of minutes?.series?.[0]?.values ?? []) {
        const rttDms = rtt === null ? undefined : Number(rtt)
        const counts = { sent: Number(sent), lost: Number(lost), rttDms }
        written.set(Number(time), { ...counts, upS: Number(upS), obsS: Number(obsS) })
      }
      raw += Number(slots?.series?.[0]?.values[0]?.[1] ?? 0)
      for (const [at, counts] of kept) {
        compared++
        all += 6
        if (JSON.stringify(written.get(at)) !== JSON.stringify(counts)) {
          different++
          if (different < 5) say(`${id} ${at}: ${JSON.stringify([counts, written.get(at)])}`)
        }
      }
    }
    await store.close()
    const note = `${KILLS} kills; ${compared} target-minutes compared with the local store; ${raw} raw slots of at most ${all}`
    return [atMost('influx.rollups', different, 0, 'target-minutes', note)]
  } finally {
    await influxd.close()
    await world.close()
  }
}

async function keptOf(
  store: Store,
  id: string,
  last: number,
): Promise<ReadonlyMap<number, Counted>> {
  const minutes = new Map<number, Counted>()
  for (const { at, sent, lost, rttAvgUs } of await store.history(id, 0, last + 1)) {
    const { availableMs, unavailableMs } = await store.targetAvailability(id, at, at + MINUTE_MS)
    minutes.set(at, {
      sent,
      lost,
      rttDms: rttAvgUs === undefined ? undefined : rttAvgUs / 100,
      upS: Math.round(availableMs / 1000),
      obsS: Math.round((availableMs + unavailableMs) / 1000),
    })
  }
  return minutes
}
