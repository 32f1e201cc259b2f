// A small city whose numbers are known by heart: every series that uplinks, incidents, SLA, worker and relay read.
import type { Point } from '../../store/schema/measurements.ts'
import type { Tier } from '../../store/schema/tiers.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const KINDS = ['node', 'uplink', 'nvr', 'camera', 'portal'] as const
const KECAMATAN = ['genuk', 'tugu'] as const

/** `now`: epoch milliseconds, a whole minute. */
export function knownPoints(now: number): ReadonlyMap<Tier, readonly Point[]> {
  return new Map<Tier, readonly Point[]>([
    ['raw', [...slots(now), ...lists(now), ...around(now)]],
    ['m1', minutes(now)],
    ['h1', hours(now)],
    ['d1', days(now)],
    ['ev', events(now)],
  ])
}

/** Nusa: 10 ms, and over the last 20 minutes 30 ms and one of ten lost. Telko: 10 ms, nothing lost. */
function minutes(now: number): Point[] {
  const points: Point[] = []
  for (let k = 1; k <= 1500; k++) {
    const at = now - k * MINUTE
    const bad = k <= 20
    points.push({
      measurement: 'isp',
      tags: { isp: 'nusa' },
      fields: {
        ...{ lines: 10, silent: bad ? 3 : 0, sent: 60, lost: bad ? 6 : 0 },
        rtt_sum_dms: bad ? 54 * 300 : 60 * 100,
      },
      at,
    })
    points.push({
      measurement: 'isp',
      tags: { isp: 'telko' },
      fields: { lines: 20, silent: 1, sent: 120, lost: 0, rtt_sum_dms: 120 * 100 },
      at,
    })
    if (k <= 480) points.push(...fleet(at, k <= 60 ? 4 : 0))
  }
  return points
}

/** Of 100 of each kind and kecamatan, `dead` down in genuk; 6 and 4 off on purpose in tugu. */
function fleet(at: number, dead: number): Point<'fleet'>[] {
  return KECAMATAN.flatMap((kec) =>
    KINDS.map((kind) => {
      const down = kec === 'genuk' ? dead : 0
      const [suspended, maintenance] = kec === 'tugu' ? [6, 4] : [0, 0]
      const up = 100 - down - suspended - maintenance - 1
      return {
        measurement: 'fleet' as const,
        tags: { kec, kind },
        fields: {
          ...{ total: 100, up, degraded: 1, down, unreachable: 0, unknown: 0 },
          ...{ maintenance, suspended },
        },
        at,
      }
    }),
  )
}

/** A restart 8 minutes ago; since then 4 packets were dropped, 3 minutes ago. Before: 500, long ago. */
function workerAt(at: number, agoMs: number): Point<'worker'> {
  const restarted = agoMs <= 8 * MINUTE
  const round = Math.floor((20 * MINUTE - agoMs) / (10 * SECOND))
  const rounds = restarted ? round - 72 : 1_000_000 + round
  return {
    measurement: 'worker',
    tags: { worker: 'Kota', host: 'ronda-1' },
    fields: {
      ...{ rounds, sent: rounds * 200, received: rounds * 190, lost: rounds * 10 },
      ...{ overruns: 0, dropped: restarted ? (agoMs <= 3 * MINUTE ? 4 : 0) : 500, confirming: 5 },
      ...{ blind: 0, lag_p99_ms: 3, loop_lag_ms: 7, rss_bytes: 300_000_000, cpu_permille: 250 },
      ...{ uptime_s: rounds * 10, incidents: 3, outbox_waiting: 2, receivers_failing: 0 },
      ...{ store_writable: 1, store_bytes: 5_000_000, spool_bytes: 4096, spool_frames: 1 },
      ...{ spool_points: 9, spool_age_s: 2, spool_dropped: 0, dead_letters: 0, write_ms: 40 },
      notifier_silent_s: 0,
    },
    at,
  }
}

