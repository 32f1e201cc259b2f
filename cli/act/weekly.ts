// A window that comes every week, as people type it: `sun 01:00-05:00`.

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export type Day = (typeof DAYS)[number]

export interface Weekly {
  readonly days: readonly Day[]
  /** HH:MM. */
  readonly from: string
  readonly to: string
}

/** How it may be written, for help and remedies. */
export const WEEKLY_FORMS = '"sun 01:00-05:00", "mon,thu 23:00-01:30" or "mon-fri 02:00-03:00"'

const FORM = /^([a-z,-]+)\s+(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})$/i
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/

/** Undefined where it is no such window. An end that is not after the begin lies on the next day. */
export function parseWeekly(text: string): Weekly | undefined {
  const [, named = '', from = '', to = ''] = FORM.exec(text.trim()) ?? []
  const days = named.toLowerCase().split(',').map(daysOf)
  if (days.some((some) => some === undefined)) return undefined
  const clocks = [from, to].map((clock) => clock.padStart(5, '0'))
  const [first = '', last = ''] = clocks
  if (!CLOCK.test(first) || !CLOCK.test(last)) return undefined
  const wanted = new Set(days.flat())
  return { days: DAYS.filter((day) => wanted.has(day)), from: first, to: last }
}

/** One day, or `fri-mon` over the end of the week. */
function daysOf(text: string): readonly Day[] | undefined {
  const [first = -1, last = first, ...more] = text
    .split('-')
    .map((name) => (DAYS as readonly string[]).indexOf(name))
  if (first < 0 || last < 0 || more.length > 0) return undefined
  const count = ((last - first + DAYS.length) % DAYS.length) + 1
  return Array.from({ length: count }, (_, i) => DAYS[(first + i) % DAYS.length] as Day)
}
