// The whole city with a fallen ISP node, as the reporter tells it, in a real InfluxDB: every point there, none over another.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { viewCause } from '../../alerts/policy/cause-view.ts'
import { createReporter, type Reporter } from '../../cli/run/series/reporter.ts'
import { seriesEstate, topmostDead } from '../../cli/run/series-estate.ts'
import { type Logger, silentLogger } from '../../fleet/logger.ts'
import { seededRandom } from '../../fleet/random.ts'
import { UNAVAILABLE } from '../../fleet/state.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { askedOf } from '../../incidents/asked.ts'
import { causeName } from '../../store/aggregates/cause-place.ts'
import type { RecorderFault } from '../../store/aggregates/fault-points.ts'
import { isTold } from '../../store/aggregates/incident-points.ts'
import type { PlannedStep } from '../../store/aggregates/planned-points.ts'
import { createEncoder } from '../../store/influx/lines/encoder.ts'
import { TIERS } from '../../store/schema/tiers.ts'
import { MOST_FAULTS } from '../../store/schema/told-measurements.ts'
import { NO_RTT } from '../../store/series/columns.ts'
import type { PointBatch } from '../../store/series/series.ts'
import type { NewFrame } from '../../store/spool/spool.ts'
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
/** One more with a wrong clock than have a series of their own. */
const FAULTS: readonly RecorderFault[] = [
  { what: 'disk_failed', id: 'nvr-1', kec: 'genuk', owner: 'dinas', since: 0 },
  ...Array.from({ length: MOST_FAULTS + 1 }, (_, i) => {
    const about = { id: `nvr-${i + 10}`, kec: 'tugu', owner: 'dinas', since: i * 1_000 }
    return { what: 'clock_skewed', ...about, skewS: 100 + i } as const
  }),
]
const PLANNED = {
  kind: 'suspension',
  id: 'sus-1',
  owner: 'dinas',
  why: 'road "works"',
  targets: 12,
} as const
const STEPS: readonly PlannedStep[] = [
  { ...PLANNED, what: 'begun', at: 1_000 },
  { ...PLANNED, id: 'sus-2', what: 'begun', at: 1_000 },
  { ...PLANNED, id: 'sus-2', what: 'lifted', at: 5_000 },
]

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
    reporter.planned(STEPS)
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

  test('each cause that people are told of is a series, with the place and the worth of it', async () => {
    const told = city.open().filter(({ settled }) => settled)
    expect(told.length).toBeGreaterThan(0)
    const series = await rows('SELECT * FROM "raw"."outage"')
    expect(series).toHaveLength(told.length)
    for (const incident of told) {
      const { kind, owner, isp, areas, severity } = viewCause(incident, city.topology, 100)
      const found = series.find(({ cause }) => cause === causeName(incident.cause))
      // A tag that no series has is no column.
      expect([found?.['owner'], found?.['isp']]).toEqual([owner, isp])
      const area = areas.length === 0 ? null : `/${areas.join('/')}/`
      expect(found?.['area'] ?? null).toBe(area)
      expect(found).toMatchObject({
        kind,
        severity,
        affected: incident.affected.length,
        cameras: incident.byKind['camera'] ?? 0,
        age_s: Math.floor((MINUTE - incident.openedAt) / 1000),
        causes: 1,
        acked: 0,
      })
    }
  })

  test('faults of recorders are few series, and all of them are counted', async () => {
    const own = '"id" != \'+more\''
    const count = `SELECT count("recorders") AS n FROM "raw"."fault"`
    expect(await number(`${count} WHERE ${own}`)).toBe(1 + MOST_FAULTS)
    expect(await number('SELECT sum("recorders") AS n FROM "raw"."fault"')).toBe(FAULTS.length)
    const [rest] = await rows(`SELECT * FROM "raw"."fault" WHERE "id" = '+more'`)
    const since = FAULTS.at(-1)?.since ?? 0
    const age = (MINUTE - since) / 1000
    expect(rest).toMatchObject({
      what: 'clock_skewed',
      kec: null,
      age_s: age,
      skew_s: 100 + MOST_FAULTS,
    })
  })

  test('what is planned is there as events and as a list', async () => {
    const events = await rows('SELECT "id", "what", "why", "targets" FROM "ev"."planned"')
    const words = events.map(({ id, what, why, targets }) => [id, what, why, targets])
    const about = ['road "works"', 12]
    const found = STEPS.map(({ id, what }) => [id, what, ...about])
    expect(words.sort()).toEqual(found.sort())
    expect(await rows('SELECT "id", "until_ms" FROM "raw"."planned_open"')).toMatchObject([
      { id: 'sus-1', until_ms: 9_000_000 },
    ])
  })

  test('a kelurahan is where the estate says, and the notifier is as silent as it says', async () => {
    const { id, lat = 0, lon = 0 } = fleet.areas.find(({ level }) => level === 'kelurahan') ?? {}
    const place = 'SELECT "lat_udeg", "lon_udeg" FROM "m1"."fleet_kel"'
    expect(await rows(`${place} WHERE "kel" = '${id}' LIMIT 1`)).toMatchObject([
      { lat_udeg: Math.round(lat * 1e6), lon_udeg: Math.round(lon * 1e6) },
    ])
    expect(await number('SELECT last("notifier_silent_s") AS n FROM "raw"."worker"')).toBe(125)
  })

  test('the minute of an ISP is the sum over its lines that answered', async () => {
    const estate = seriesEstate(fleet, city.topology)
    const pinged = estate.filter(({ pinged }) => pinged)
    const sent = Uint32Array.from(pinged, () => 6)
    const lost = Uint32Array.from(pinged, (_, row) => [0, 1, 6][row % 3] ?? 0)
    const rtt = Uint16Array.from(pinged, (_, row) => (row % 3 === 2 ? NO_RTT : 100 + row))
    const none = new Uint32Array(estate.length)
    const frames = createEncoder(estate).spanFrames({
      ...{ tier: 'm1', from: 0, to: MINUTE, sent, lost, rttMin: rtt, rttAvg: rtt, rttMax: rtt },
      ...{ availableMs: none, unavailableMs: none },
    })
    for (const frame of frames) await send(influxd, frame)
    // Of the lines themselves, as they stand in the same database.
    const lines = await rows(
      'SELECT sum("sent") - sum("lost") AS answers FROM "m1"."uplink" WHERE "rtt_dms" > 0 GROUP BY "isp"',
    )
    const own = await rows('SELECT "isp", "lines", "silent", "sent", "lost" FROM "m1"."isp"')
    const isps = new Set(pinged.flatMap(({ kind, isp }) => (kind === 'uplink' && isp) || []))
    expect(new Set(own.map(({ isp }) => isp))).toEqual(isps)
    const all = (key: string) => own.reduce((sum, row) => sum + Number(row[key]), 0)
    const uplinks = pinged.filter(({ kind, isp }) => kind === 'uplink' && isp)
    expect(all('lines') + all('silent')).toBe(uplinks.length)
    const answers = lines.reduce((sum, row) => sum + Number(row['answers']), 0)
    expect(all('sent') - all('lost')).toBe(answers)
    const rtts = await number('SELECT sum("rtt_sum_dms") AS n FROM "m1"."isp"')
    const expected = pinged.reduce((sum, { kind, isp }, row) => {
      const isLine = kind === 'uplink' && isp !== undefined && row % 3 !== 2
      return sum + (isLine ? (6 - (row % 3)) * (100 + row) : 0)
    }, 0)
    expect(rtts).toBe(expected)
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
    again.planned(STEPS)
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
      outbox: () => ({ waiting: 0, failing: 1, silentS: 125 }),
      causeTags: (incident) => viewCause(incident, topology, 100),
      faults: () => FAULTS,
      planned: () => [{ ...PLANNED, from: 1_000, until: 9_000_000 }],
      lastHour: () => Promise.reject(new Error('none yet')),
    },
    placeOnMap: (kel) => topology.area(kel),
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
    for (const frame of encoder.pointFrames(batch)) await send(influxd, frame)
  }
  if (encoder.unwritable > 0) throw new Error(`${encoder.unwritable} points are no lines`)
}

async function send({ url }: Influxd, { tier, precision, body }: NewFrame): Promise<void> {
  const reply = await fetch(`${url}/write?db=ronda&rp=${tier}&precision=${precision}`, {
    method: 'POST',
    body: Buffer.from(body),
    headers: { 'content-encoding': 'gzip' },
  })
  if (reply.status !== 204) throw new Error(`${reply.status} ${await reply.text()}`)
}
