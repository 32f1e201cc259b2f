// Actions over the fake city: suspends and resumes in memory, asks for the number of a mass suspension, and remembers who did what.
import type {
  ActionOutcome,
  Actions,
  Actor,
  MaintenanceRequest,
  PlannedRow,
  Refusal,
  SuspendRequest,
} from '../../console/actions.ts'
import type { PlannedOutage, Scope } from '../../fleet/planned/planned.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import type { Incident } from '../../incidents/incident.ts'
import type { AuditRow } from '../../store/outbox.ts'
import type { FakeTarget } from './fake-city.ts'
import { step } from './fake-incidents.ts'
import type { FakeLive } from './fake-live.ts'

/** More of the estate than this in one act wants its number. */
const SHARE = 0.05
/** What the local store still has to write once more. */
const SPAN_KEPT_MS = 30 * 86_400_000

export const OWNERS = [
  { id: 'diskominfo', name: 'Diskominfo' },
  { id: 'telkom', name: 'Telkom' },
] as const

export interface FakeActions extends Actions {
  /** Everything done, oldest first. */
  readonly done: AuditRow[]
  /** `kept` false: the disk is full. */
  readonly health: { kept: boolean }
  /** Puts a planned outage there, as the estate's files would. */
  plan(planned: PlannedOutage): void
  /** The key of an incident's link. */
  keyOf(incidentId: string): string
}

/** `incidents`: those that can be acknowledged. */
export function fakeActions(live: FakeLive, incidents: ReadonlyMap<string, Incident>): FakeActions {
  const planned = new Map<string, PlannedOutage>()
  const done: AuditRow[] = []
  const health = { kept: true }
  const audit = (action: string, subject: string, { by, via }: Actor, detail = {}): void => {
    done.push({ at: Date.now(), by, via, action, subject, detail })
  }
  const keyOf = (id: string): string => `key-of-${id}`
  const act = (
    request: SuspendRequest | MaintenanceRequest,
    make: (id: string) => PlannedOutage,
    actor: Actor,
  ): ActionOutcome => {
    const problems = problemsOf(live, request)
    if (problems.length > 0) return { result: 'refused', problems }
    const covered = coveredBy(live, request.scope).length
    const share = covered / live.city.targets.length
    if (share > SHARE && request.confirm !== covered) return { result: 'confirm', covered, share }
    if (request.dryRun === true)
      return { result: 'done', id: '', covered, kept: true, warnings: [] }
    const id = `p-${planned.size + 1}`
    planned.set(id, make(id))
    const until = 'until' in request ? { until: request.until } : {}
    const { targets } = request.scope
    const named = targets === undefined ? {} : { targets: targets.join(' ') }
    const action = 'time' in request ? 'maintenance' : 'suspend'
    audit(action, id, actor, { covered, ...named, ...until })
    return { result: 'done', id, covered, kept: health.kept, warnings: [] }
  }
  return {
    done,
    health,
    plan: (outage) => void planned.set(outage.id, outage),
    keyOf,
    async acknowledge(incidentId, note, actor) {
      const incident = incidents.get(incidentId)
      if (incident === undefined) return { result: 'unknown' }
      const acknowledged = { at: Date.now(), by: actor.by, ...(note === undefined ? {} : { note }) }
      live.happen(step('acknowledged', { ...incident, acknowledged }))
      audit('acknowledge', incidentId, actor, note === undefined ? {} : { note })
      const covered = incident.affected.length
      return { result: 'done', id: incidentId, covered, kept: health.kept, warnings: [] }
    },
    suspend: async (request, actor) => {
      const { confirm: _, dryRun: __, from = Date.now(), ...rest } = request
      const made = { kind: 'suspension', source: 'program', from, ...rest } as const
      return act(request, (id) => ({ id, ...made }), actor)
    },
    maintain: async (request, actor) => {
      const { confirm: _, dryRun: __, ...rest } = request
      return act(request, (id) => ({ id, kind: 'maintenance', source: 'program', ...rest }), actor)
    },
    async resume(id, targets, actor) {
      const outage = planned.get(id)
      if (outage === undefined) return { result: 'unknown' }
      if (outage.source === 'file') {
        const remedy = 'change it in the estate'
        return { result: 'refused', problems: [{ field: 'id', what: 'is from a file', remedy }] }
      }
      const covered = coveredBy(live, targets ? { targets } : outage.scope).length
      planned.set(id, ended(outage, targets))
      audit('resume', id, actor, { covered })
      const on = outage.scope.targets?.[0] ?? ''
      const left =
        targets === undefined || targets.includes(on) ? [] : [{ targets, on, by: outage.kind }]
      return { result: 'done', id, covered, kept: health.kept, warnings: left }
    },
    async replay({ target, deadLetters, span }, actor) {
      const status = await live.series()
      const targets = (status?.targets ?? []).filter(({ name }) => name === (target ?? name))
      const first = status === undefined ? 0 : status.at - SPAN_KEPT_MS
      if (span !== undefined && span.to <= first) {
        const remedy = 'a later time'
        return { result: 'refused', problems: [{ field: 'to', what: 'is not kept', remedy }] }
      }
      const frames = targets.reduce((sum, { backlog }) => sum + backlog.frames, 0)
      const letters = deadLetters ? targets.reduce((sum, one) => sum + one.deadLetters, 0) : 0
      audit('replay', target ?? '', actor, { frames, deadLetters: letters })
      const kept = span && { ...span, from: Math.max(span.from, first) }
      return {
        result: 'started',
        frames,
        deadLetters: letters,
        ...(kept === undefined ? {} : { span: kept }),
      }
    },
    planned: () => [...planned.values()].map((one) => rowOf(live, one)).sort(byState),
    covered(id) {
      const outage = planned.get(id)
      return outage && coveredBy(live, outage.scope)
    },
    audit: async ({ subject, limit = 200 }) =>
      done
        .filter((row) => subject === undefined || row.subject === subject)
        .reverse()
        .slice(0, limit),
    owners: () => OWNERS,
    mayAcknowledge: (id, key) => key === keyOf(id),
  }
}