const CAUSES = [
  ['UPL-0001', 'uplink', 'genuk', 'isp-nusa', 12, 8, 0],
  ['NVR-0007', 'nvr', 'genuk', 'kec-genuk', 5, 4, 1],
  ['nusa', 'shared', undefined, 'isp-nusa', 40, 30, 0],
  ['+more', 'camera', 'tugu', 'kec-tugu', 9, 9, 0],
] as const

function slots(now: number): Point[] {
  const points: Point[] = []
  for (let agoMs = 20 * MINUTE; agoMs >= 0; agoMs -= 10 * SECOND) {
    const at = now - agoMs
    points.push(...fleet(at, 4), workerAt(at, agoMs))
    for (const [cause, kind, kec, owner, affected, cameras, acked] of CAUSES) {
      points.push({
        measurement: 'outage',
        tags: {
          ...{ cause, kind, reason: 'topmost-failed', condition: undefined, kec, owner },
          ...{ area: undefined, isp: kind === 'nvr' ? undefined : 'nusa', severity: 'warning' },
        },
        fields: { affected, cameras, causes: cause === '+more' ? 3 : 1, age_s: 600, acked },
        at,
      })
      points.push({
        measurement: 'cause',
        tags: { kec, kind, reason: 'topmost-failed' },
        fields: { incidents: 1, affected, longest_s: 600 },
        at,
      })
    }
    // It ended: its series goes on with 0 for a while.
    points.push({
      measurement: 'outage',
      tags: {
        ...{ cause: 'UPL-0099', kind: 'uplink', reason: 'topmost-failed', condition: undefined },
        ...{ kec: 'tugu', owner: 'isp-telko', area: undefined, isp: 'telko', severity: 'warning' },
      },
      fields: { affected: 0, cameras: 0, causes: 0, age_s: 0, acked: 0 },
      at,
    })
  }
  return points
}

/** Written each minute, and each five: the last two of each, so that a look back finds both. */
function lists(now: number): Point[] {
  return [1, 61].flatMap((agoS) => {
    const at = now - agoS * SECOND
    return [
      ...CAUSES.map(
        ([cause, kind, kec, , affected, , acked], ordinal): Point => ({
          measurement: 'incident_open',
          tags: { kec, kind },
          fields: {
            ...{ inc: `inc-${cause}`, cause, reason: 'topmost-failed', affected, peak: affected },
            ...{ since_ms: now - 600_000, acked, flapping: 0 },
          },
          ...{ at, ordinal },
        }),
      ),
      ...[1, 2, 3].map(
        (ordinal): Point => ({
          measurement: 'down',
          tags: { kec: 'genuk', kind: 'uplink' },
          fields: {
            ...{ id: `UPL-000${ordinal}`, kel: 'genuk.a', code: 2, reason: 'all-lost' },
            ...{ cause: `UPL-000${ordinal}`, inc: 'inc-UPL-0001', since_ms: now - 600_000 },
          },
          ...{ at, ordinal },
        }),
      ),
      ...(['loss', 'rtt'] as const).flatMap((by) =>
        [1, 2].map(
          (rank): Point => ({
            measurement: 'worst',
            tags: { kind: 'uplink', by },
            fields: {
              ...{ rank, id: `UPL-010${rank}`, kec: 'genuk', kel: 'genuk.a', isp: 'nusa' },
              ...{ sent: 360, lost: 36 / rank, loss_ppm: 100_000 / rank, rtt_dms: 900 },
            },
            ...{ at, ordinal: rank },
          }),
        ),
      ),
      {
        measurement: 'planned_open' as const,
        tags: { kind: 'suspension' },
        fields: {
          ...{ id: 'sus-1', owner: 'diskominfo', why: 'letter 500', targets: 30 },
          ...{ from_ms: now - DAY, until_ms: now + DAY },
        },
        at,
      },
    ]
  })
}

