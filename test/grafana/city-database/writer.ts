// Brings points into an influxd as the program's own encoder writes them, several requests at a time.
import { setTimeout as wait } from 'node:timers/promises'
import { linePoster } from '../../../bench/influx/post-lines.ts'
import { createEncoder, type Encoder } from '../../../store/influx/lines/encoder.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import type { SeriesTarget } from '../../../store/schema/series-target.ts'
import { TIER, TIERS, type Tier } from '../../../store/schema/tiers.ts'
import type { SlotColumns, SpanColumns } from '../../../store/series/columns.ts'
import type { NewFrame } from '../../../store/spool/spool.ts'
import type { Influxd } from '../../rigs/influxd.ts'

const FRAMES_A_REQUEST = 20
const POINTS_A_FRAME = 5_000
const AT_ONCE = 2
const ATTEMPTS = 120
const RETRY_MS = 1000

/** The database, with retention policies that keep everything and shards as long as those of the program. */
export async function makeDatabase(influxd: Influxd): Promise<void> {
  await influxd.query('CREATE DATABASE ronda')
  for (const tier of TIERS) {
    const shard = `SHARD DURATION ${TIER[tier].shardDays}d`
    await influxd.query(
      `CREATE RETENTION POLICY "${tier}" ON "ronda" DURATION INF REPLICATION 1 ${shard}`,
    )
  }
}

export class DatabaseWriter {
  readonly #encoder: Encoder
  readonly #posters: readonly ReturnType<typeof linePoster>[]
  readonly #under: Promise<void>[]
  readonly #points = new Map<Tier, Point[]>()
  #frames: NewFrame[] = []
  #turn = 0
  #written = 0

  constructor(influxd: Influxd, estate: readonly SeriesTarget[]) {
    this.#encoder = createEncoder(estate)
    this.#posters = Array.from({ length: AT_ONCE }, () => linePoster(influxd.url))
    this.#under = this.#posters.map(() => Promise.resolve())
  }

  /** Lines so far. */
  get written(): number {
    return this.#written
  }

  async slot(slot: SlotColumns): Promise<void> {
    await this.#take(this.#encoder.slotFrames(slot))
  }

  async span(span: SpanColumns): Promise<void> {
    await this.#take(this.#encoder.spanFrames(span))
  }

  async points(tier: Tier, points: readonly Point[]): Promise<void> {
    const waiting = this.#points.get(tier) ?? []
    this.#points.set(tier, waiting)
    for (const point of points) waiting.push(point)
    if (waiting.length >= POINTS_A_FRAME) await this.#encode(tier)
  }

  /** All is in the database. */
  async close(): Promise<void> {
    for (const tier of this.#points.keys()) await this.#encode(tier)
    await this.#post()
    await Promise.all(this.#under)
    for (const poster of this.#posters) poster.close()
    if (this.#encoder.unwritable > 0)
      throw new Error(`${this.#encoder.unwritable} points unwritable`)
  }

  async #encode(tier: Tier): Promise<void> {
    const points = this.#points.get(tier) ?? []
    this.#points.set(tier, [])
    await this.#take(this.#encoder.pointFrames({ tier, worth: 'raw', points }))
  }

  async #take(frames: readonly NewFrame[]): Promise<void> {
    for (const frame of frames) {
      const [first] = this.#frames
      const differs = first && (first.tier !== frame.tier || first.precision !== frame.precision)
      if (differs || this.#frames.length >= FRAMES_A_REQUEST) await this.#post()
      this.#frames.push(frame)
      this.#written += frame.points
    }
  }

  async #post(): Promise<void> {
    const [first] = this.#frames
    if (first === undefined) return
    const body = Buffer.concat(this.#frames.map((frame) => frame.body))
    this.#frames = []
    const turn = this.#turn++ % AT_ONCE
    await this.#under[turn]
    const poster = this.#posters[turn] as ReturnType<typeof linePoster>
    const { tier, precision } = first
    this.#under[turn] = posted(() => poster.post({ tier, precision }, body))
  }
}

/** InfluxDB refuses for a while when more comes than it can bring to disk. */
async function posted(post: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await post()
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      await wait(RETRY_MS)
    }
  }
}
