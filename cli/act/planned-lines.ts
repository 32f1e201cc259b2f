// What is planned, as lines for people: what is switched off now, what will be, what was.
import type { ApiPlannedRow } from '../../console/api/planned-response.ts'
import { formatCount, formatTime, zoneName } from '../../texts/times.ts'
import type { TimeFrame } from './times.ts'

/** The latest that are over, below those that hold or come. */
const SHOWN_OVER = 10

export function plannedLines(
  rows: readonly ApiPlannedRow[],
  frame: Omit<TimeFrame, 'edge'>,
): string[] {
  if (rows.length === 0) return ['Nothing is planned.']
  const ahead = rows.filter(({ state }) => state !== 'over')
  const over = rows.filter(({ state }) => state === 'over').slice(0, SHOWN_OVER)
  return [
    ...(ahead.length === 0 ? ['Nothing is switched off on purpose now.'] : []),
    ...ahead.flatMap((row) => linesOf(row, frame)),
    ...(over.length === 0 ? [] : ['', 'Over:', ...over.flatMap((row) => linesOf(row, frame))]),
  ]
}

/** `from 01:00:00 WIB until 05:00:00 WIB`, and of a weekly window on which days. */
export function timesOf(
  row: Pick<ApiPlannedRow, 'from' | 'until' | 'weekly'> & Partial<Pick<ApiPlannedRow, 'state'>>,
  { timezone, now }: Omit<TimeFrame, 'edge'>,
): string {
  const at = (word: string, time: string | undefined): string[] =>
    time === undefined ? [] : [`${word} ${formatTime('en', Date.parse(time), timezone, now)}`]
  const once = [...at('from', row.from), ...at('until', row.until)].join(' ')
  if (row.weekly === undefined) return once
  const { days, from, to, timezone: zone } = row.weekly
  const weekly = `every ${days.join(',')} ${from}-${to} ${zoneName('en', zone, now)}`
  return once === '' ? weekly : `${weekly}, ${row.state === 'active' ? '' : 'next '}${once}`
}

function linesOf(row: ApiPlannedRow, frame: Omit<TimeFrame, 'edge'>): string[] {
  const { id, kind, state, covered, reason, owner, reference, source } = row
  const letter = reference === undefined ? '' : ` (${reference})`
  const from = source === 'file' ? ', from the estate' : ''
  return [
    `${state.padEnd('active'.length)}  ${kind} ${id}: ${formatCount('en', covered)} targets, ${timesOf(row, frame)}`,
    `        ${reason}${letter}; owner ${owner.name}${from}`,
  ]
}
