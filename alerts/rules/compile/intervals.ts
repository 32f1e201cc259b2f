// Times of the week, and spans from one moment to another, as Alertmanager reads them: days, months, years, times of a day.
import { clockAt } from '../../../fleet/planned/clock.ts'
import { holdsAt } from '../../policy/hours.ts'
import type { Hours } from '../../policy/policy.ts'
import type { TimeInterval } from '../alerting.ts'

export type Interval = TimeInterval['intervals'][number]

/** One byte for each minute of the week that begins on Sunday: 1 where it is meant. */
export type Week = Uint8Array

const DAY_MINUTES = 1440
const WEEK_MINUTES = 7 * DAY_MINUTES
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

export function weekOf(hours: Hours): Week {
  return Uint8Array.from({ length: WEEK_MINUTES }, (_, minute) => Number(holdsAt(hours, minute)))
}

/** Days with the same times stand together; an empty week gives none. */
export function weeklyIntervals(week: Week, location: string): readonly Interval[] {
  const daysByTimes = new Map<
    string,
    { readonly times: readonly Span[]; readonly days: number[] }
  >()
  for (let day = 0; day < DAYS.length; day++) {
    const times = spansOf(week.subarray(day * DAY_MINUTES, (day + 1) * DAY_MINUTES))
    const key = times.join()
    const known = daysByTimes.get(key)
    if (known) known.days.push(day)
    else if (times.length > 0) daysByTimes.set(key, { times, days: [day] })
  }
  return [...daysByTimes.values()].map(({ times, days }) => ({
    times: times.map(([start, end]) => ({ start: clockText(start), end: clockText(end) })),
    ...(days.length === DAYS.length ? {} : { weekdays: weekdaysOf(days) }),
    location,
  }))
}

/**
 * From `from` until `until`, epoch milliseconds, rounded outwards to whole minutes. By the clock of `timezone`; by UTC
 * where that clock is put forward or back within a day of either end, so that no minute is there twice.
 */
export function onceIntervals(from: number, until: number, timezone: string): readonly Interval[] {
  const isSteady = [from, until].every(
    (at) =>
      clockAt(timezone, at - DAY_MS) - (at - DAY_MS) ===
      clockAt(timezone, at + DAY_MS) - (at + DAY_MS),
  )
  const location = isSteady ? timezone : 'UTC'
  const begin = Math.floor(clockAt(location, from) / MINUTE_MS) * MINUTE_MS
  const end = Math.ceil(clockAt(location, until) / MINUTE_MS) * MINUTE_MS
  const firstDay = Math.floor(begin / DAY_MS)
  const lastDay = Math.floor(end / DAY_MS)
  const part = (day: number, start: number, stop: number): Interval => ({
    times: [{ start: clockText(minuteOf(start)), end: clockText(minuteOf(stop)) }],
    ...dateOf(day, day),
    location,
  })
  if (firstDay === lastDay)
    return [part(firstDay, begin - firstDay * DAY_MS, end - lastDay * DAY_MS)]
  const startsWhole = begin === firstDay * DAY_MS
  return [
    ...(startsWhole ? [] : [part(firstDay, begin - firstDay * DAY_MS, DAY_MS)]),
    ...wholeDays(startsWhole ? firstDay : firstDay + 1, lastDay).map((days) => ({
      ...days,
      location,
    })),
    ...(end === lastDay * DAY_MS ? [] : [part(lastDay, 0, end - lastDay * DAY_MS)]),
  ]
}

type Span = readonly [start: number, end: number]
type Dates = Pick<Interval, 'daysOfMonth' | 'months' | 'years'>

function spansOf(day: Week): Span[] {
  const spans: Span[] = []
  for (let minute = 0; minute < DAY_MINUTES; minute++) {
    if (day[minute] !== 1) continue
    const start = minute
    while (minute < DAY_MINUTES && day[minute] === 1) minute++
    spans.push([start, minute])
  }
  return spans
}

/** Runs of days: `monday:friday`, never over the end of the week. */
function weekdaysOf(days: readonly number[]): string[] {
  const runs: number[][] = []
  for (const day of days) {
    const run = runs.at(-1)
    if (run?.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  return runs.map((run) => range(DAYS[run[0] ?? 0] ?? '', DAYS[run.at(-1) ?? 0] ?? ''))
}

/** Whole days from `first` to before `end`, days since 1970, in at most five pieces. */
function wholeDays(first: number, end: number): Dates[] {
  if (first >= end) return []
  const from = partsOf(first)
  const to = partsOf(end)
  if (from.month === to.month) return [dateOf(first, end - 1)]
  const nextMonth = from.day === 1 ? from.month : from.month + 1
  return [
    ...(from.day === 1 ? [] : [dateOf(first, firstDayOf(nextMonth) - 1)]),
    ...wholeMonths(nextMonth, to.month),
    ...(to.day === 1 ? [] : [dateOf(firstDayOf(to.month), end - 1)]),
  ]
}

/** Months since year 0, from `first` to before `end`. */
function wholeMonths(first: number, end: number): Dates[] {
  if (first >= end) return []
  const piece = (from: number, to: number): Dates => ({
    months: [range(String((from % 12) + 1), String((to % 12) + 1))],
    years: [String(Math.floor(from / 12))],
  })
  const nextYear = Math.ceil(first / 12)
  const lastYear = Math.floor(end / 12)
  if (nextYear > lastYear) return [piece(first, end - 1)]
  return [
    ...(first % 12 === 0 ? [] : [piece(first, nextYear * 12 - 1)]),
    ...(nextYear < lastYear ? [{ years: [range(String(nextYear), String(lastYear - 1))] }] : []),
    ...(end % 12 === 0 ? [] : [piece(lastYear * 12, end - 1)]),
  ]
}

/** Days of one month, both included. */
function dateOf(first: number, last: number): Dates {
  const { day, month } = partsOf(first)
  return {
    daysOfMonth: [range(String(day), String(partsOf(last).day))],
    months: [String((month % 12) + 1)],
    years: [String(Math.floor(month / 12))],
  }
}

function partsOf(day: number): { readonly day: number; readonly month: number } {
  const date = new Date(day * DAY_MS)
  return { day: date.getUTCDate(), month: date.getUTCFullYear() * 12 + date.getUTCMonth() }
}

function firstDayOf(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS
}

function minuteOf(ms: number): number {
  return ms / MINUTE_MS
}

function range(from: string, to: string): string {
  return from === to ? from : `${from}:${to}`
}

/** `24:00` is the end of a day. */
function clockText(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
