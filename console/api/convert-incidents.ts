// Incidents, from the program's own values to what the API says: JSON with ISO 8601 times, or CSV.
import type { AffectedRow, IncidentPage, IncidentRow, IncidentView, LiveEvent } from '../live.ts'
import type {
  ApiAffected,
  ApiIncidentPage,
  ApiIncidentRow,
  ApiIncidentsEvent,
  ApiIncidentView,
} from './incident-response.ts'
import { iso } from './iso.ts'

const CSV_COLUMNS = ['id', 'kind', 'name', 'kecamatan', 'owner', 'state', 'now'] as const

export function incidentRowOut(row: IncidentRow): ApiIncidentRow {
  const { closedAt, acknowledged, target, ...rest } = row
  return {
    ...rest,
    openedAt: iso(row.openedAt),
    decidedAt: iso(row.decidedAt),
    ...(closedAt === undefined ? {} : { closedAt: iso(closedAt) }),
    ...(acknowledged ? { acknowledged: { ...acknowledged, at: iso(acknowledged.at) } } : {}),
    ...(target ? { target: { ...target, path: [...target.path] } } : {}),
    byKecamatan: [...row.byKecamatan],
    byKind: [...row.byKind],
    byOwner: [...row.byOwner],
  }
}

export function incidentPageOut(page: IncidentPage): ApiIncidentPage {
  return { ...page, rows: page.rows.map(incidentRowOut) }
}

export function incidentViewOut({ incident, steps, told }: IncidentView): ApiIncidentView {
  return {
    incident: incidentRowOut(incident),
    steps: steps.map((step) => ({ ...step, at: iso(step.at) })),
    ...(told ? { told: told.map(({ receiver, at }) => ({ receiver, at: iso(at) })) } : {}),
  }
}

export function affectedOut(rows: readonly AffectedRow[]): ApiAffected {
  return { total: rows.length, rows: [...rows] }
}

export function incidentsOut(event: Extract<LiveEvent, { type: 'incidents' }>): ApiIncidentsEvent {
  return {
    open: event.open,
    changes: event.events.map(({ at, what, incident }) => ({
      id: incident.id,
      at: iso(at),
      what,
      state: incident.state,
      affected: incident.affected.length,
    })),
  }
}

/** RFC 4180, with a head line. */
export function affectedCsv(rows: readonly AffectedRow[]): string {
  const lines = rows.map((row) => CSV_COLUMNS.map((column) => cell(String(row[column]))).join(','))
  return `${[CSV_COLUMNS.join(','), ...lines].join('\r\n')}\r\n`
}

/** A text that a spreadsheet would compute is given an apostrophe: a name comes from many hands. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
