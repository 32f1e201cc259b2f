// What people should read of the time series: a database that takes nothing, points that are lost, a spool that cannot write.
import type { Notice } from '../../console/live.ts'
import type { SeriesStatus, SeriesTargetStatus } from '../../store/series/status.ts'

/** A database that is restarted is nothing to read about. */
const WAITS_LONG_MS = 60_000

/**
 * An error where nothing is sent until somebody mends it, where the spool cannot be written, and where its cap has dropped
 * points of a database that has not caught up; a warning where one has been waited for over a minute.
 */
export function seriesNotices(status: SeriesStatus | undefined): readonly Notice[] {
  if (status === undefined) return []
  const { at, spool, targets } = status
  const { failingSince: since } = spool
  const disk: Notice[] =
    since === undefined ? [] : [{ level: 'error', text: 'spool-cannot-write', values: { since } }]
  return [...disk, ...targets.flatMap((target) => noticesOf(target, at))]
}

/** Points of `target` that the cap of the spool has dropped, ever. */
export function droppedOf({ losses }: Pick<SeriesTargetStatus, 'losses'>): number {
  return Object.values(losses.dropped).reduce((sum, points) => sum + points, 0)
}

function noticesOf(target: SeriesTargetStatus, at: number): Notice[] {
  const { name, state, problem } = target
  const behind = state === 'held' || state === 'waiting' || state === 'catching-up'
  const count = droppedOf(target)
  const lost: Notice[] =
    behind && count > 0
      ? [{ level: 'error', text: 'series-dropping', values: { name, count } }]
      : []
  return [...stuck(target, problem, at), ...lost]
}

function stuck(
  { name, url, state, since }: SeriesTargetStatus,
  problem: SeriesTargetStatus['problem'],
  at: number,
): Notice[] {
  // Without a problem there is nothing to say: it has only just begun to wait.
  if (problem === undefined) return []
  const values = { url, ...problem.values, name, code: problem.code, since }
  if (state === 'held') return [{ level: 'error', text: 'series-held', values }]
  if (state !== 'waiting' || at - since <= WAITS_LONG_MS) return []
  return [{ level: 'warning', text: 'series-waiting', values }]
}
