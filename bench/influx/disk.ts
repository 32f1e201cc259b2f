// Bytes of one point in InfluxDB's own files, when it has compacted them as far as it does: a day of raw, a week of m1.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createEncoder, type Encoder } from '../../store/influx/lines/encoder.ts'
import type { Tier } from '../../store/schema/tiers.ts'
import type { NewFrame } from '../../store/spool/spool.ts'
import { type Influxd, startInfluxd } from '../../test/rigs/influxd.ts'
import { CitySeries, cityEstate, MINUTE_MS, SLOT_MS } from './city-series.ts'
import { linePoster } from './post-lines.ts'

/** A Monday: shards of a day and of 7 days begin there. */
const START = Date.UTC(2026, 7, 3)
const DAY_MS = 86_400_000
const LOOK_EVERY_MS = 500
const COMPACTED_MS = 120_000
/** Frames of few series joined into one request. */
const FRAMES_A_REQUEST = 25

export interface DiskUse {
  readonly points: number
  readonly series: number
  readonly bytesPerPoint: number
}

/** Of `series` lines, half uplinks, half NVRs. Without `confirms` a lost echo leaves a slot without a round trip. */
export async function diskUse(
  tier: 'raw' | 'm1',
  { series, confirms }: { readonly series: number; readonly confirms: boolean },
  say: (line: string) => void,
): Promise<DiskUse> {
  const influxd = await startInfluxd({
    data: ['cache-snapshot-write-cold-duration = "2s"', 'compact-full-write-cold-duration = "2s"'],
  })
  try {
    const shard = tier === 'raw' ? '1d' : '7d'
    await influxd.query('CREATE DATABASE ronda')
    await influxd.query(
      `CREATE RETENTION POLICY ${tier} ON ronda DURATION INF REPLICATION 1 SHARD DURATION ${shard}`,
    )
    const points = await fill(influxd, tier, series, confirms)
    say(`${tier}: ${points} points written, waiting for the last compaction`)
    const bytes = await compacted(join(influxd.folder, 'data', 'ronda', tier))
    return { points, series, bytesPerPoint: bytes / points }
  } finally {
    await influxd.close()
  }
}

async function fill(
  influxd: Influxd,
  tier: Tier,
  series: number,
  confirms: boolean,
): Promise<number> {
  const pinged = cityEstate().filter(({ pinged }) => pinged)
  const estate = [...pinged.slice(0, series / 2), ...pinged.slice(-series / 2)]
  const city = new CitySeries(estate, { confirms })
  const encoder: Encoder = createEncoder(estate)
  const poster = linePoster(influxd.url)
  let waiting: NewFrame[] = []
  let points = 0
  const post = async (): Promise<void> => {
    const [first] = waiting
    if (first) await poster.post(first, Buffer.concat(waiting.map(({ body }) => body)))
    waiting = []
  }
  const [everyMs, spanMs] = tier === 'raw' ? [SLOT_MS, DAY_MS] : [MINUTE_MS, 7 * DAY_MS]
  for (let at = START; at < START + spanMs; at += everyMs) {
    const frames =
      tier === 'raw' ? encoder.slotFrames(city.slot(at)) : encoder.spanFrames(city.minute(at))
    waiting.push(...frames)
    points += frames.reduce((sum, frame) => sum + frame.points, 0)
    if (waiting.length >= FRAMES_A_REQUEST) await post()
  }
  await post()
  poster.close()
  return points
}

/** Bytes of the one file that is left of the shard. */
async function compacted(policy: string): Promise<number> {
  const deadline = Date.now() + COMPACTED_MS
  let last = ''
  let stable = 0
  while (Date.now() < deadline) {
    await wait(LOOK_EVERY_MS)
    const shards = readdirSync(policy)
    const folder = join(policy, shards[0] as string)
    const files = readdirSync(folder).filter((name) => /\.tsm(\.tmp)?$/.test(name))
    const sizes = files.map((name) => statSync(join(folder, name)).size)
    if (shards.length !== 1) throw new Error(`${shards.length} shards instead of one`)
    const now = `${files} ${sizes}`
    stable = files.length === 1 && now === last ? stable + 1 : 0
    last = now
    // Longer than the cold durations: a snapshot of the cache may still come.
    if (stable * LOOK_EVERY_MS >= 8_000) return sizes[0] as number
  }
  throw new Error(`not compacted in ${COMPACTED_MS} ms: ${last}`)
}
