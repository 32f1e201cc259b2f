// What is switched off on purpose now, in numbers.
import type { PlannedRow } from '../../console/actions.ts'
import type { PlannedSummary } from '../../console/live.ts'
import type { Counts } from './counts.ts'

/** `counts`: of every kind. A target that several cover is counted once, because it is counted by its state. */
export function plannedSummary(
  rows: readonly PlannedRow[],
  counts: readonly Counts[],
): PlannedSummary {
  const active = rows.filter(({ state }) => state === 'active')
  const targets = counts.reduce(
    (sum, { suspended, maintenance }) => sum + suspended + maintenance,
    0,
  )
  const ends = active.flatMap(({ planned: { id, kind }, until }) =>
    until === undefined ? [] : [{ id, kind, at: until }],
  )
  const nextEnd = ends.toSorted((a, b) => a.at - b.at)[0]
  return { active: active.length, targets, ...(nextEnd ? { nextEnd } : {}) }
}
