// What people should read of the time series: a database that takes nothing, points that are lost, a spool that cannot write.
import type { Notice } from '../../console/live.ts'
import type { ProblemCode } from '../../store/influx/problem.ts'
import type { SeriesStatus, SeriesTargetStatus } from '../../store/series/status.ts'

/** A database that is restarted is nothing to read about. */
const WAITS_LONG_MS = 60_000

/** What does not pass by itself. */
const LASTING: ReadonlySet<ProblemCode> = new Set([
  'unauthorised',
  'no-database',
  'no-retention',
  'wrong-dialect',
  'clock',
  'not-kept',
  'strange-answer',
])

/**
 * An error where something is not sent until somebody mends it, where the spool cannot be written, and where its cap has dropped
 * points of a database that has not caught up; a warning where one has been waited for over a minute, or refuses points.
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
function droppedOf({ losses }: Pick<SeriesTargetStatus, 'losses'>): number {
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
  const { code } = problem
  const values = { url, ...problem.values, name, code }
  if (state === 'waiting') {
    if (at - since <= WAITS_LONG_MS) return []
    return [{ level: 'warning', text: 'series-waiting', values: { ...values, since } }]
  }
  if (state === 'held') {
    return [{ level: 'error', text: 'series-held', values: { ...values, since } }]
  }
  // The rest is written: a tier is held, or some points are refused.
  const ofPart = { ...values, since: problem.since }
  if (code === 'refused-points') return [{ level: 'warning', text: 'series-held', values: ofPart }]
  return LASTING.has(code) ? [{ level: 'error', text: 'series-held', values: ofPart }] : []
}
