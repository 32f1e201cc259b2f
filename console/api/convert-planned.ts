// Planned outages and the audit, from the program's own values to what the API says.
import type { Maintenance, ScopeQuery } from '../../fleet/planned/planned.ts'
import type { AuditRow } from '../../store/outbox.ts'
import { hangingText, NOT_KEPT_TEXTS } from '../../texts/planned-answers.ts'
import type { Actions, Done, PlannedRow } from '../actions.ts'
import { WEEKDAYS } from './act-request.ts'
import { iso } from './iso.ts'
import type { ApiAudit, ApiDone, ApiPlannedList, ApiPlannedRow } from './planned-response.ts'

const MINUTES_OF_AN_HOUR = 60

/** Lists of ids stay behind: they may be thousands, and have an address of their own. */
export function plannedOut(actions: Actions): ApiPlannedList {
  const names = new Map(actions.owners().map(({ id, name }) => [id, name]))
  return { rows: actions.planned().map((row) => rowOut(row, names)) }
}

export function auditOut(rows: readonly AuditRow[]): ApiAudit {
  return { rows: rows.map((row) => ({ ...row, at: iso(row.at), detail: { ...row.detail } })) }
}

export function doneOut({ id, covered, kept, warnings }: Done): ApiDone {
  return {
    id,
    covered,
    kept,
    ...(kept ? {} : { message: NOT_KEPT_TEXTS.en }),
    warnings: warnings.map((warning) => ({
      ...warning,
      targets: [...warning.targets],
      message: hangingText('en', warning),
    })),
  }
}

/** One id a line, with a head line. */
export function idsCsv(ids: readonly string[]): string {
  return `${['id', ...ids].join('\r\n')}\r\n`
}

function rowOut(row: PlannedRow, names: ReadonlyMap<string, string>): ApiPlannedRow {
  const { planned, state, covered } = row
  // Of what is over there is no next time: then the one that it had.
  const { from, until } = row.from === undefined ? timesOf(planned) : row
  const { id, kind, reason, owner, reference, source, scope } = planned
  const query = scope.query && mutable(scope.query)
  return {
    id,
    kind,
    state,
    reason,
    owner: { id: owner, name: names.get(owner) ?? owner },
    ...(reference === undefined ? {} : { reference }),
    source,
    ...(from === undefined ? {} : { from: iso(from) }),
    ...(until === undefined ? {} : { until: iso(until) }),
    ...(planned.kind === 'maintenance' ? weeklyOut(planned.time) : {}),
    covered,
    scope: {
      targets: scope.targets?.length ?? 0,
      except: scope.except?.length ?? 0,
      ...(query ? { query } : {}),
    },
  }
}

function timesOf(planned: PlannedRow['planned']): Partial<Record<'from' | 'until', number>> {
  if (planned.kind === 'suspension') return planned
  return planned.time.type === 'once' ? planned.time : {}
}

function weeklyOut(time: Maintenance['time']): Pick<ApiPlannedRow, 'weekly'> {
  if (time.type === 'once') return {}
  const { days, fromMinute, toMinute, timezone } = time
  const named = days.map((day) => WEEKDAYS[day])
  return { weekly: { days: named, from: clockOf(fromMinute), to: clockOf(toMinute), timezone } }
}

/** `01:00` of minutes after midnight. */
export function clockOf(minute: number): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${two(Math.floor(minute / MINUTES_OF_AN_HOUR))}:${two(minute % MINUTES_OF_AN_HOUR)}`
}

function mutable(query: ScopeQuery): NonNullable<ApiPlannedRow['scope']['query']> {
  const fields = Object.entries(query) as [string, readonly string[]][]
  return Object.fromEntries(fields.map(([name, values]) => [name, [...values]]))
}
