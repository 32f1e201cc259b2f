// The audit rows of planned outages: who switched what off and on again, and what the files and the clock did.
import type { Actor } from '../../console/actions.ts'
import { timeOf } from '../../fleet/planned/occurrence.ts'
import type { PlannedOutage, Scope, ScopeQuery } from '../../fleet/planned/planned.ts'
import type { AuditRow } from '../../store/outbox.ts'
import { type Entry, endOf, type FileChange } from './planning-list.ts'

const BEGINS = { suspension: 'suspend', maintenance: 'maintenance' } as const
const FILE_ACTIONS = { changed: 'change', gone: 'resume' } as const

/** Somebody made it. `at`: epoch milliseconds, here and below. */
export function plannedRow({ planned, positions }: Entry, actor: Actor, at: number): AuditRow {
  const detail = { ...detailOf(planned), covered: positions.length }
  return { at, ...actor, action: BEGINS[planned.kind], subject: planned.id, detail }
}

/** What was taken out of it; without `targets` all. */
export interface Resumed {
  readonly covered: number
  readonly targets: readonly string[] | undefined
}

/** Somebody ended it, or took some out of it. */
export function resumedRow(entry: Entry, resumed: Resumed, actor: Actor, at: number): AuditRow {
  const left = entry.endedAt === undefined ? entry.positions.length : 0
  const { covered, targets } = resumed
  const detail = { covered, left, ...(targets ? { targets: listOf(targets) } : {}) }
  return { at, ...actor, action: 'resume', subject: entry.planned.id, detail }
}

/** The files of the estate brought, changed or lost it since the last run. */
export function fileRow({ entry: { planned, positions }, what }: FileChange, at: number): AuditRow {
  const action = what === 'new' ? BEGINS[planned.kind] : FILE_ACTIONS[what]
  const detail = { ...detailOf(planned), covered: positions.length }
  return { at, by: 'estate', via: 'file', action, subject: planned.id, detail }
}

/** Its time is up. */
export function expiredRow(entry: Entry, at: number): AuditRow {
  const { planned, positions } = entry
  const detail = { until: endOf(entry, at), covered: positions.length }
  return { at, by: 'ronda', via: 'program', action: 'expire', subject: planned.id, detail }
}

function detailOf(planned: PlannedOutage): Record<string, string | number> {
  const { reason, owner, reference } = planned
  const time = timeOf(planned)
  return {
    reason,
    owner,
    ...(reference === undefined ? {} : { reference }),
    ...scopeOf(planned.scope),
    ...(time.type === 'once'
      ? { from: time.from, until: time.until }
      : {
          days: time.days.join(' '),
          fromMinute: time.fromMinute,
          toMinute: time.toMinute,
          timezone: time.timezone,
        }),
  }
}

/** Whole: when the estate is another one, this is all that says what was meant. */
function scopeOf({ targets, query, except }: Scope): Record<string, string> {
  return {
    ...(targets ? { targets: listOf(targets) } : {}),
    ...(query ? { where: textOf(query) } : {}),
    ...(except ? { except: listOf(except) } : {}),
  }
}

/** No id has a space in it. */
function listOf(ids: readonly string[]): string {
  return ids.join(' ')
}

/** As `--where` takes it. */
function textOf(query: ScopeQuery): string {
  return Object.entries(query)
    .flatMap(([field, values]) => values.map((value: string) => `${field}=${value}`))
    .join(',')
}