function problemsOf(live: FakeLive, request: SuspendRequest | MaintenanceRequest): Refusal[] {
  const problems: Refusal[] = []
  const targets = request.scope.targets ?? []
  for (const [position, id] of targets.entries()) {
    if (live.city.byId.has(id)) continue
    const close = problems.length < 3 ? didYouMean(id, live.city.byId.keys()) : undefined
    const remedy = close ? `did you mean ${close}?` : 'write an id of the estate'
    problems.push({ field: `scope.targets.${position}`, what: `no target is ${id}`, remedy })
  }
  if (!OWNERS.some(({ id }) => id === request.owner)) {
    const remedy = `one of ${OWNERS.map(({ id }) => id).join(', ')}`
    problems.push({ field: 'owner', what: `no owner is ${request.owner}`, remedy })
  }
  if ('until' in request && request.until <= (request.from ?? Date.now())) {
    problems.push({ field: 'until', what: 'ends before it begins', remedy: 'a later time' })
  }
  return problems
}

function coveredBy(live: FakeLive, { targets = [], query, except = [] }: Scope): string[] {
  const named = new Set(targets)
  const left = new Set(except)
  const asked = query && Object.keys(query).length > 0
  const matches = (target: FakeTarget): boolean =>
    (query?.kind?.includes(target.kind) ?? true) &&
    (query?.owner?.includes(target.owner) ?? true) &&
    (query?.area?.some((area) => target.path.includes(area)) ?? true)
  return live.city.targets
    .filter(({ id, parent = '' }) => !left.has(id) && !left.has(parent))
    .filter((target) => {
      const { id, parent = '' } = target
      return named.has(id) || named.has(parent) || (asked === true && matches(target))
    })
    .map(({ id }) => id)
    .sort()
}

function ended(outage: PlannedOutage, targets: readonly string[] | undefined): PlannedOutage {
  if (targets !== undefined) {
    const except = [...(outage.scope.except ?? []), ...targets]
    return { ...outage, scope: { ...outage.scope, except } }
  }
  const now = Date.now() - 1
  if (outage.kind === 'suspension') return { ...outage, until: now }
  return { ...outage, time: { type: 'once', from: now - 1, until: now } }
}

function rowOf(live: FakeLive, planned: PlannedOutage): PlannedRow {
  const now = Date.now()
  const covered = coveredBy(live, planned.scope).length
  const time = planned.kind === 'suspension' ? planned : planned.time
  if ('fromMinute' in time) return { planned, state: 'coming', covered }
  const { from, until } = time
  if (until <= now) return { planned, state: 'over', covered }
  return { planned, state: from > now ? 'coming' : 'active', from, until, covered }
}

const ORDER = ['active', 'coming', 'over']

function byState(a: PlannedRow, b: PlannedRow): number {
  return ORDER.indexOf(a.state) - ORDER.indexOf(b.state)
}
