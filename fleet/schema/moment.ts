// A date, or a date with a time, as a person writes it; which instant it is depends on the zone of the city.
import { z } from 'zod'
import { type ClockTime, instantOf } from '../planned/clock.ts'
import { fault, MISSING, shown } from './fault.ts'

/** As it was written. `offsetMs` absent: by the city's clock. */
export interface Moment {
  readonly clock: ClockTime
  readonly offsetMs?: number
  /** A date without a time. */
  readonly wholeDay: boolean
}

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const FORM =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?[ ]?(Z|[+-]\d{2}:\d{2})?)?$/

/** `2026-11-30`, `2026-11-30T08:00`, `2026-11-30 08:00:00+07:00`; years 2000 to 2199. */
export const moment = z
  .string({ error: (issue) => (issue.input === undefined ? MISSING : wrong(issue.input)) })
  .transform((value, context): Moment => {
    const read = readMoment(value)
    if (read) return read
    context.issues.push({ code: 'custom', message: wrong(value), input: value })
    return z.NEVER
  })

/** Epoch milliseconds. A bare date is the start of that day, with `edge` 'end' the end of it. */
export function instantOfMoment(written: Moment, timezone: string, edge: 'start' | 'end'): number {
  const { clock, offsetMs, wholeDay } = written
  if (offsetMs !== undefined) return clock - offsetMs
  return instantOf(timezone, wholeDay && edge === 'end' ? clock + DAY_MS : clock)
}

function readMoment(value: string): Moment | undefined {
  const parts = FORM.exec(value)
  if (!parts) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const date = Date.UTC(year, month - 1, day)
  const sound =
    year >= 2000 &&
    year < 2200 &&
    new Date(date).toISOString().startsWith(value.slice(0, 10)) &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  if (!sound) return undefined
  const ms = Number((parts[7] ?? '').padEnd(3, '0'))
  const clock = date + ((hour * 60 + minute) * 60 + second) * 1000 + ms
  const offsetMs = parts[8] === undefined ? undefined : offsetOf(parts[8])
  if (offsetMs === undefined) return { clock, wholeDay: parts[4] === undefined }
  return Number.isNaN(offsetMs) ? undefined : { clock, offsetMs, wholeDay: false }
}

/** NaN where there is no such offset. */
function offsetOf(text: string): number {
  if (text === 'Z') return 0
  const [hours = 0, minutes = 0] = text.slice(1).split(':').map(Number)
  if (hours > 14 || minutes > 59) return Number.NaN
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS
}

function wrong(value: unknown): string {
  return fault(
    `bad date or time ${shown(value)}`,
    'write it as 2026-11-30, 2026-11-30T08:00 or 2026-11-30T08:00+07:00',
  )
}
