// Whether a moment lies in hours of the week, by the clock of a place.
import type { Weekday } from '../../fleet/planned/planned.ts'
import type { Hours } from './policy.ts'

const CLOCKS = new Map<string, Intl.DateTimeFormat>()
const DAY_MINUTES = 1440
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/**
 * By what the clock on the wall shows: where a clock is put forward or back, hours that hold both before and after are
 * as much shorter or longer. `at`: epoch milliseconds.
 */
export function holds(hours: Hours, at: number): boolean {
  return holdsAt(hours, minuteOfWeek(at, hours.timezone))
}

/** `minute`: of the week that begins on Sunday, 0 to 10,079, by the clock of those hours. */
export function holdsAt({ days, fromMinute, toMinute }: Hours, minute: number): boolean {
  const day = Math.floor(minute / DAY_MINUTES) as Weekday
  const ofDay = minute % DAY_MINUTES
  if (fromMinute < toMinute) return days.includes(day) && ofDay >= fromMinute && ofDay < toMinute
  const dayBefore = ((day + 6) % 7) as Weekday
  return (
    (days.includes(day) && ofDay >= fromMinute) || (days.includes(dayBefore) && ofDay < toMinute)
  )
}

/** What the clock on the wall shows at `at`, epoch milliseconds: minutes since Sunday, 00:00. */
export function minuteOfWeek(at: number, timezone: string): number {
  const known = CLOCKS.get(timezone)
  const clock = known ?? newClock(timezone)
  if (!known) CLOCKS.set(timezone, clock)
  const part: Record<string, string> = {}
  for (const { type, value } of clock.formatToParts(at)) part[type] = value
  const day = DAYS.indexOf(part['weekday'] ?? '')
  return day * DAY_MINUTES + Number(part['hour']) * 60 + Number(part['minute'])
}

function newClock(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
}
