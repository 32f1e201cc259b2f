// The whole program on the whole city with a real InfluxDB: what it costs, and that all of it arrives.
import { setTimeout as wait } from 'node:timers/promises'
import { createDialect } from '../../store/influx/dialects/create-dialect.ts'
import { TIER, TIERS } from '../../store/schema/tiers.ts'
import { type Influxd, startInfluxd } from '../../test/rigs/influxd.ts'
import { atMost, type Bar } from '../bar.ts'
import { runCity } from '../running-city.ts'

const CPU_LIMIT = 0.35
const RSS_LIMIT_MB = 350
/** The first slot is whole, and written, after this long. */
const WARM_MS = 30_000
const KEEP_DAYS = Object.fromEntries(TIERS.map((tier) => [tier, TIER[tier].keepDays])) as Record<
  (typeof TIERS)[number],
  number
>

/** `seconds`: how long CPU and memory are watched. */
export async function steady(
  seconds: number,
  say: (line: string) => void,
): Promise<readonly Bar[]> {
  let influxd: Influxd | undefined
  const city = await runCity(async () => {
    influxd = await startInfluxd()
    await setUp(influxd.url)
    return `influx: {targets: [{name: main, url: '${influxd.url}'}]}\n`
  })
  try {
    await wait(WARM_MS)
    say(`watching the whole city with InfluxDB for ${seconds} s ...`)
    const before = city.use()
    const began = performance.now()
    let rss = before.rssBytes
    while (performance.now() - began < seconds * 1000) {
      await wait(1000)
      rss = Math.max(rss, city.use().rssBytes)
    }
    const elapsedS = (performance.now() - began) / 1000
    const share = (city.use().cpuS - before.cpuS) / elapsedS
    const written = await city.metric('ronda_series_written_points_total{target="main"}')
    const note = `whole program, full city, over ${seconds} s; ${written} points written since the start`
    return [
      atMost('influx.steady.cpu', share, CPU_LIMIT, 'cores', note),
      atMost(
        'influx.steady.rss',
        rss / 1e6,
        RSS_LIMIT_MB,
        'MB',
        `${note}; highest of a reading a second`,
      ),
    ]
  } finally {
    await city.close()
    await influxd?.close()
  }
}

/** As `ronda store init` does. */
async function setUp(url: string): Promise<void> {
  const target = { name: 'main', url, dialect: '1', database: 'ronda', timeoutMs: 10_000 } as const
  await createDialect(target).init(KEEP_DAYS, { dryRun: false })
}
