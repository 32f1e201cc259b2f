import { expect, test } from 'vitest'
import type { Logger } from '../../../fleet/logger.ts'
import type { State, Transition } from '../../../fleet/state.ts'
import type { Incident, IncidentEvent, Verdict } from '../../../incidents/incident.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import type { SeriesTarget } from '../../../store/schema/series-target.ts'
import type { MinuteSums } from '../../../store/series/columns.ts'
import type { PointBatch } from '../../../store/series/series.ts'
import type { SeriesStatus } from '../../../store/series/status.ts'
import type { StepOfIncident } from '../../../store/store.ts'
import { SMALL_ESTATE, smallIncident } from '../../../test/rigs/small-series.ts'
import { EVENTS_TO } from './events.ts'
import { createReporter } from './reporter.ts'

/** 2026-03-01, midnight in Jakarta. */
const MIDNIGHT = Date.UTC(2026, 1, 28, 17)
const UP: Verdict = { state: 'up', reason: 'answers', since: 0 }
const PLANNED = {
  kind: 'suspension',
  id: 'sus-1',
  owner: 'dinas',
  why: 'works',
  targets: 2,
} as const
const NONE = { frames: 0, points: 0 }

test('each 10 s, minute, 5 minutes and hour brings what is due, at its whole time', async () => {
  const city = smallCity(MIDNIGHT + 1)
  city.tick(MIDNIGHT + 9_999)
  await city.reporter.idle()
  expect(city.given()).toEqual([])
  city.tick(MIDNIGHT + 10_250)
  await city.reporter.idle()
  expect(city.given()).toEqual([
    'raw/raw fleet x6 @10',
    'raw/raw cause x1 @10',
    'raw/raw outage x1 @10',
    'raw/raw worker x1 @10',
  ])
  city.clear()
  city.tick(MIDNIGHT + 60_000)
  await city.reporter.idle()
  expect(city.given()).toEqual([
    'raw/raw fleet x6 @60',
    'raw/raw cause x1 @60',
    'raw/raw outage x1 @60',
    'm1/minute fleet x6 @60',
    'm1/minute fleet_kel x6 @60',
    'raw/raw fault x1 @60',
    'raw/raw planned_open x1 @60',
    'raw/raw incident_open x1 @60',
    'raw/raw down x2 @60',
    'raw/raw worker x1 @60',
  ])
  city.clear()
  city.tick(MIDNIGHT + 300_000)
  await city.reporter.idle()
  expect(city.given()).toContain('raw/raw worst x2 @300')
  city.clear()
  city.tick(MIDNIGHT + 3_600_999)
  await city.reporter.idle()
  expect(city.given()).toContain('h1/hour fleet x6 @3600')
})

test('a tick that comes late brings the latest of each, and no flood', async () => {
  const city = smallCity(MIDNIGHT + 1)
  city.tick(MIDNIGHT + 7_265_000)
  await city.reporter.idle()
  expect(city.given().sort()).toEqual([
    'h1/hour fleet x6 @7200',
    'm1/minute fleet x6 @7260',
    'm1/minute fleet_kel x6 @7260',
    'raw/raw cause x1 @7260',
    'raw/raw down x2 @7260',
    'raw/raw fault x1 @7260',
    'raw/raw fleet x6 @7260',
    'raw/raw incident_open x1 @7260',
    'raw/raw outage x1 @7260',
    'raw/raw planned_open x1 @7260',
    'raw/raw worker x1 @7260',
    'raw/raw worst x2 @7200',
  ])
})

test('at midnight of the city the state of every target is written, a bite a turn', async () => {
  const many = Array.from(
    { length: 2_500 },
    (_, i): SeriesTarget => ({
      id: `n${i}`,
      kind: 'nvr',
      pinged: true,
    }),
  )
  const city = smallCity(MIDNIGHT - 500, many)
  city.tick(MIDNIGHT + 300)
  expect(city.given()).toEqual([])
  await city.reporter.idle()
  expect(city.given().filter((one) => one.startsWith('ev'))).toEqual([
    'ev/state state x1000 @0',
    'ev/state state x1000 @0',
    'ev/state state x500 @0',
  ])
})

test('what is dated before midnight but found out after it corrects the point of midnight', async () => {
  const city = smallCity(MIDNIGHT - 500)
  city.tick(MIDNIGHT)
  await city.reporter.idle()
  expect(city.given()).toContain('ev/state state x6 @0')
  city.clear()
  city.reporter.moved([change('u1', MIDNIGHT - 2_000, MIDNIGHT + 2_500)], [])
  await city.reporter.idle()
  expect(city.given()).toEqual(['ev/state state x1 @-2', 'ev/state state x1 @0'])
})

