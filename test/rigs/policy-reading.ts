// Reads a tree of notification policies and time intervals as Alertmanager does (dispatch/route.go, timeinterval.go), for tests.
import type { Matcher, PolicyNode, TimeInterval } from '../../alerts/rules/alerting.ts'

export type Labels = Readonly<Record<string, string>>

/** Receivers of every route that the alert takes and that neither is muted nor has its active times elsewhere, sorted; a receiver as often as he is told. */
export function toldByTree(
  root: PolicyNode,
  intervals: readonly TimeInterval[],
  labels: Labels,
  at: number,
): string[] {
  const holdsNow = (names: readonly string[]): boolean =>
    names.some((name) => {
      const interval = intervals.find((one) => one.name === name)
      if (!interval) throw new Error(`no time interval ${name}`)
      return intervalHolds(interval, at)
    })
  return routesOf(root, labels)
    .filter(({ activeTimings: active, muteTimings: mute }) => {
      return (active.length === 0 || holdsNow(active)) && !holdsNow(mute)
    })
    .map(({ receiver }) => receiver)
    .sort()
}

function routesOf(node: PolicyNode, labels: Labels): PolicyNode[] {
  if (!node.matchers.every((matcher) => isMatch(matcher, labels))) return []
  const found: PolicyNode[] = []
  for (const child of node.routes) {
    const below = routesOf(child, labels)
    found.push(...below)
    if (below.length > 0 && !child.continue) break
  }
  return found.length > 0 ? found : [node]
}

function isMatch([label, sign, value]: Matcher, labels: Labels): boolean {
  const found = labels[label] ?? ''
  switch (sign) {
    case '=':
      return found === value
    case '!=':
      return found !== value
    case '=~':
      return new RegExp(`^(?:${value})$`, 'u').test(found)
    case '!~':
      return !new RegExp(`^(?:${value})$`, 'u').test(found)
  }
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const CLOCKS = new Map<string, Intl.DateTimeFormat>()

/** Any of its parts; of a part everything that is given. */
export function intervalHolds({ intervals }: TimeInterval, at: number): boolean {
  return intervals.some(({ times, weekdays, daysOfMonth, months, years, location }) => {
    const now = clockOf(location, at)
    const within = (
      ranges: readonly string[] | undefined,
      value: number,
      read: (word: string) => number,
    ): boolean =>
      ranges === undefined ||
      ranges.some((range) => {
        const [from = '', to = from] = range.split(':')
        if (!(read(from) <= read(to)))
          throw new Error(`a range that Alertmanager refuses: ${range}`)
        return read(from) <= value && value <= read(to)
      })
    return (
      (times === undefined ||
        times.some(({ start, end }) => {
          if (minuteOf(start) >= minuteOf(end)) throw new Error(`${start} to ${end} is refused`)
          return minuteOf(start) <= now.minute && now.minute < minuteOf(end)
        })) &&
      within(weekdays, now.weekday, (word) => DAYS.indexOf(word)) &&
      within(daysOfMonth, now.day, Number) &&
      within(months, now.month, Number) &&
      within(years, now.year, Number)
    )
  })
}

/** `24:00` is the only time with 24 hours. */
function minuteOf(clock: string): number {
  if (!/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(clock)) throw new Error(`no time: ${clock}`)
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}

function clockOf(timeZone: string, at: number) {
  const known = CLOCKS.get(timeZone)
  const clock =
    known ??
    new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, year: 'numeric', month: 'numeric', day: 'numeric', hourCycle: 'h23' },
      ...{ hour: 'numeric', minute: 'numeric', weekday: 'long' },
    })
  CLOCKS.set(timeZone, clock)
  const shown: Record<string, string> = {}
  for (const { type, value } of clock.formatToParts(at)) shown[type] = value
  const number = (type: string): number => Number(shown[type])
  return {
    minute: number('hour') * 60 + number('minute'),
    weekday: DAYS.indexOf((shown['weekday'] ?? '').toLowerCase()),
    ...{ day: number('day'), month: number('month'), year: number('year') },
  }
}
