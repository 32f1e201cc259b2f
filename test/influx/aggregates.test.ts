// The whole city with a fallen ISP node, as the reporter tells it, in a real InfluxDB: every point there, none over another.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createReporter, type Reporter } from '../../cli/run/series/reporter.ts'
import { seriesEstate, topmostDead } from '../../cli/run/series-estate.ts'
import { type Logger, silentLogger } from '../../fleet/logger.ts'
import { seededRandom } from '../../fleet/random.ts'
import { UNAVAILABLE } from '../../fleet/state.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { askedOf } from '../../incidents/asked.ts'
import { isTold } from '../../store/aggregates/incident-points.ts'
import { createEncoder } from '../../store/influx/lines/encoder.ts'
import { TIERS } from '../../store/schema/tiers.ts'
import type { PointBatch } from '../../store/series/series.ts'
import { type Influxd, startInfluxd } from '../rigs/influxd.ts'
import { type PureCity, pureCity, wholeSubtree } from '../rigs/pure-city.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const FELL_AT = 12_000
const MINUTE = 60_000
const SPOOL = {
  bytes: 0,
  fileBytes: 0,
  maxBytes: 0,
  frames: 0,
  points: 0,
  inMemory: 0,
  lostInMemory: 0,
}
const fleet = synthesizeFleet({ seed: 1 })

describeWithRigs('aggregates in influxd', ['influxd'], () => {
  let influxd: Influxd
  let city: PureCity
  let reporter: Reporter
  let deadIds: readonly string[]
  const given = new Map<string, number>()
  const refused: string[] = []

  beforeAll(async () => {
    influxd = await startInfluxd()
    await influxd.query('CREATE DATABASE ronda')
    for (const tier of TIERS) {
      await influxd.query(`CREATE RETENTION POLICY "${tier}" ON "ronda" DURATION INF REPLICATION 1`)
    }
    city = pureCity(fleet, seededRandom(7), wholePhases())
    const node = fleet.nodes.find(({ nodeKind }) => nodeKind === 'isp_node')
    const silent = wholeSubtree(city.topology, node?.id ?? '')
    city.until(FELL_AT)
    city.silence(...silent.map((targetId) => ({ targetId, from: FELL_AT })))
    city.until(MINUTE)
    reporter = reporterOf(city, (batches) => write(influxd, batches, given), refused)
    deadIds = city.topology.targets
      .filter((_, position) => UNAVAILABLE.has(city.estate.verdict(position).state))
      .map(({ id }) => id)
    reporter.tick(MINUTE)
    reporter.moved(city.transitions, city.events)
    await reporter.idle()
  })
  afterAll(() => influxd.close())

  const rows = async (q: string): Promise<readonly Record<string, unknown>[]> => {
    const [result] = await influxd.query(q, 'ronda')
    return (result?.series ?? []).flatMap(({ columns, values }) =>
      values.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]]))),
    )
  }
  const number = async (q: string): Promise<unknown> => (await rows(q))[0]?.['n']

  test('the board of the dead has exactly those that are dead', async () => {
    expect(deadIds.length).toBeGreaterThan(1_000)
    const board = await rows('SELECT "id", "code", "cause", "inc" FROM "raw"."down"')
    expect(board.map(({ id }) => id).sort()).toEqual(deadIds.toSorted())
    const [incident] = city.open()
    expect(new Set(board.map(({ inc }) => inc))).toEqual(new Set([incident?.id]))
  })

  test('the counts of the fleet are whole, in each tier and by kelurahan', async () => {
    const all = city.topology.targets.length
    for (const series of ['"raw"."fleet"', '"m1"."fleet"', '"m1"."fleet_kel"']) {
      const dead = `sum("down") + sum("unreachable")`
      const [sums] = await rows(`SELECT sum("total") AS n, ${dead} AS dead FROM ${series}`)
      expect([series, sums?.['n'], sums?.['dead']]).toEqual([series, all, deadIds.length])
    }
  })

  test('every change of state and every step that is told is a point', async () => {
    const changes = new Set(city.transitions.map(({ targetId, at }) => `${targetId} ${at}`))
    expect(await number('SELECT count("code") AS n FROM "ev"."state"')).toBe(changes.size)
    const told = city.events.filter(isTold).length
    expect(await number('SELECT count("inc") AS n FROM "ev"."incident"')).toBe(told)
    expect(await number('SELECT count("inc") AS n FROM "raw"."incident_open"')).toBe(
      city.open().length,
    )
  })

  test('as many points are stored as were given, also when all is given again', async () => {
    const once = new Map(given)
    const stored = async () => {
      const counts = await Promise.all(
        [...once.keys()].map(async (series) => {
          const points = await rows(`SELECT * FROM ${series}`)
          return [series, points.length] as const
        }),
      )
      return new Map(counts)
    }
    expect(await stored()).toEqual(once)
    const again = reporterOf(city, (batches) => write(influxd, batches, given), refused)
    again.tick(MINUTE)
    again.moved(city.transitions, city.events)
    await again.idle()
    expect(refused).toEqual([])
    expect(given.get('"ev"."state"')).toBe(2 * (once.get('"ev"."state"') ?? 0))
    expect(await stored()).toEqual(once)
  })
})

