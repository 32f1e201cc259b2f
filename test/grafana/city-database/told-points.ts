// What aggregates hold of incidents, plans, recorders and machines of ours at one moment: some of each kind there is.
import { CONDITION_STATE, CONDITIONS } from '../../../fleet/condition.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import { MORE } from '../../../store/schema/told-measurements.ts'
import type { MovingCity } from './moving-city.ts'

/** `target`: what the estate has no more. */
const KINDS = ['node', 'uplink', 'nvr', 'portal', 'shared', 'planned', 'probe', 'target'] as const
const CAUSES_OF_KIND = 4
const FAULTS = ['disk_failed', 'disk_degraded', 'clock_skewed'] as const

interface Cause {
  readonly cause: string
  readonly kind: string
  readonly kec: string | undefined
  readonly isp: string | undefined
  readonly condition: string | undefined
  readonly affected: number
}

/** The same at all times: two of each kind, one for each condition in which a camera is down. */
function causesOf({ estate }: MovingCity): Cause[] {
  const of = (kind: string, at: number, condition?: string): Cause => {
    const alike = estate.filter((target) => target.kind === kind)
    const target = alike[(at * 997) % Math.max(1, alike.length)]
    return {
      cause: target?.id ?? `${kind}-${at}`,
      kind,
      // What many have in common is mostly in one kecamatan, too.
      kec: target?.kec ?? estate[(at * 997 + kind.length * 131) % estate.length]?.kec,
      isp: target?.isp,
      condition,
      affected: 1 + at * 3,
    }
  }
  const down = CONDITIONS.filter((condition) => CONDITION_STATE[condition] === 'down')
  return [
    ...KINDS.flatMap((kind) => Array.from({ length: CAUSES_OF_KIND }, (_, at) => of(kind, at))),
    ...down.map((condition, at) => of('camera', at, condition)),
  ]
}

/** Each slot of 10 s. `at`: epoch milliseconds. */
export function slotPoints(city: MovingCity, at: number): Point[] {
  const causes = causesOf(city)
  const ages = (place: number): number => 600 + place * 60
  return [
    ...causes.map(
      (one, place): Point<'outage'> => ({
        measurement: 'outage',
        tags: {
          ...{ cause: place === 0 ? MORE : one.cause, kind: one.kind, reason: 'topmost-failed' },
          ...{ condition: one.condition, kec: one.kec, isp: one.isp, owner: 'diskominfo' },
          area: one.kec === undefined ? undefined : `/${one.kec}/`,
          severity: place % 5 === 0 ? 'critical' : 'warning',
        },
        fields: {
          affected: one.affected,
          cameras: one.affected - 1,
          causes: 1,
          age_s: ages(place),
          acked: place % 2,
        },
        at,
      }),
    ),
    ...causes.map(
      (one, place): Point<'cause'> => ({
        measurement: 'cause',
        tags: { kec: one.kec, kind: one.kind, reason: 'topmost-failed' },
        fields: { incidents: 1, affected: one.affected, longest_s: ages(place) },
        at,
      }),
    ),
    workerPoint(at),
  ]
}

/** Each minute. */
export function minutePoints(city: MovingCity, at: number): Point[] {
  const nvrs = city.estate.filter(({ kind }) => kind === 'nvr')
  return [
    ...causesOf(city).map(
      (one, ordinal): Point<'incident_open'> => ({
        measurement: 'incident_open',
        tags: { kec: one.kec, kind: one.kind },
        fields: {
          ...{ inc: `inc-${ordinal}-${one.cause}`, cause: one.cause, reason: 'topmost-failed' },
          ...{ affected: one.affected, peak: one.affected + 2, since_ms: at - 3_600_000 },
          ...{ acked: ordinal % 2, flapping: ordinal % 7 === 0 ? 1 : 0 },
        },
        ...{ at, ordinal },
      }),
    ),
    ...FAULTS.flatMap((what, kind) =>
      nvrs.slice(kind * 5, kind * 5 + 5).map(
        ({ id, kec }): Point<'fault'> => ({
          measurement: 'fault',
          tags: { what, id, kec, owner: 'diskominfo' },
          fields: {
            ...{ recorders: 1, age_s: 7200 },
            ...(what === 'clock_skewed' ? { skew_s: 600 } : {}),
          },
          at,
        }),
      ),
    ),
    ...(['suspension', 'maintenance'] as const).map(
      (kind, ordinal): Point<'planned_open'> => ({
        measurement: 'planned_open',
        tags: { kind },
        fields: {
          ...{ id: `${kind}-1`, owner: 'diskominfo', why: 'letter 500.12/1', targets: 120 },
          ...{ from_ms: at - 86_400_000, until_ms: at + 86_400_000 },
        },
        ...{ at, ordinal },
      }),
    ),
    ...aroundPoints(at),
  ]
}

function aroundPoints(at: number): Point[] {
  const seconds = at / 1000
  return [
    ...['relay-1', 'relay-2'].map(
      (id): Point<'relay'> => ({
        measurement: 'relay',
        tags: { id },
        fields: {
          ...{ paths: 900, ready: 870, readers: 40, in_errors: 3 },
          ...{ in_bytes: Math.round(seconds * 1e5), out_bytes: Math.round(seconds * 3e5) },
        },
        at,
      }),
    ),
    ...['relay-1', 'relay-2', 'influx', 'worker'].map(
      (host): Point<'host'> => ({
        measurement: 'host',
        tags: { host },
        fields: {
          ...{ cpu_permille: 300, memory_mb: 8000, memory_free_mb: 4000 },
          ...{ disk_mb: 100_000, disk_free_mb: 40_000 },
        },
        at,
      }),
    ),
    {
      measurement: 'portal',
      tags: { id: 'portal' },
      fields: { code: 0, found: 0, took_ms: 420, sequence: Math.round(seconds / 4), bpp_milli: 90 },
      at,
    },
  ]
}

function workerPoint(at: number): Point<'worker'> {
  const rounds = Math.floor(at / 10_000) % 1_000_000
  return {
    measurement: 'worker',
    tags: { worker: 'Semarang', host: 'worker' },
    fields: {
      ...{ rounds, sent: rounds * 13_431, received: rounds * 13_300, lost: rounds * 131 },
      ...{ overruns: 0, dropped: 0, confirming: 12, blind: 0, lag_p99_ms: 3, loop_lag_ms: 8 },
      ...{ rss_bytes: 4e8, cpu_permille: 250, uptime_s: rounds * 10, incidents: 36 },
      ...{ outbox_waiting: 0, receivers_failing: 0, store_writable: 1, store_bytes: 1e9 },
      ...{ spool_bytes: 1e6, spool_frames: 1, spool_points: 400, spool_age_s: 1 },
      ...{ spool_dropped: 0, dead_letters: 0, write_ms: 40, notifier_silent_s: 0 },
    },
    at,
  }
}
