// Whether a moment lies in hours of the week, by the clock of a place.
import type { Weekday } from '../../fleet/planned/planned.ts'
import type { Hours } from './policy.ts'

const CLOCKS = new Map<string, Intl.DateTimeFormat>()
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/**
 * By what the clock on the wall shows: where a clock is put forward or back, hours that hold both before and after are
 * as much shorter or longer. `at`: epoch milliseconds.
 */
export function holds({ days, fromMinute, toMinute, timezone }: Hours, at: number): boolean {
  const { day, minute } = wallClock(at, timezone)
  if (fromMinute < toMinute) {
    return days.includes(day) && minute >= fromMinute && minute < toMinute
  }
  const dayBefore = ((day + 6) % 7) as Weekday
  return (
    (days.includes(day) && minute >= fromMinute) || (days.includes(dayBefore) && minute < toMinute)
  )
}

function wallClock(at: number, timezone: string): { day: Weekday; minute: number } {
  const known = CLOCKS.get(timezone)
  const clock = known ?? newClock(timezone)
  if (!known) CLOCKS.set(timezone, clock)
  const part: Record<string, string> = {}
  for (const { type, value } of clock.formatToParts(at)) part[type] = value
  return {
    day: DAYS.indexOf(part['weekday'] ?? '') as Weekday,
    minute: Number(part['hour']) * 60 + Number(part['minute']),
  }
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
