// Makes incidents of what changes: one for each cause, from its opening to the last target that answers again.
import type { Fleet } from '../fleet/model.ts'
import type { Transition } from '../fleet/state.ts'
import { buildTopology, type Topology } from '../fleet/topology.ts'
import { type Case, createPortrait, newCase } from './case.ts'
import { CommonCauses, TOGETHER_MS } from './common-causes.ts'
import { LOOK_MS } from './estate.ts'
import type { Common } from './find-common.ts'
import { FLAP_WINDOW_MS, Flaps } from './flaps.ts'
import type { Incident, IncidentEvent } from './incident.ts'
import { type Fall, Ledger } from './ledger.ts'
import { Pending } from './pending.ts'
import { type OpenIncidents, takeOver } from './take-over.ts'
import { Telling } from './telling.ts'

/** A common cause that most came back from waits so long for one more, then is over. */
export const LAST_BACK_MS = 30_000
export interface IncidentsOptions {
  readonly fleet: Fleet
  /** Default: that of the fleet. */
  readonly topology?: Topology
  /** As in EstateOptions. */
  readonly lookMs?: number
}

/** Times are epoch milliseconds and must not run backwards. Every call gives what it changed, in order. */
export interface Incidents {
  /** All changes of one moment, as an Estate gives them; their order does not matter. `at`: the moment of decision. */
  take(transitions: readonly Transition[], at: number): IncidentEvent[]
  /** Lets time pass: at least once a second. */
  tick(at: number): IncidentEvent[]
  /** The probe sees nothing since `since`: one incident, and no other until it sees again. */
  blind(since: number, at: number): IncidentEvent[]
  sighted(at: number): IncidentEvent[]
  /** Nothing for an unknown or closed incident; a second acknowledgement replaces the first. */
  acknowledge(id: string, by: NonNullable<Incident['acknowledged']>): IncidentEvent[]
  /** Goes on from what a store kept. `states`: those of the estate now, by position. Before everything else. */
  restore(open: readonly Incident[], states: OpenIncidents['states'], at: number): void
  /** Open and recovering ones as they are now, oldest first. */
  open(): readonly Incident[]
}

export function createIncidents(options: IncidentsOptions): Incidents {
  return new LivingIncidents(options)
}

class LivingIncidents implements Incidents {
  readonly #topology: Topology
  readonly #ledger: Ledger
  readonly #pending: Pending
  readonly #flaps = new Flaps()
  readonly #open = new Map<string, Case>()
  /** The incident of a cause, open or closed not long ago. */
  readonly #byCause = new Map<number, Case>()
  readonly #common: CommonCauses
  readonly #telling: Telling
  readonly #flapping = new Set<Case>()
  #probe: Case | undefined

  constructor({ fleet, topology = buildTopology(fleet), lookMs = LOOK_MS }: IncidentsOptions) {
    const ledger = new Ledger(topology)
    this.#topology = topology
    this.#common = new CommonCauses(topology, ledger)
    this.#telling = new Telling(createPortrait(topology))
    this.#ledger = ledger
    const intervalMs = Math.max(...Object.values(fleet.intervalMs))
    this.#pending = new Pending({ topology, ledger, intervalMs, lookMs })
  }

  take(transitions: readonly Transition[], at: number): IncidentEvent[] {
    const moved = new Set<number>()
    for (const transition of transitions) {
      const position = this.#topology.indexOf(transition.targetId)
      if (position < 0) continue
      const wasDown = this.#ledger.stateOf(position) === 'down'
      this.#ledger.move(position, transition)
      moved.add(position)
      const turned = wasDown ? !this.#ledger.isDead(position) : transition.to === 'down'
      if (turned) this.#flaps.note(position, transition.decidedAt)
    }
    for (const position of moved) this.#ledger.touch(position)
    for (const position of moved) this.#place(position, at)
    return this.tick(at)
  }

  tick(at: number): IncidentEvent[] {
    this.#advance(at)
    if (!this.#probe) this.#ripen(at)
    this.#advance(at)
    this.#telling.tellChanges(at)
    this.#forget(at)
    return this.#telling.take()
  }

  blind(since: number, at: number): IncidentEvent[] {
    if (this.#probe) return []
    const cause = { kind: 'probe' } as const
    this.#probe = newCase({
      reason: 'probe-blind',
      position: -1,
      openedAt: since,
      decidedAt: at,
      evidence: {},
      cause,
    })
    this.#keep(this.#probe)
    this.#telling.tell(this.#probe, 'opened', at)
    return this.#telling.take()
  }