/** Times of the round are whole milliseconds. */
function wholePhases(): Record<string, number> {
  const random = seededRandom(8)
  const { names, intervalMs } = askedOf(fleet)
  return Object.fromEntries(names.map((name, k) => [name, random.below(intervalMs[k] as number)]))
}

function reporterOf(
  { topology, estate, open }: PureCity,
  points: (batches: readonly PointBatch[]) => Promise<void>,
  refused: string[],
): Reporter {
  const logger: Logger = { ...silentLogger, error: (_, text) => void refused.push(text) }
  const stateOf = (position: number) => estate.verdict(position).state
  return createReporter({
    series: {
      points,
      status: () => Promise.resolve({ at: MINUTE, spool: SPOOL, targets: [], rolledTo: {} }),
    },
    estate: seriesEstate(fleet, topology),
    source: {
      verdict: (position) => estate.verdict(position),
      causeOf: (position) => topmostDead(topology, stateOf, position),
      openIncidents: open,
      roundHealth: () => undefined,
      conditions: () => [],
      storeHealth: () => ({
        writable: true,
        pendingTransitions: 0,
        droppedMinutes: 0,
        fileBytes: 0,
        schemaVersion: 1,
      }),
      outbox: () => ({ waiting: 0, failing: 0 }),
      lastHour: () => Promise.reject(new Error('none yet')),
    },
    meter: { take: () => ({ rssBytes: 1, cpuPermille: 1, loopLagMs: 1 }) },
    city: fleet.city,
    timezone: fleet.timezone,
    host: 'rig',
    now: 0,
    logger,
  })
}

/** As the sender does; counts in `given` the points of each series. */
async function write(
  influxd: Influxd,
  batches: readonly PointBatch[],
  given: Map<string, number>,
): Promise<void> {
  const encoder = createEncoder([])
  for (const batch of batches) {
    for (const { measurement } of batch.points) {
      const series = `"${batch.tier}"."${measurement}"`
      given.set(series, (given.get(series) ?? 0) + 1)
    }
    for (const frame of encoder.pointFrames(batch)) {
      const reply = await fetch(
        `${influxd.url}/write?db=ronda&rp=${frame.tier}&precision=${frame.precision}`,
        { method: 'POST', body: Buffer.from(frame.body), headers: { 'content-encoding': 'gzip' } },
      )
      if (reply.status !== 204) throw new Error(`${reply.status} ${await reply.text()}`)
    }
  }
  if (encoder.unwritable > 0) throw new Error(`${encoder.unwritable} points are no lines`)
}
