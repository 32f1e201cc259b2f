// What planned outages mean now, as people list them.
import type { PlannedRow } from '../../console/actions.ts'
import { occurrenceAt, timeOf } from '../../fleet/planned/occurrence.ts'
import { type Entry, endOf } from './planning-list.ts'

const ORDER = { active: 0, coming: 1, over: 2 } as const

/** Active ones first, then what comes, the next first, then what was, the latest first. `now`: epoch milliseconds. */
export function rowsOf(entries: readonly Entry[], now: number): readonly PlannedRow[] {
  return entries
    .filter(({ gone }) => !gone)
    .map((entry) => ({ row: rowOf(entry, now), end: endOf(entry, now) }))
    .sort(({ row: one, end: oneEnd }, { row: other, end: otherEnd }) => {
      const states = ORDER[one.state] - ORDER[other.state]
      if (states !== 0) return states
      return one.state === 'over' ? otherEnd - oneEnd : (one.from ?? 0) - (other.from ?? 0)
    })
    .map(({ row }) => row)
}

/** It never holds again. */
export function isOver({ planned, endedAt, gone }: Entry, now: number): boolean {
  return gone || endedAt !== undefined || occurrenceAt(planned, now) === undefined
}

/** It covers at `now`, epoch milliseconds. */
export function holds(entry: Entry, now: number): boolean {
  const time = isOver(entry, now) ? undefined : occurrenceAt(entry.planned, now)
  return time !== undefined && time.from <= now
}

function rowOf(entry: Entry, now: number): PlannedRow {
  const { planned, positions } = entry
  const occurrence = isOver(entry, now) ? undefined : occurrenceAt(planned, now)
  const covered = positions.length
  if (!occurrence) {
    const time = timeOf(planned)
    if (time.type === 'weekly') return { planned, state: 'over', covered }
    return { planned, state: 'over', from: time.from, until: endOf(entry, now), covered }
  }
  const state = occurrence.from <= now ? 'active' : 'coming'
  return { planned, state, from: occurrence.from, until: occurrence.until, covered }
}
