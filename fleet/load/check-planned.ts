// Makes planned outages of what suspensions.yaml and maintenance.yaml say, once everything else of the estate is read.
import { checkName, checkScope, checkSpan, type Fault, type Known } from '../planned/check.ts'
import { resolveScope } from '../planned/coverage.ts'
import { hangingAmong } from '../planned/hanging.ts'
import { occurrenceAt } from '../planned/occurrence.ts'
import type { MaintenanceTime, PlannedOutage, Scope } from '../planned/planned.ts'
import type { Problem } from '../problem.ts'
import { shown } from '../schema/fault.ts'
import { instantOfMoment } from '../schema/moment.ts'
import type { PlannedRow } from '../schema/planned.ts'
import type { Topology } from '../topology.ts'
import { type Place, problemAt, where } from './place.ts'
import type { PlannedDraft } from './planned.ts'

/** One that is sound as far as can be told without the rest of the estate, and where it stands. */
export interface PlacedOutage {
  readonly planned: PlannedOutage
  readonly place: Place
}

/** `timezone`: that of the city; UTC serves where fleet.yaml could not be read. */
export function checkPlanned(
  records: readonly PlannedDraft[],
  known: Known,
  timezone: string,
  problems: Problem[],
): PlacedOutage[] {
  const taken = new Map<string, Place>()
  const sound: PlacedOutage[] = []
  for (const record of records) {
    const { place, row } = record
    const before = problems.length
    if (row.id !== undefined) checkId(row.id, place, taken, problems)
    const owner = row.owner === undefined ? undefined : checkName(row.owner, 'owner', known)
    if (owner) problems.push(problemAt(place, owner.what, owner.remedy, 'owner'))
    checkWhat(record, known, problems)
    const time = checkTime(record, timezone, problems)
    const planned = time && outageOf(record, time)
    if (planned && problems.length === before) sound.push({ planned, place })
  }
  return sound
}

/** For an estate that is sound otherwise. */
export function checkCoverage(
  outages: readonly PlacedOutage[],
  topology: Topology,
  problems: Problem[],
): void {
  for (const { planned, place } of outages) {
    const { targets, query, except } = planned.scope
    const alone = query && (targets || except) ? { query } : planned.scope
    const found = resolveScope(alone, topology).length
    if (query && found === 0) {
      const remedy = 'take something out of it: a target must match every key'
      problems.push(problemAt(place, '"where" covers nothing', remedy, 'where'))
    } else if (except && resolveScope(planned.scope, topology).length === 0) {
      const what = '"except" takes out everything that is covered'
      problems.push(problemAt(place, what, 'take something out of it', 'except'))
    }
  }
}

/** What is still in the files and never holds again. `now`: epoch milliseconds. */
export function overWarnings(outages: readonly PlacedOutage[], now: number): Problem[] {
  return outages
    .filter(({ planned }) => occurrenceAt(planned, now) === undefined)
    .map(({ planned, place }) => {
      const what = `${planned.kind} "${planned.id}" is already over`
      return problemAt(place, what, 'remove it, or give it a later "until"', 'until')
    })
}

/** What is left on below something that is switched off: while that is dead, it pages nobody. */
export function hangingWarnings(outages: readonly PlacedOutage[], topology: Topology): Problem[] {
  return outages.flatMap(({ planned: { kind, scope }, place }) => {
    if (!scope.except) return []
    const covered = new Set(resolveScope(scope, topology))
    const found = hangingAmong(scope.except, topology, (at) => (covered.has(at) ? kind : undefined))
    return found.flatMap(({ targets, on }) =>
      targets.map((id) => {
        const what = `${shown(id)} hangs on ${shown(on)}, which is switched off: while that is dead, ${shown(id)} is unreachable and pages nobody`
        const item = `except[${scope.except?.indexOf(id)}]`
        const key = place.keyLines?.has(item) ? item : 'except'
        return problemAt(place, what, 'leave out what it hangs on too, if it is to page', key)
      }),
    )
  })
}

