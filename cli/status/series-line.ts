// What `ronda status` says of the time series: one line for all databases.
import type { SeriesStatus, SeriesTargetStatus } from '../../store/series/status.ts'
import type { Clock } from '../../texts/sentence.ts'
import { seriesStateName } from '../../texts/series.ts'
import { formatDuration, formatTime } from '../../texts/times.ts'

/** `Series: main writing, lag 0 s; second waiting since 08:12:05 WIB, 1.2 M points wait`. Nothing where none is configured. */
export function seriesLine(status: SeriesStatus | undefined, clock: Clock): string[] {
  if (status === undefined) return []
  const disk = status.spool.failingSince === undefined ? [] : ['the spool CANNOT BE WRITTEN']
  return [`Series: ${[...status.targets.map((one) => partOf(one, clock)), ...disk].join('; ')}`]
}

function partOf(target: SeriesTargetStatus, { timezone, now }: Clock): string {
  const { name, state, since, lagMs, backlog } = target
  const how = `${name} ${seriesStateName('en', state)}`
  const wait = backlog.points === 0 ? '' : `, ${short(backlog.points)} points wait`
  if (state === 'writing' || state === 'catching-up')
    return `${how}, lag ${formatDuration('en', lagMs)}${wait}`
  if (state === 'starting') return `${how}${wait}`
  return `${how} since ${formatTime('en', since, timezone, now)}${wait}`
}

/** `950`, `12 k`, `1.2 M`: an order of magnitude is enough here. */
function short(points: number): string {
  if (points < 10_000) return String(points)
  if (points < 1_000_000) return `${Math.floor(points / 1000)} k`
  return `${(points / 1_000_000).toFixed(1)} M`
}
