// What the soaks of InfluxDB share: a database that is set up, and the way of the series over it without the round.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { cityEstate } from '../../bench/influx/city-series.ts'
import { createDialect } from '../../store/influx/dialects/create-dialect.ts'
import type { InfluxTarget, KeepDays } from '../../store/influx/target.ts'
import type { SeriesTarget } from '../../store/schema/series-target.ts'
import { TIER, TIERS } from '../../store/schema/tiers.ts'
import type { SeriesOptions } from '../../store/series/series.ts'
import type { SeriesTargetStatus } from '../../store/series/status.ts'
import { type Influxd, startInfluxd } from '../rigs/influxd.ts'

export const SLOT_MS = 10_000
/** Points a second of the full city: 27,431 targets every 10 s. */
export const LIVE_RATE = 2_743.1
export const KEEP_DAYS = Object.fromEntries(
  TIERS.map((tier) => [tier, TIER[tier].keepDays]),
) as KeepDays

/** Every target of the city has a row in each slot: the volume that the issue states. */
export function everyTargetAsked(): SeriesTarget[] {
  return cityEstate().map((target) => {
    const { nvr: _, ...rest } = target
    return { ...rest, kind: target.kind === 'camera' ? 'nvr' : target.kind, pinged: true }
  })
}

export function targetAt(url: string, name = 'main'): InfluxTarget {
  return { name, url, dialect: '1', database: 'ronda', timeoutMs: 10_000 }
}

/** As `ronda store init`. */
export async function setUp(url: string): Promise<void> {
  await createDialect(targetAt(url)).init(KEEP_DAYS, { dryRun: false })
}

export interface InfluxWorld {
  readonly influxd: Influxd
  readonly options: SeriesOptions
  close(): Promise<void>
}

export async function influxWorld(estate: readonly SeriesTarget[]): Promise<InfluxWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-influx-'))
  const influxd = await startInfluxd()
  await setUp(influxd.url)
  return {
    influxd,
    options: {
      targets: [targetAt(influxd.url)],
      keepDays: KEEP_DAYS,
      spool: { path: join(folder, 'spool.db'), maxBytes: 4_096_000_000, minFreePercent: 0 },
      estate,
      host: 'soak',
    },
    async close() {
      await influxd.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Waits until `done` says so of the status; throws after `ms`. */
export async function until(
  status: () => Promise<SeriesTargetStatus>,
  done: (status: SeriesTargetStatus) => boolean,
  ms: number,
): Promise<SeriesTargetStatus> {
  const end = Date.now() + ms
  for (;;) {
    const seen = await status()
    if (done(seen)) return seen
    if (Date.now() > end) throw new Error(`not in ${ms / 1000} s: ${JSON.stringify(seen)}`)
    await wait(100)
  }
}

/** Points that series of `measurements` lack of `expected` each, and those that they have too many; by rows in influxd. */
export async function missingRows(
  influxd: Influxd,
  estate: readonly SeriesTarget[],
  expected: number,
): Promise<{ readonly missing: number; readonly tooMany: number; readonly series: number }> {
  let missing = 0
  let tooMany = 0
  let series = 0
  for (const kind of new Set(estate.map((target) => target.kind))) {
    const wanted = estate.filter((target) => target.kind === kind).length
    const [counted] = await influxd.query(
      `SELECT count(up) FROM raw."${kind}" GROUP BY id`,
      'ronda',
    )
    const rows = counted?.series ?? []
    series += rows.length
    missing += (wanted - rows.length) * expected
    for (const { values } of rows) {
      const count = Number(values[0]?.[1])
      missing += Math.max(0, expected - count)
      tooMany += Math.max(0, count - expected)
    }
  }
  return { missing, tooMany, series }
}
