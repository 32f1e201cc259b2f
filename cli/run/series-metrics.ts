// /metrics about the time series: each database, what is owed to it and what was lost, and the spool before them.
import type { SeriesStatus, SeriesTargetStatus } from '../../store/series/status.ts'
import { SERIES_STATES } from '../../texts/series.ts'
import type { Exposition } from './prometheus.ts'

/** Adds nothing where no database is configured. */
export function aboutTheSeries(page: Exposition, status: SeriesStatus | undefined): void {
  if (status === undefined) return
  const { targets, spool } = status
  const each = (value: (target: SeriesTargetStatus) => number) =>
    targets.map((target) => [{ target: target.name }, value(target)] as const)
  page.gauges(
    'ronda_series_state',
    '1 for the state that writing to a database is in.',
    targets.flatMap(({ name, state }) =>
      SERIES_STATES.map((one) => [{ target: name, state: one }, one === state ? 1 : 0] as const),
    ),
  )
  page.gauges(
    'ronda_series_lag_seconds',
    'Age of the oldest point that is owed to a database.',
    each(({ lagMs }) => lagMs / 1000),
  )
  page.gauges(
    'ronda_series_owed_frames',
    'Frames in the spool that are owed to a database.',
    each(({ backlog }) => backlog.frames),
  )
  page.gauges(
    'ronda_series_owed_points',
    'Points in the spool that are owed to a database.',
    each(({ backlog }) => backlog.points),
  )
  page.gauges(
    'ronda_series_owed_bytes',
    'Compressed bytes in the spool that are owed to a database.',
    each(({ backlog }) => backlog.bytes),
  )
  page.counters(
    'ronda_series_written_points_total',
    'Points that a database has taken since the start of the program.',
    each(({ written }) => written),
  )
  aboutLosses(page, targets)
  page.gauges(
    'ronda_series_live_latency_seconds',
    'From measuring a point to its being taken, of the last frames that were new.',
    targets.flatMap(({ name, liveP50Ms, liveP99Ms }) =>
      Object.entries({ '0.5': liveP50Ms, '0.99': liveP99Ms }).flatMap(([quantile, ms]) =>
        ms === undefined ? [] : [[{ target: name, quantile }, ms / 1000] as const],
      ),
    ),
  )
  aboutTheSpool(page, spool)
}

function aboutLosses(page: Exposition, targets: readonly SeriesTargetStatus[]): void {
  const each = (value: (target: SeriesTargetStatus) => number) =>
    targets.map((target) => [{ target: target.name }, value(target)] as const)
  page.counters(
    'ronda_series_dropped_points_total',
    'Points that the cap of the spool dropped, by what they were worth, ever.',
    targets.flatMap(({ name, losses }) =>
      Object.entries(losses.dropped).map(
        ([worth, points]) => [{ target: name, worth }, points] as const,
      ),
    ),
  )
  page.counters(
    'ronda_series_expired_points_total',
    'Points that were older than their retention before they could be sent, ever.',
    each(({ losses }) => losses.expired),
  )
  page.counters(
    'ronda_series_future_points_total',
    'Points that were dated ahead of the clock by more than can be, ever.',
    each(({ losses }) => losses.future),
  )
  page.counters(
    'ronda_series_refused_points_total',
    'Points that a database refused for good, ever.',
    each(({ losses }) => losses.deadLetters),
  )
  page.counters(
    'ronda_series_dead_letters_dropped_total',
    'Dead letters that were dropped because there were too many, ever.',
    each(({ losses }) => losses.deadLettersDropped),
  )
  page.gauges(
    'ronda_series_dead_letters',
    'Dead letters that are kept now.',
    each(({ deadLetters }) => deadLetters),
  )
}

function aboutTheSpool(page: Exposition, spool: SeriesStatus['spool']): void {
  page.gauge('ronda_series_spool_bytes', 'What of the spool counts against its cap.', spool.bytes)
  page.gauge('ronda_series_spool_file_bytes', 'Size of the spool on disk.', spool.fileBytes)
  page.gauge('ronda_series_spool_limit_bytes', 'Cap of the spool.', spool.maxBytes)
  page.gauge(
    'ronda_series_spool_writable',
    '1 while the spool can be written.',
    spool.failingSince === undefined ? 1 : 0,
  )
  page.gauge(
    'ronda_series_memory_frames',
    'Frames that wait in memory for a spool that can be written again.',
    spool.inMemory,
  )
  page.counter(
    'ronda_series_memory_lost_points_total',
    'Points lost because there was no room in memory while the spool could not be written.',
    spool.lostInMemory,
  )
}