test('what moved is handed over in a later turn, in bites, and the mark goes with the last', async () => {
  const city = smallCity(0)
  city.reporter.follow()
  city.reporter.moved(
    Array.from({ length: 2_100 }, (_, i) => change('u1', i, 10_000 + i)),
    [event('opened', 1_000), event('grown', 2_000)],
  )
  city.reporter.moved([change('n1', 1_000, 11_000)], [])
  expect(city.calls).toEqual([])
  await city.reporter.idle()
  expect(city.calls.map(({ batches }) => batches.map(({ points }) => points.length))).toEqual([
    [1000, 1],
    [1000],
    [101],
  ])
  expect(city.calls.map(({ marks }) => marks)).toEqual([
    undefined,
    undefined,
    { [EVENTS_TO]: 12_099 },
  ])
  expect(city.calls[0]?.batches.map(({ tier, worth }) => [tier, worth])).toEqual([
    ['ev', 'state'],
    ['ev', 'kept'],
  ])
})

test('what is planned is kept as events, when it begins and when it ends', async () => {
  const city = smallCity(0)
  city.reporter.planned([{ ...PLANNED, what: 'begun', at: 5_000 }])
  city.reporter.planned([])
  await city.reporter.idle()
  expect(city.given()).toEqual(['ev/kept planned x1 @5'])
})

test('nothing is handed over where nothing is to be told', async () => {
  const city = smallCity(0)
  city.reporter.moved([], [event('grown', 1), event('shrunk', 2)])
  await city.reporter.idle()
  expect(city.calls).toEqual([])
})

test('what is sent again is the same, and the mark goes page by page before it follows', async () => {
  const city = smallCity(0)
  const transitions = [change('u1', 1_000, 5_500)]
  city.reporter.moved(transitions, [event('opened', 5_500)])
  await city.reporter.idle()
  await city.reporter.resend({ to: 7_000, transitions, steps: [kept('opened', 5_500)] })
  expect(city.calls[1]?.batches).toEqual(city.calls[0]?.batches)
  await city.reporter.resend({ to: 8_000, transitions: [], steps: [kept('grown', 5_500)] })
  expect(city.calls[2]?.batches).toEqual([])
  city.reporter.follow()
  city.reporter.moved([], [event('closed', 9_000)])
  await city.reporter.idle()
  expect(city.calls.map(({ marks }) => marks)).toEqual([
    undefined,
    { [EVENTS_TO]: 7_000 },
    { [EVENTS_TO]: 8_000 },
    { [EVENTS_TO]: 9_000 },
  ])
})

test('a page of thousands goes in bites, and its mark with the last', async () => {
  const city = smallCity(0)
  const transitions = Array.from({ length: 2_500 }, (_, i) => change('u1', i, 10_000))
  await city.reporter.resend({ to: 20_000, transitions, steps: [] })
  expect(city.calls.map(({ marks }) => marks)).toEqual([
    undefined,
    undefined,
    { [EVENTS_TO]: 20_000 },
  ])
  city.failing = new Error('the thread is gone')
  await city.reporter.resend({ to: 30_000, transitions, steps: [] })
  expect(city.calls).toHaveLength(4)
})

test('after a refusal no mark moves any more, and the failure is said once', async () => {
  const city = smallCity(0)
  city.reporter.follow()
  city.failing = new Error('the thread is gone')
  city.reporter.moved([change('u1', 1_000, 5_500)], [])
  city.tick(10_000)
  await city.reporter.idle()
  city.failing = undefined
  city.reporter.moved([change('u1', 2_000, 6_500)], [])
  await city.reporter.idle()
  expect(city.calls.at(-1)?.marks).toBeUndefined()
  expect(city.said).toEqual([
    'error time series: the thread is gone; the round goes on',
    'info time series: this works again',
  ])
})

test('a source or a database that throws stops nothing', async () => {
  const city = smallCity(0)
  city.verdict = () => {
    throw new Error('no such position')
  }
  city.hour = () => Promise.reject(new Error('the file is gone'))
  city.status = () => Promise.reject(new Error('no answer'))
  expect(() => city.tick(300_000)).not.toThrow()
  city.verdict = () => UP
  city.tick(600_000)
  await city.reporter.idle()
  expect(city.given()).toContain('raw/raw fleet x6 @600')
  expect(city.given()).toContain('raw/raw worker x1 @600')
})

test('a thread that does not say how it is delays no point but the first', async () => {
  const city = smallCity(0)
  city.status = () => new Promise(() => {})
  city.tick(10_000)
  city.tick(20_000)
  await turns(30)
  const workers = city.points().filter(({ measurement }) => measurement === 'worker')
  expect(workers.map(({ at }) => at)).toEqual([20_000])
})

