// An incident as the API gives it, in the form that the sentences in texts/ want; the page and the commands use it.
import type { ToldIncident } from '../../texts/incident-sentence.ts'
import type { ApiIncidentRow } from '../api/incident-response.ts'

/** `timezone` is the city's IANA name, `now` epoch milliseconds. */
export function toldIncident(row: ApiIncidentRow, timezone: string, now: number): ToldIncident {
  const { closedAt } = row
  return {
    ...row,
    cause: causeOf(row),
    openedAt: Date.parse(row.openedAt),
    closedAt: closedAt === undefined ? undefined : Date.parse(closedAt),
    count: countOf(row),
    areas: areasOf(row),
    now,
    timezone,
  }
}

/** Of cameras with what they show. */
function causeOf({ cause, target, evidence }: ApiIncidentRow): ToldIncident['cause'] {
  const { condition } = evidence
  const shows = typeof condition === 'string' ? { condition } : {}
  switch (cause.kind) {
    case 'target':
      return { ...cause, ...shows, targetKind: target?.kind, name: target?.name }
    case 'shared':
      return { ...cause, ...shows }
    case 'planned':
    case 'probe':
      return cause
  }
}

/** How many are affected now; of one that is closed, or from which all are back for the moment, how many were at most. */
export function countOf(row: ApiIncidentRow): number {
  return row.state === 'closed' || row.affected === 0 ? row.peak : row.affected
}

/** Where it is felt, or while it is felt nowhere, where its cause is. */
function areasOf({ byKecamatan, target }: ApiIncidentRow): string[] {
  const felt = byKecamatan.filter(({ id }) => id !== '').map(({ name }) => name)
  const [kecamatan] = target?.path ?? []
  return felt.length === 0 && kecamatan ? [kecamatan.name] : felt
}
