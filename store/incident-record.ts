// What a store keeps of an incident besides its list of ids, and which of its lists was the longest.
import type { Incident, IncidentEvent } from '../incidents/incident.ts'
import type { IncidentQuery, IncidentRecord, Split } from './store.ts'

const DEFAULT_LIMIT = 200
const MOST_INCIDENTS = 10_000

/** Steps that an answer to `incidentSteps` has at most. */
export const MOST_STEPS = 10_000

/** What was kept before: the record, and the length of its longest list. */
export interface KeptRecord {
  readonly record: IncidentRecord
  readonly longest: number
}

/** The record after `incident` was heard of; `longest` is its own length where the peak is now. */
export function nextRecord(before: KeptRecord | undefined, incident: Incident): KeptRecord {
  const { affected, ...rest } = incident
  const peaks = before === undefined || affected.length > before.longest
  return {
    record: {
      ...rest,
      affected: affected.length,
      atPeak: peaks ? splitOf(incident) : before.record.atPeak,
    },
    longest: peaks ? affected.length : before.longest,
  }
}

/** The incident as it was told, from its record and its list of now. */
export function wholeIncident(record: IncidentRecord, now: readonly string[]): Incident {
  const { atPeak: _, ...rest } = record
  return { ...rest, affected: now }
}

/** When it closed, epoch milliseconds; undefined while it is open or recovering. */
export function closedAt({ at, incident }: IncidentEvent): number | undefined {
  return incident.state === 'closed' ? (incident.closedAt ?? at) : undefined
}

/** How many incidents an answer to `query` has at most: 200 unless told, never above 10,000. */
export function incidentLimit(query: IncidentQuery): number {
  return Math.min(MOST_INCIDENTS, Math.max(0, Math.trunc(query.limit ?? DEFAULT_LIMIT)))
}

function splitOf({ byKecamatan, byKind, byOwner }: Incident): Split {
  return { byKecamatan, byKind, byOwner }
}