function checkId(id: string, place: Place, taken: Map<string, Place>, problems: Problem[]): void {
  const first = taken.get(id)
  if (!first) {
    taken.set(id, place)
    return
  }
  const what = `id ${shown(id)} is taken (${where(first)})`
  problems.push(problemAt(place, what, 'give one of them another id', 'id'))
}

function checkWhat(record: PlannedDraft, known: Known, problems: Problem[]): void {
  const { place, row, listed = [] } = record
  const wrote = ['targets', 'list', 'where'].some((key) => place.keyLines?.has(key))
  if (!wrote) {
    const remedy = 'write "targets", "list" or "where"'
    problems.push(problemAt(place, 'it covers nothing', remedy))
  }
  const { targets, where: query, except } = row
  const scope = scopeOf({ ...(targets && { targets }), query, except })
  for (const fault of checkScope(scope, known)) problems.push(placed(fault, place))
  for (const one of listed) {
    const fault = checkName(one.id, 'target', known)
    if (fault) problems.push(problemAt(one, fault.what, fault.remedy))
  }
}

/** At the line of the very value where it has one. */
function placed({ field, item, what, remedy }: Fault, place: Place): Problem {
  const key = field.replace(/^query\./, 'where.')
  const own = `${key}[${item}]`
  return problemAt(place, what, remedy, place.keyLines?.has(own) ? own : key)
}

function checkTime(
  { kind, place, row }: PlannedDraft,
  timezone: string,
  problems: Problem[],
): MaintenanceTime | undefined {
  const fail = (what: string, remedy: string, key?: string): undefined => {
    problems.push(problemAt(place, what, remedy, key))
    return undefined
  }
  const wrote = (key: string): boolean => place.keyLines?.has(key) ?? false
  if (kind === 'maintenance' && wrote('weekly')) {
    if (wrote('from') || wrote('until')) {
      return fail('both "weekly" and "from" or "until"', 'keep one of them', 'weekly')
    }
    return row.weekly && weeklyOf(row.weekly, timezone, fail)
  }
  if (kind === 'maintenance' && !(wrote('from') && wrote('until'))) {
    return fail('no time', 'write "from" and "until", or "weekly"')
  }
  if (!row.from || !row.until) return undefined
  const from = instantOfMoment(row.from, timezone, 'start')
  const until = instantOfMoment(row.until, timezone, 'end')
  const fault = checkSpan(from, until)
  return fault ? fail(fault.what, fault.remedy, fault.field) : { type: 'once', from, until }
}

function weeklyOf(
  weekly: NonNullable<PlannedRow['weekly']>,
  city: string,
  fail: (what: string, remedy: string, key: string) => undefined,
): MaintenanceTime | undefined {
  const { days, from, to, timezone = city } = weekly
  if (from === to) {
    const remedy = 'write another "to"; a whole day is from 00:00 to 24:00'
    return fail('it ends at the time at which it begins', remedy, 'weekly.to')
  }
  return { type: 'weekly', days, fromMinute: from, toMinute: to % 1440, timezone }
}

function outageOf(record: PlannedDraft, time: MaintenanceTime): PlannedOutage | undefined {
  const { kind, row, listed = [] } = record
  const { id, reason, owner, reference, where: query, except } = row
  if (id === undefined || reason === undefined || owner === undefined) return undefined
  const targets = [...new Set([...(row.targets ?? []), ...listed.map((one) => one.id)])]
  const scope = scopeOf({ ...(targets.length > 0 && { targets }), query, except })
  const noted = reference === undefined ? {} : { reference }
  const about = { id, scope, reason, owner, ...noted, source: 'file' } as const
  if (kind === 'maintenance') return { kind, ...about, time }
  return time.type === 'once' ? { kind, ...about, from: time.from, until: time.until } : undefined
}

function scopeOf({
  targets,
  query,
  except,
}: {
  readonly targets?: readonly string[]
  readonly query: PlannedRow['where']
  readonly except: PlannedRow['except']
}): Scope {
  const given = Object.entries(query ?? {}).filter(([, values]) => values !== undefined)
  return {
    ...(targets && { targets }),
    ...(query && { query: Object.fromEntries(given) as NonNullable<Scope['query']> }),
    ...(except && { except }),
  }
}
