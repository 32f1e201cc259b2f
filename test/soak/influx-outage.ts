// influx.outage.lost, influx.drain, influx.live: the database is down for an hour of the full city, 360 slots of 27,431
// points, scaled in time only; then it comes back while the city goes on at its real rate. About nine minutes.
import { setTimeout as wait } from 'node:timers/promises'
import { atMost, type Bar } from '../../bench/bar.ts'
import { CitySeries } from '../../bench/influx/city-series.ts'
import { silentLogger } from '../../fleet/logger.ts'
import type { Series } from '../../store/series/series.ts'
import { startSeries } from '../../store/series/start-series.ts'
import {
  everyTargetAsked,
  influxWorld,
  LIVE_RATE,
  missingRows,
  SLOT_MS,
  until,
} from './influx-world.ts'
import type { SoakContext } from './main.ts'

const BEFORE = 6
const OUTAGE = 360
/** At the end of the outage, so that nothing lies ahead of the clock. */
const DRAIN_MS = 400_000

export async function soak({ say, args }: SoakContext): Promise<readonly Bar[]> {
  const outage = args[0] === undefined ? OUTAGE : Number(args[0])
  const estate = everyTargetAsked()
  const world = await influxWorld(estate)
  const { influxd, options } = world
  const series = await startSeries(options, silentLogger)
  try {
    const city = new CitySeries(estate)
    const main = () => statusOf(series)
    let at = Math.floor(Date.now() / SLOT_MS) * SLOT_MS - (BEFORE + outage + 2) * SLOT_MS
    let slots = 0
    const feed = async (): Promise<void> => {
      await series.slot(city.slot(at))
      at += SLOT_MS
      slots++
    }
    for (let i = 0; i < BEFORE; i++) await feed()
    await until(main, ({ state, backlog }) => state === 'writing' && backlog.frames === 0, 30_000)
    await influxd.kill()
    say(`influxd is down; ${outage} slots of ${estate.length} points ...`)
    for (let i = 0; i < outage; i++) await feed()
    const owed = await main()
    say(`${owed.backlog.points} points wait, ${(owed.backlog.bytes / 1e6).toFixed(0)} MB`)
    await influxd.start()
    const began = performance.now()
    // From now on the city goes on at its own rate.
    const writtenBefore = owed.written
    let drained = 0
    let live = 0
    for (let next = performance.now(); drained === 0; next += SLOT_MS) {
      at = Math.max(at, Math.floor(Date.now() / SLOT_MS) * SLOT_MS - SLOT_MS)
      await feed()
      live++
      while (performance.now() < next + SLOT_MS && drained === 0) {
        await wait(200)
        const { state, backlog } = await main()
        if (state === 'writing' && backlog.frames === 0) drained = performance.now()
      }
      if (performance.now() - began > DRAIN_MS) throw new Error(JSON.stringify(await main()))
    }
    const seconds = (drained - began) / 1000
    const end = await main()
    const rate = (end.written - writtenBefore - live * estate.length) / seconds
    const { missing, tooMany, series: found } = await missingRows(influxd, estate, slots)
    const lost = end.losses.expired + end.losses.future + end.losses.deadLetters
    const note = `${slots} slots of ${found} series, ${outage} of them while influxd was killed; ${tooMany} too many, ${lost} counted as lost`
    return [
      atMost('influx.outage.lost', missing + tooMany + lost, 0, 'points', note),
      {
        bar: 'influx.drain',
        value: Number((rate / LIVE_RATE).toPrecision(3)),
        limit: 5,
        unit: 'x live rate, at least',
        ok: rate >= 5 * LIVE_RATE,
        note: `${Math.round(rate)} points/s; ${owed.backlog.points} points in ${seconds.toFixed(1)} s, start of influxd and backoff included`,
      },
      atMost(
        'influx.live',
        (end.liveP99Ms ?? Number.NaN) / 1000,
        1,
        's',
        `p99 of new frames, from the spool to their acknowledgement; ${live} slots while draining, p50 ${end.liveP50Ms} ms`,
      ),
    ]
  } finally {
    await series.close(1_000)
    await world.close()
  }
}

async function statusOf(series: Series) {
  const [main] = (await series.status()).targets
  if (!main) throw new Error('no target')
  return main
}
