// What is said when more than a set share of the city is switched off on purpose in one act.
import type { Announcement } from '../../alerts/desk/desk.ts'
import { timeOf } from '../../fleet/planned/occurrence.ts'
import type { PlannedOutage } from '../../fleet/planned/planned.ts'
import { type PlannedFacts, plannedLines } from '../../texts/planned.ts'

export interface MassOutage {
  readonly planned: PlannedOutage
  /** Ids of what it covers, sorted. */
  readonly targets: readonly string[]
  /** All targets of the estate. */
  readonly total: number
  /** Name of the owner. */
  readonly owner: string
  /** Who did it; absent where it stands in the estate's files. */
  readonly by: string | undefined
  readonly timezone: string
  /** Epoch milliseconds. */
  readonly now: number
}

/** Its id is the same however often it is made: of a suspension of the files that is used again, that of its time. */
export function announcementOf(outage: MassOutage): Announcement {
  const { planned, targets, total, owner, by, timezone, now } = outage
  const { id, kind, reason, reference } = planned
  const time = timeOf(planned)
  const covered = targets.length
  const facts: PlannedFacts = { kind, id, reason, reference, owner, by, covered, total, time }
  const which = time.type === 'once' ? time.from.toString(36) : 'weekly'
  return {
    id: `planned/${id}/${which}`,
    severity: 'warning',
    text: {
      id: plannedLines('id', facts, timezone, now),
      en: plannedLines('en', facts, timezone, now),
    },
    targets,
  }
}
