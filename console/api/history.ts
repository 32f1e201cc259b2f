// Minutes of history put together into steps, so that a month is drawn with as many points as a day.
import type { MinutePoint } from '../../store/store.ts'

const MINUTE_MS = 60_000
/** At most this many points leave the server for one chart: one for each minute of a day. */
const MOST_POINTS = 1440

/** Seconds of one step for a chart over `hours`: 60 up to 24 hours, 420 for 7 days, 1,800 for 30 days. */
export function stepSecondsFor(hours: number): number {
  return Math.max(1, Math.ceil((hours * 60) / MOST_POINTS)) * 60
}

/** Sums sent and lost, keeps the least and the greatest RTT, and weighs the mean by the echoes answered. */
export function condense(points: readonly MinutePoint[], stepSeconds: number): MinutePoint[] {
  if (stepSeconds * 1000 <= MINUTE_MS) return [...points]
  const stepMs = stepSeconds * 1000
  const steps = new Map<number, MinutePoint[]>()
  for (const point of points) {
    const at = Math.floor(point.at / stepMs) * stepMs
    const step = steps.get(at)
    if (step === undefined) steps.set(at, [point])
    else step.push(point)
  }
  return [...steps].sort(([a], [b]) => a - b).map(([at, members]) => merge(at, members))
}

function merge(at: number, members: readonly MinutePoint[]): MinutePoint {
  let sent = 0
  let lost = 0
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  let sum = 0
  let weight = 0
  for (const point of members) {
    sent += point.sent
    lost += point.lost
    if (point.rttMinUs !== undefined) least = Math.min(least, point.rttMinUs)
    if (point.rttMaxUs !== undefined) greatest = Math.max(greatest, point.rttMaxUs)
    if (point.rttAvgUs === undefined) continue
    const answered = Math.max(1, point.sent - point.lost)
    sum += point.rttAvgUs * answered
    weight += answered
  }
  return {
    at,
    sent,
    lost,
    ...(least === Number.POSITIVE_INFINITY ? {} : { rttMinUs: least }),
    ...(weight === 0 ? {} : { rttAvgUs: Math.round(sum / weight) }),
    ...(greatest === Number.NEGATIVE_INFINITY ? {} : { rttMaxUs: greatest }),
  }
}
