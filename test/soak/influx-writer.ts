// A child that writes slots until it is killed, and says each one that is in the spool: what it said must arrive.
import { CitySeries } from '../../bench/influx/city-series.ts'
import { silentLogger } from '../../fleet/logger.ts'
import { startSeries } from '../../store/series/start-series.ts'
import { everyTargetAsked, KEEP_DAYS, SLOT_MS, targetAt } from './influx-world.ts'

/** A tenth of the city, ten times as often: the same points a second. */
export const TARGETS = 2_743
const SLOT_EVERY_MS = 1_000

/** What the child is told: spool file, address of the database, epoch milliseconds of the first slot. */
const [path, url, first] = process.argv.slice(2)
if (path && url && first) await write(path, url, Number(first))

export function writerEstate() {
  return everyTargetAsked().slice(0, TARGETS)
}

async function write(path: string, url: string, first: number): Promise<void> {
  const estate = writerEstate()
  const city = new CitySeries(estate)
  const options = {
    targets: [targetAt(url)],
    keepDays: KEEP_DAYS,
    spool: { path, maxBytes: 1_000_000_000, minFreePercent: 0 },
    estate,
    host: 'soak',
  }
  const series = await startSeries(options, silentLogger)
  process.stdout.write('open\n')
  let ended = false
  process.on('SIGTERM', () => {
    ended = true
  })
  for (let at = first; !ended; at += SLOT_MS) {
    await series.slot(city.slot(at))
    process.stdout.write(`${at}\n`)
    await new Promise((resolve) => setTimeout(resolve, SLOT_EVERY_MS))
  }
  // What is owed goes out before the end.
  for (let left = 1; left > 0; ) {
    const [main] = (await series.status()).targets
    left = main?.backlog.frames ?? 0
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await series.close(1_000)
  process.exit(0)
}
