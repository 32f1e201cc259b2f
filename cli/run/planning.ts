// What is switched off on purpose while the program runs: the estate's files and what people ask for, acted on and audited.
import type { Announcement } from '../../alerts/desk/desk.ts'
import type {
  ActionOutcome,
  Actions,
  Actor,
  Done,
  MaintenanceRequest,
  PlannedRow,
  Refusal,
  SuspendRequest,
} from '../../console/actions.ts'
import type { Fleet } from '../../fleet/model.ts'
import { type Known, knownOf } from '../../fleet/planned/check.ts'
import { type Cover, resolveScope } from '../../fleet/planned/coverage.ts'
import { type Hanging, hangingAmong } from '../../fleet/planned/hanging.ts'
import type { PlannedOutage } from '../../fleet/planned/planned.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { PlannedStep } from '../../store/aggregates/planned-points.ts'
import type { AuditRow, StoredDocument } from '../../store/outbox.ts'
import { announcementOf } from './planning-announcement.ts'
import { expiredRow, fileRow, plannedRow, resumedRow } from './planning-audit.ts'
import { type Entry, type PlannedEnd, PlannedList } from './planning-list.ts'
import { COVERS_NOTHING, refusalsOfMaintain, refusalsOfSuspend } from './planning-request.ts'
import { refusalsOfResume, release } from './planning-resume.ts'
import { holds, isOver, rowsOf } from './planning-rows.ts'

export interface PlanningParts {
  readonly fleet: Fleet
  readonly topology: Topology
  /** Policy.massShare: more than this share of all targets in one act wants its number said, and is announced. */
  readonly massShare: number
  /** Store.documents('planned'). */
  readonly documents: readonly { readonly key: string; readonly body: string }[]
  /** One transaction. Resolves when it is durable, or waits for an ill disk. */
  commit(change: PlanningChange): Promise<void>
  /** Says it once, however often it is handed in. */
  announce(announcement: Announcement): void
  /** Epoch milliseconds. */
  now(): number
}

export interface PlanningChange {
  readonly documents: readonly StoredDocument[]
  readonly audit: readonly AuditRow[]
}

/** What the passing of time changed; documents and audit belong in the same commit as what is made of the rest. */
export interface PlanningMoves extends PlanningChange {
  /** All that is covered from now on, for Estate.plan; only where it may have changed. */
  readonly coverage?: ReadonlyMap<number, Cover>
  /** What ended, for Incidents.plannedOver: after the `take` of the transitions that `coverage` led to. */
  readonly over: readonly PlannedEnd[]
  readonly announcements: readonly Announcement[]
  /** What began and ended, for the time series. */
  readonly steps: readonly PlannedStep[]
}

/** An act without the answer of the store. */
export type Planned = Exclude<ActionOutcome, Done> | Omit<Done, 'kept'>

/** More at one time than anybody plans by hand. */
const MOST_OUTAGES = 10_000

export class Planning implements Pick<Actions, 'planned' | 'covered'> {
  readonly #parts: PlanningParts
  readonly #known: Known
  readonly #list: PlannedList
  /** What the files brought, for the first tick. */
  #pending: PlanningChange['audit']
  #announcements: readonly Announcement[]

