// What is announced when a large share of the city is switched off on purpose, in two languages.
import { fill, type Language, LOCALES } from './language.ts'
import { formatCount, formatShare, formatTime } from './times.ts'

/** A suspension or maintenance window as people are told of it. Times are epoch milliseconds. */
export interface PlannedFacts {
  readonly kind: 'suspension' | 'maintenance'
  readonly id: string
  readonly reason: string
  /** Name of the owner. */
  readonly owner: string
  readonly reference?: string | undefined
  /** Targets that it covers, and all there are. */
  readonly covered: number
  readonly total: number
  /** Who did it; absent where it stands in the estate's files. */
  readonly by?: string | undefined
  readonly time:
    | { readonly type: 'once'; readonly from: number; readonly until: number }
    | {
        readonly type: 'weekly'
        /** 0 Sunday to 6 Saturday. */
        readonly days: readonly number[]
        /** Minutes after midnight. */
        readonly fromMinute: number
        readonly toMinute: number
        readonly timezone: string
      }
}

type Frame =
  | PlannedFacts['kind']
  | 'since'
  | 'span'
  | 'weekly'
  | 'reason'
  | 'reference'
  | 'owner'
  | 'by'
  | 'file'
  | 'id'

export const PLANNED_FRAMES: Readonly<Record<Language, Readonly<Record<Frame, string>>>> = {
  en: {
    suspension: '{covered} of {total} targets ({share}) suspended {time}',
    maintenance: '{covered} of {total} targets ({share}) in maintenance {time}',
    since: 'until {until}',
    span: 'from {from} to {until}',
    weekly: 'every {days} {from} to {until} ({zone})',
    reason: 'Reason: {reason}',
    reference: 'Reference: {reference}',
    owner: 'Owner: {owner}',
    by: 'By: {by}',
    file: 'By: the files of the estate',
    id: 'Id: {id}',
  },
  id: {
    suspension: '{covered} dari {total} sasaran ({share}) dinonaktifkan {time}',
    maintenance: '{covered} dari {total} sasaran ({share}) dalam pemeliharaan {time}',
    since: 'sampai {until}',
    span: 'dari {from} sampai {until}',
    weekly: 'setiap {days} {from} sampai {until} ({zone})',
    reason: 'Alasan: {reason}',
    reference: 'Nomor surat: {reference}',
    owner: 'Penanggung jawab: {owner}',
    by: 'Oleh: {by}',
    file: 'Oleh: berkas data kota',
    id: 'Id: {id}',
  },
}

/** First line and further lines. `timezone`: of the city. `now`: epoch milliseconds. */
export function plannedLines(
  language: Language,
  facts: PlannedFacts,
  timezone: string,
  now: number,
): string[] {
  const frames = PLANNED_FRAMES[language]
  const { kind, id, reason, reference, owner, by, covered, total } = facts
  const first = fill(frames[kind], {
    covered: formatCount(language, covered),
    total: formatCount(language, total),
    share: formatShare(language, covered / total),
    time: timeText(language, facts.time, timezone, now),
  })
  return [
    first,
    fill(frames.reason, { reason }),
    ...(reference === undefined ? [] : [fill(frames.reference, { reference })]),
    fill(frames.owner, { owner }),
    by === undefined ? frames.file : fill(frames.by, { by }),
    fill(frames.id, { id }),
  ]
}

function timeText(
  language: Language,
  time: PlannedFacts['time'],
  timezone: string,
  now: number,
): string {
  const frames = PLANNED_FRAMES[language]
  if (time.type === 'weekly') {
    const days = new Intl.ListFormat(LOCALES[language], { type: 'conjunction' })
    return fill(frames.weekly, {
      days: days.format(time.days.map((day) => dayName(language, day))),
      from: clockText(time.fromMinute),
      until: clockText(time.toMinute),
      zone: time.timezone,
    })
  }
  const until = formatTime(language, time.until, timezone, now)
  if (time.from <= now) return fill(frames.since, { until })
  return fill(frames.span, { from: formatTime(language, time.from, timezone, now), until })
}

/** A Sunday and the days after it. */
function dayName(language: Language, day: number): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], { weekday: 'short', timeZone: 'UTC' })
  return format.format(Date.UTC(2026, 0, 4 + day))
}

function clockText(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
