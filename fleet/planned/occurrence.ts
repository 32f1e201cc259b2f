// When a planned outage holds: its time of now, or the next one.
import { clockAt, instantOf } from './clock.ts'
import type { MaintenanceTime, PlannedOutage } from './planned.ts'

/** Epoch milliseconds, from inclusive, until exclusive. */
export interface Occurrence {
  readonly from: number
  readonly until: number
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** A window that the clock is set forward over falls out, so the next one may be two weeks away. */
const DAYS_AHEAD = 15

/** The occurrence that holds at `at`, else the next one; undefined where none comes any more. */
export function occurrenceAt(planned: PlannedOutage, at: number): Occurrence | undefined {
  const time = timeOf(planned)
  if (time.type === 'weekly') return weeklyAt(time, at)
  return time.until > at ? { from: time.from, until: time.until } : undefined
}

/** The time of either kind in one form. */
export function timeOf(planned: PlannedOutage): MaintenanceTime {
  if (planned.kind === 'maintenance') return planned.time
  return { type: 'once', from: planned.from, until: planned.until }
}

type Weekly = Extract<MaintenanceTime, { type: 'weekly' }>

function weeklyAt(time: Weekly, at: number): Occurrence | undefined {
  const { days, fromMinute, toMinute, timezone } = time
  const today = Math.floor(clockAt(timezone, at) / DAY_MS) * DAY_MS
  // One that began yesterday may last into today.
  for (let ahead = -1; ahead <= DAYS_AHEAD; ahead++) {
    const midnight = today + ahead * DAY_MS
    if (!days.some((day) => day === new Date(midnight).getUTCDay())) continue
    const end = midnight + (toMinute <= fromMinute ? DAY_MS : 0)
    const until = instantOf(timezone, end + toMinute * MINUTE_MS)
    if (until <= at) continue
    const from = instantOf(timezone, midnight + fromMinute * MINUTE_MS)
    if (from < until) return { from, until }
  }
  return undefined
}