  /** Goes on from `documents` and the estate's files; the first tick gives what that changes. */
  constructor(parts: PlanningParts) {
    const { fleet, topology, documents } = parts
    this.#parts = parts
    this.#known = knownOf(fleet, topology)
    this.#list = new PlannedList(topology)
    const at = parts.now()
    const changes = this.#list.restore(documents, fleet.planned, at)
    this.#pending = changes.map((change) => fileRow(change, at))
    // Whoever was told of it already is not told again: an announcement is said once by its id.
    this.#announcements = [...this.#list.entries.values()]
      .filter((entry) => this.#isMass(entry.positions.length) && !isOver(entry, at))
      .map((entry) => this.#announcement(entry, undefined, at))
  }

  /** Keys of kept documents that could not be read, and were left as they are. */
  get unreadable(): readonly string[] {
    return this.#list.unreadable
  }

  /**
   * At least once a second and after every act. `mayEnd` false: what ended stays covered and is not `over` yet, for as long
   * as it is not known which of its targets are dead (the first round is still walked). `at`: epoch milliseconds.
   */
  tick(at: number, mayEnd = true): PlanningMoves {
    const { coverage, over, expired, documents, steps } = this.#list.tick(at, mayEnd)
    const audit = [...this.#pending, ...expired.map((entry) => expiredRow(entry, Math.trunc(at)))]
    const announcements = this.#announcements
    this.#pending = []
    this.#announcements = []
    return {
      ...(coverage && { coverage }),
      over,
      documents,
      audit,
      announcements,
      steps,
    }
  }

  async suspend(request: SuspendRequest, actor: Actor): Promise<Planned> {
    const now = this.#parts.now()
    const problems = refusalsOfSuspend(request, this.#known, now)
    const { scope, reason, owner, reference, from = now, until } = request
    const noted = reference === undefined ? {} : { reference }
    const about = { scope, reason, owner, ...noted, source: 'program', from, until } as const
    const make = (id: string): PlannedOutage => ({ kind: 'suspension', id, ...about })
    return await this.#plan(request, problems, 'sus', make, actor, now)
  }

  async maintain(request: MaintenanceRequest, actor: Actor): Promise<Planned> {
    const now = this.#parts.now()
    const problems = refusalsOfMaintain(request, this.#known, now)
    const { scope, reason, owner, reference, time } = request
    const noted = reference === undefined ? {} : { reference }
    const about = { scope, reason, owner, ...noted, source: 'program', time } as const
    const make = (id: string): PlannedOutage => ({ kind: 'maintenance', id, ...about })
    return await this.#plan(request, problems, 'mnt', make, actor, now)
  }

  async resume(
    plannedId: string,
    targets: readonly string[] | undefined,
    actor: Actor,
  ): Promise<Planned> {
    const now = this.#parts.now()
    const entry = this.#list.entries.get(plannedId)
    if (!entry || entry.gone) return { result: 'unknown' }
    const { topology } = this.#parts
    const problems = refusalsOfResume(entry, targets, { known: this.#known, topology, now })
    if (problems.length > 0) return { result: 'refused', problems }
    const covered = release(entry, targets, now, topology)
    const document = this.#list.touch(entry)
    const audit = [resumedRow(entry, { covered, targets }, actor, now)]
    await this.#parts.commit({ documents: [document], audit })
    const warnings = this.#hanging(targets ?? [], undefined, now)
    return { result: 'done', id: plannedId, covered, warnings }
  }

  planned(): readonly PlannedRow[] {
    return rowsOf([...this.#list.entries.values()], this.#parts.now())
  }

  covered(plannedId: string): readonly string[] | undefined {
    const entry = this.#list.entries.get(plannedId)
    return entry && !entry.gone ? this.#idsOf(entry.positions) : undefined
  }

  async #plan(
    { scope, confirm, dryRun }: SuspendRequest | MaintenanceRequest,
    problems: readonly Refusal[],
    prefix: string,
    make: (id: string) => PlannedOutage,
    actor: Actor,
    now: number,
  ): Promise<Planned> {
    if (problems.length > 0) return { result: 'refused', problems }
    const positions = resolveScope(scope, this.#parts.topology)
    const covered = positions.length
    if (covered === 0) return { result: 'refused', problems: [COVERS_NOTHING] }
    const mustSay = this.#isMass(covered) || confirm !== undefined
    if (mustSay && confirm !== covered) {
      return { result: 'confirm', covered, share: covered / this.#parts.topology.targets.length }
    }
    if (this.#list.entries.size >= MOST_OUTAGES) {
      return { result: 'refused', problems: [TOO_MANY] }
    }
    const own = { kind: make('').kind, positions }
    const warnings = this.#hanging(scope.except ?? [], own, now)
    if (dryRun) return { result: 'done', id: '', covered, warnings }
    const planned = make(this.#newId(prefix, now))
    const { entry, document } = this.#list.put(planned, now)
    await this.#parts.commit({ documents: [document], audit: [plannedRow(entry, actor, now)] })
    if (this.#isMass(covered)) this.#parts.announce(this.#announcement(entry, actor, now))
    return { result: 'done', id: planned.id, covered, warnings }
  }

  /** Of `ids`: what hangs on something that is off at `now`, or will be by `own`. */
  #hanging(
    ids: readonly string[],
    own: { readonly kind: PlannedOutage['kind']; readonly positions: Int32Array } | undefined,
    now: number,
  ): readonly Hanging[] {
    if (ids.length === 0) return []
    const kinds = new Map<number, PlannedOutage['kind']>()
    const cover = (kind: PlannedOutage['kind'], positions: Int32Array): void => {
      for (const position of positions) kinds.set(position, kind)
    }
    const active = [...this.#list.entries.values()].filter((entry) => holds(entry, now))
    for (const { planned, positions } of active) cover(planned.kind, positions)
    if (own) cover(own.kind, own.positions)
    return hangingAmong(ids, this.#parts.topology, (position) => kinds.get(position))
  }

  #newId(prefix: string, now: number): string {
    for (let n = 1; ; n++) {
      const id = `${prefix}-${now.toString(36)}-${n}`
      if (!this.#list.entries.has(id)) return id
    }
  }

  #isMass(covered: number): boolean {
    return covered > this.#parts.massShare * this.#parts.topology.targets.length
  }

  #announcement(
    { planned, positions }: Entry,
    actor: Actor | undefined,
    now: number,
  ): Announcement {
    const { fleet, topology } = this.#parts
    return announcementOf({
      planned,
      targets: this.#idsOf(positions),
      total: topology.targets.length,
      owner: fleet.owners.find(({ id }) => id === planned.owner)?.name ?? planned.owner,
      by: actor && `${actor.by} (${actor.via})`,
      timezone: fleet.timezone,
      now,
    })
  }

  #idsOf(positions: Int32Array): readonly string[] {
    return Array.from(
      positions,
      (position) => this.#parts.topology.targets[position]?.id ?? '',
    ).sort()
  }
}

const TOO_MANY: Refusal = {
  field: 'scope',
  what: `there are ${MOST_OUTAGES.toLocaleString('en')} planned outages already`,
  remedy: 'write lasting ones in suspensions.yaml or maintenance.yaml, and start ronda again',
}