/** Hours that are over: genuk 99.9 % of what counts, tugu 99 %, of which a tenth of all time does not count. */
function hours(now: number): Point[] {
  const first = Math.floor(now / HOUR) * HOUR - HOUR
  const points: Point[] = []
  for (let at = first; at > first - 20 * DAY; at -= HOUR) {
    for (const kec of KECAMATAN) {
      for (const kind of KINDS) {
        const fields = kec === 'genuk' ? HOUR_OF_GENUK : HOUR_OF_TUGU
        points.push({ measurement: 'sla', tags: { kec, kind }, fields, at })
      }
    }
  }
  for (const [id, kec, isp, lost] of LINES) {
    points.push({
      measurement: 'uplink',
      tags: { id, kec, kel: `${kec}.a`, isp },
      fields: {
        ...{ up_s: 3600, obs_s: 3600, sent: 360, lost, rtt_dms: 100 },
        ...{ rtt_min_dms: 90, rtt_max_dms: 120 },
      },
      at: first,
    })
  }
  return points
}

const HOUR_OF_GENUK = { up_s: 35_964, obs_s: 36_000, span_s: 36_000 }
const HOUR_OF_TUGU = { up_s: 35_640, obs_s: 36_000, span_s: 40_000 }
const LINES = [
  ['UPL-0001', 'genuk', 'nusa', 36],
  ['UPL-0002', 'genuk', 'telko', 0],
  ['UPL-0003', 'tugu', 'telko', 9],
] as const

function days(now: number): Point[] {
  return [1, 2, 3].flatMap((day) =>
    KECAMATAN.flatMap((kec) =>
      KINDS.map(
        (kind): Point => ({
          measurement: 'sla_kel',
          tags: { kec, kel: `${kec}.a`, kind },
          fields: kec === 'genuk' ? HOUR_OF_GENUK : HOUR_OF_TUGU,
          at: now - day * DAY,
        }),
      ),
    ),
  )
}

function events(now: number): Point[] {
  return [
    ...CAUSES.flatMap(([cause, kind, kec, , affected], ordinal) =>
      (['opened', 'settled', 'closed'] as const).map(
        (what, step): Point => ({
          measurement: 'incident',
          tags: { kec, kind },
          fields: {
            ...{ inc: `inc-${cause}`, what, cause, reason: 'topmost-failed', affected },
            ...{ peak: affected, dur_s: step * 60 },
          },
          ...{ at: now - 2 * HOUR + step * MINUTE, ordinal },
        }),
      ),
    ),
    {
      measurement: 'planned',
      tags: { kind: 'suspension' },
      fields: {
        ...{ id: 'sus-1', what: 'begun', owner: 'diskominfo', why: 'letter 500', targets: 30 },
      },
      at: now - HOUR,
    },
  ]
}

/** Two relays, one of them without video; 1 MB in and 3 MB out each second. */
function around(now: number): Point[] {
  const points: Point[] = []
  for (let k = 0; k <= 20; k++) {
    const at = now - k * MINUTE
    for (const id of ['relay-1', 'relay-2']) {
      points.push({
        measurement: 'relay',
        tags: { id },
        fields: {
          ...{ paths: 100, ready: id === 'relay-1' ? 90 : 0, readers: 12, in_errors: 20 - k },
          ...{ in_bytes: (20 - k) * 60_000_000, out_bytes: (20 - k) * 180_000_000 },
        },
        at,
      })
    }
    points.push({
      measurement: 'host',
      tags: { host: 'ronda-1' },
      fields: {
        ...{ cpu_permille: 400, memory_mb: 8000, memory_free_mb: 2000, disk_mb: 100_000 },
        disk_free_mb: 15_000,
      },
      at,
    })
    points.push({
      measurement: 'portal',
      tags: { id: 'portal-1' },
      fields: { code: 10, found: 0, took_ms: 420, sequence: 100 - k },
      at,
    })
  }
  return points
}