  sighted(at: number): IncidentEvent[] {
    if (!this.#probe) return []
    this.#end(this.#probe, at)
    this.#telling.tell(this.#probe, 'closed', at)
    this.#probe = undefined
    this.#pending.begin(at)
    return this.#telling.take()
  }

  acknowledge(id: string, by: NonNullable<Incident['acknowledged']>): IncidentEvent[] {
    const one = this.#open.get(id)
    if (!one) return []
    one.acknowledged = by
    this.#telling.tell(one, 'acknowledged', by.at)
    return this.#telling.take()
  }

  restore(open: readonly Incident[], states: OpenIncidents['states'], at: number): void {
    const ledger = this.#ledger
    for (const one of takeOver({ open, states, topology: this.#topology, ledger, at })) {
      this.#keep(one)
      if (one.cause.kind === 'probe') this.#probe = one
      if (one.flapping) this.#flaps.note(one.position, states(one.position).since)
      ledger.touchCase(one)
    }
    for (const position of ledger.falls.keys()) {
      if (!ledger.faultOf(position) && !ledger.belowOf(position)) this.#place(position, at)
    }
  }

  open(): readonly Incident[] {
    const oldest = [...this.#open.values()].sort((a, b) => a.openedAt - b.openedAt)
    return oldest.map((one) => this.#telling.show(one))
  }

  /** Where a target belongs by its new state. */
  #place(position: number, at: number): void {
    const ledger = this.#ledger
    this.#pending.delete(position)
    if (!ledger.isDead(position)) {
      ledger.leave(position)
      return
    }
    if (ledger.stateOf(position) === 'unreachable') {
      const above = ledger.downAbove(position)
      const one = above < 0 ? undefined : (ledger.faultOf(above) ?? ledger.belowOf(above))
      if (one) ledger.setBelow(position, one)
      return
    }
    // Silent since its parent was: it stays with that incident to the end, and is left behind then.
    const own = ledger.faultOf(position) ?? this.#incidentOf(position)
    if (!own && ledger.belowOf(position)) return
    const joined = own ?? this.#common.join(position, at)
    if (!joined) {
      this.#pending.add(position, at)
      return
    }
    ledger.adopt(position, joined)
    ledger.setBelow(position, undefined)
  }

  /** Its own incident while it is open: the cause came back and fell again. */
  #incidentOf(position: number): Case | undefined {
    const own = this.#byCause.get(position)
    return own && own.state !== 'closed' ? own : undefined
  }

  /** Moves on the lives of those that were touched. */
  #advance(at: number): void {
    const touched = this.#ledger.takeTouched()
    for (const one of this.#common.open) if (one.state === 'recovering') touched.add(one)
    for (const one of this.#flapping) touched.add(one)
    for (const one of [...touched].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      if (one.state === 'closed') continue
      this.#telling.note(one)
      if (one.cause.kind === 'probe') continue
      if (one.position >= 0) this.#advanceCause(one, at)
      else this.#advanceMany(one, at)
    }
  }

  #advanceCause(one: Case, at: number): void {
    const dead = this.#ledger.faultOf(one.position) === one
    const stable = one.flapping && this.#flaps.isStable(one.position, at)
    if (dead) {
      if (one.state === 'recovering') this.#reopen(one, at)
      if (!stable) return
      one.flapping = false
      this.#flapping.delete(one)
      this.#telling.tell(one, 'stable', at)
      return
    }
    const waits = this.#waitsForChildren(one)
    if (one.flapping) one.state = 'recovering'
    if (one.flapping && !stable) return
    if (!waits) {
      this.#finish(one, stable ? 'stable' : 'closed', at)
    } else if (one.state === 'open') {
      one.state = 'recovering'
      this.#telling.tell(one, 'recovering', at)
    }
  }

  #reopen(one: Case, at: number): void {
    one.state = 'open'
    if (one.flapping) return
    one.flapping = one.position >= 0 && this.#flaps.flaps(one.position, at)
    if (one.flapping) this.#flapping.add(one)
    this.#telling.tell(one, one.flapping ? 'flapping' : 'reopened', at)
  }

  /** A common cause, or what one left behind. */
  #advanceMany(one: Case, at: number): void {
    if (one.members.size === 0) {
      this.#finish(one, 'closed', at)
      return
    }
    if (one.cause.kind !== 'shared' || !this.#common.open.has(one)) return
    if (one.changed) one.movedAt = at
    let faults = 0
    for (const position of one.members) if (this.#ledger.faultOf(position) === one) faults++
    const failed = Math.max(one.cause.failed, faults)
    // Of a reporter nobody knows how many it might report.
    one.cause = { ...one.cause, failed, total: Math.max(one.cause.total, failed) }
    const mostAreBack = faults * 2 < one.cause.failed
    if (mostAreBack && one.state === 'open') {
      one.state = 'recovering'
      this.#telling.tell(one, 'recovering', at)
    } else if (!mostAreBack && one.state === 'recovering') this.#reopen(one, at)
    const quiet = one.state === 'recovering' && at - one.movedAt >= LAST_BACK_MS
    if (quiet && !this.#waitsForChildren(one)) this.#finish(one, 'closed', at)
  }

  /** Somebody below is still being asked again: nothing above it is down, and it has not been found down itself. */
  #waitsForChildren(one: Case): boolean {
    const ledger = this.#ledger
    for (const position of one.members) {
      if (ledger.stateOf(position) === 'unreachable' && ledger.downAbove(position) < 0) return true
    }
    return false
  }

  /** The end of an incident; those still dead become one further incident. */
  #finish(one: Case, what: 'closed' | 'stable', at: number): void {
    const ledger = this.#ledger
    const members = [...one.members].sort((a, b) => a - b)
    const left = members.filter((position) => {
      const fault = ledger.faultOf(position)
      return ledger.stateOf(position) === 'down' && (fault === undefined || fault === one)
    })
    for (const position of members) {
      if (ledger.faultOf(position) === one) ledger.setFault(position, undefined)
      if (ledger.belowOf(position) === one) ledger.setBelow(position, undefined)
    }
    this.#end(one, at)
    this.#telling.tell(one, what, at)
    if (left.length > 0) this.#leaveBehind(one, left, at)
  }

  #end(one: Case, at: number): void {
    one.state = 'closed'
    one.closedAt = at
    one.flapping = false
    this.#open.delete(one.id)
    this.#common.open.delete(one)
    this.#flapping.delete(one)
  }

  #leaveBehind(cause: Case, left: readonly number[], at: number): void {
    const [only] = left
    const single = left.length === 1 && only !== undefined
    const openedAt = Math.min(...left.map((position) => this.#fallOf(position, at).at))
    const shared =
      cause.cause.kind === 'shared' ? { ...cause.cause, failed: left.length } : cause.cause
    this.#begin(
      newCase({
        reason: 'left-behind',
        position: single ? only : -1,
        openedAt,
        decidedAt: at,
        evidence: { ...(single ? this.#fallOf(only, at).evidence : {}), after: cause.id },
        cause: single ? { kind: 'target', targetId: this.#idAt(only) } : shared,
      }),
      left,
      at,
    )
  }

  /** Opens what has waited long enough. */
  #ripen(at: number): void {
    const ripe = this.#pending.ripe(at)
    if (ripe.length === 0) return
    const comparison = this.#common.compare(this.#diedLately(at))
    for (let found = comparison.next(); found; found = comparison.next())
      this.#openCommon(found, at)
    for (const position of ripe) {
      if (!this.#pending.has(position)) continue
      const waits = comparison.hasCompany(position) && this.#pending.mayWait(position, at)
      if (!waits) this.#openCause(position, at)
    }
  }

  /** Deaths without an incident, and those that have had one of their own for less than a minute. */
  #diedLately(at: number): number[] {
    const lately = [...this.#pending.positions()]
    for (const { position, decidedAt, state } of this.#open.values()) {
      const own = position >= 0 && state === 'open' && at - decidedAt <= TOGETHER_MS
      if (own && this.#ledger.stateOf(position) === 'down') lately.push(position)
    }
    return lately.sort((a, b) => a - b)
  }

  /** Unless most of its victims were told one by one already: then the rest are too. */
  #openCommon({ groups, victims, total }: Common, at: number): void {
    const members = victims.filter((position) => this.#pending.has(position))
    const [group] = groups
    if (!group || members.length * 2 < victims.length) return
    const { attribute, value } = group
    const one = newCase({
      reason: 'shared-attribute',
      position: -1,
      openedAt: Math.min(...members.map((position) => this.#fallOf(position, at).at)),
      decidedAt: at,
      evidence: { failed: victims.length, total },
      cause: { kind: 'shared', attribute, value, failed: victims.length, total },
      groups,
    })
    this.#begin(one, members, at)
  }

  #openCause(position: number, at: number): void {
    const before = this.#byCause.get(position)
    if (before?.state === 'closed' && this.#flaps.flaps(position, at)) {
      before.closedAt = undefined
      before.state = 'open'
      before.flapping = true
      this.#begin(before, [position], at)
      return
    }
    const { at: openedAt, evidence } = this.#fallOf(position, at)
    const cause = { kind: 'target', targetId: this.#idAt(position) } as const
    const reason = 'topmost-failed'
    const one = newCase({ reason, position, openedAt, decidedAt: at, evidence, cause })
    this.#begin(one, [position], at)
  }

  /** Opens an incident, or one again that flaps. */
  #begin(one: Case, faults: readonly number[], at: number): void {
    this.#keep(one)
    for (const position of faults) {
      this.#pending.delete(position)
      this.#ledger.adopt(position, one)
    }
    this.#telling.tell(one, one.flapping ? 'flapping' : 'opened', at)
  }

  #keep(one: Case): void {
    this.#open.set(one.id, one)
    if (one.position >= 0) this.#byCause.set(one.position, one)
    if (one.reason === 'shared-attribute') this.#common.open.add(one)
    if (one.flapping) this.#flapping.add(one)
  }

  #forget(at: number): void {
    this.#flaps.forget(at)
    for (const [position, one] of this.#byCause) {
      if (at - (one.closedAt ?? at) > FLAP_WINDOW_MS) this.#byCause.delete(position)
    }
  }

  #fallOf(position: number, at: number): Fall {
    return this.#ledger.falls.get(position) ?? { at, decidedAt: at, evidence: {} }
  }

  #idAt(position: number): string {
    return this.#topology.targets[position]?.id ?? ''
  }
}
