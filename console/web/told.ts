// An incident as the API gives it, in the form that the sentences in texts/ want; the page and the commands use it.
import type { ToldIncident } from '../../texts/incident-sentence.ts'
import type { ApiIncidentRow } from '../api/incident-response.ts'

/** `timezone` is the city's IANA name, `now` epoch milliseconds. */
export function toldIncident(row: ApiIncidentRow, timezone: string, now: number): ToldIncident {
  const { cause, target, closedAt } = row
  return {
    ...row,
    cause:
      cause.kind === 'target' ? { ...cause, targetKind: target?.kind, name: target?.name } : cause,
    openedAt: Date.parse(row.openedAt),
    closedAt: closedAt === undefined ? undefined : Date.parse(closedAt),
    count: countOf(row),
    areas: row.byKecamatan.filter(({ id }) => id !== '').map(({ name }) => name),
    now,
    timezone,
  }
}

/** How many are affected now; of a closed one, how many were at most. */
export function countOf(row: ApiIncidentRow): number {
  return row.state === 'closed' ? row.peak : row.affected
}