test('a thread that takes nothing is not given more and more', async () => {
  const city = smallCity(0)
  city.stuck = true
  for (let s = 10; s <= 3_000; s += 10) {
    city.tick(s * 1000)
    await turns(30)
  }
  expect(city.calls.length).toBeGreaterThan(150)
  expect(city.calls.length).toBeLessThan(230)
  expect(city.said).toEqual([
    'error time series: the thread is far behind, aggregates are left out; the round goes on',
  ])
})

/** `u1` is down and `n1` behind it; one incident. `now`: the start. */
function smallCity(now: number, estate: readonly SeriesTarget[] = SMALL_ESTATE) {
  const calls: { batches: readonly PointBatch[]; marks: object | undefined }[] = []
  const said: string[] = []
  const word = (level: string) => (_: unknown, text: string) => void said.push(`${level} ${text}`)
  const logger: Logger = {
    debug: word('debug'),
    info: word('info'),
    warn: word('warn'),
    error: word('error'),
  }
  const open: readonly Incident[] = [incident()]
  const dead: Readonly<Record<string, State>> = { u1: 'down', n1: 'unreachable' }
  const city = {
    calls,
    said,
    failing: undefined as Error | undefined,
    stuck: false,
    verdict: (position: number): Verdict => ({
      ...UP,
      state: dead[estate[position]?.id ?? ''] ?? 'up',
    }),
    hour: (): Promise<MinuteSums> => Promise.resolve(sums()),
    status: (): Promise<SeriesStatus> =>
      Promise.resolve({
        at: 0,
        spool: { ...NONE, bytes: 0, fileBytes: 0, maxBytes: 0, inMemory: 0, lostInMemory: 0 },
        targets: [],
        rolledTo: {},
      }),
    tick: (at: number) => reporter.tick(at),
    points: (): readonly Point[] =>
      calls.flatMap(({ batches }) => batches.flatMap((batch) => batch.points)),
    /** `<tier>/<worth> <measurement> x<points> @<seconds since midnight>` */
    given: (): string[] =>
      calls.flatMap(({ batches }) =>
        batches.map(({ tier, worth, points }) => {
          const [first] = points
          const at = ((first?.at ?? 0) - (now > MIDNIGHT / 2 ? MIDNIGHT : 0)) / 1000
          return `${tier}/${worth} ${first?.measurement} x${points.length} @${at}`
        }),
      ),
    clear: () => calls.splice(0),
    get reporter() {
      return reporter
    },
  }
  const reporter = createReporter({
    series: {
      points(batches, marks) {
        calls.push({ batches, marks })
        if (city.stuck) return new Promise(() => {})
        return city.failing ? Promise.reject(city.failing) : Promise.resolve()
      },
      status: () => city.status(),
    },
    estate,
    source: {
      verdict: (position) => city.verdict(position),
      causeOf: () => 'u1',
      openIncidents: () => open,
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
      causeTags: () => ({ kind: 'uplink', areas: ['genuk'], severity: 'warning' }),
      faults: () => [{ what: 'disk_failed', id: 'n1', kec: 'genuk', owner: 'dinas', since: now }],
      planned: () => [{ ...PLANNED, from: now, until: now + 1 }],
      lastHour: () => city.hour(),
    },
    placeOnMap: () => undefined,
    meter: { take: () => ({ rssBytes: 1, cpuPermille: 1, loopLagMs: 1 }) },
    city: 'Semarang',
    timezone: 'Asia/Jakarta',
    host: 'probe-1',
    now,
    logger,
  })
  return city
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

function incident(): Incident {
  return smallIncident('inc-1-u1', { kind: 'target', targetId: 'u1' }, { affected: ['n1', 'u1'] })
}

function event(what: IncidentEvent['what'], at: number): IncidentEvent {
  return { incidentId: 'inc-1-u1', at, what, incident: incident() }
}

function kept(what: IncidentEvent['what'], at: number): StepOfIncident {
  const { affected, byKecamatan, byKind, byOwner, ...one } = incident()
  const split = { byKecamatan, byKind, byOwner }
  const record = { ...one, ...split, affected: affected.length, atPeak: split }
  return { incident: record, at, what, affected: affected.length }
}

function change(targetId: string, at: number, decidedAt: number): Transition {
  return { targetId, at, decidedAt, from: 'up', to: 'down', reason: 'all-lost', evidence: {} }
}

/** Of core, u1, u2 and n1: u1 lost much, u2 answered late. */
function sums(): MinuteSums {
  const rtt = Uint16Array.of(0xffff, 0xffff, 300, 0xffff)
  return {
    sent: Uint32Array.of(360, 360, 360, 0),
    lost: Uint32Array.of(0, 300, 0, 0),
    rttMin: rtt,
    rttAvg: rtt,
    rttMax: rtt,
  }
}
