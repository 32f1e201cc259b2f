// Makes incidents of what changes: one for each cause, from its opening to the last target that answers again.
import { NVR_CONDITIONS } from '../fleet/feed-condition.ts'
import type { Fleet } from '../fleet/model.ts'
import type { Transition } from '../fleet/state.ts'
import { buildTopology, type Topology } from '../fleet/topology.ts'
import type { Case } from './case.ts'
import { COMPANY } from './common-cause.ts'
import { CAMERA_TOGETHER_MS, CommonCauses, isRecordersOwn } from './common-causes.ts'
import { LOOK_MS } from './estate.ts'
import type { Common } from './find-common.ts'
import type { Incident, IncidentEvent } from './incident.ts'
import { Ledger } from './ledger.ts'
import { type Ended, Lifted } from './lifted.ts'
import { Lives } from './lives.ts'
import { blindCase, type PlannedOver, plannedCase, sharedCase, topmostCase } from './new-cases.ts'
import { isPlanned } from './overlay.ts'
import { Pending } from './pending.ts'
import { type OpenIncidents, takeOver } from './take-over.ts'
import { Whole } from './whole.ts'

export interface IncidentsOptions {
  readonly fleet: Fleet
  /** Default: that of the fleet. */
  readonly topology?: Topology
  /** As in EstateOptions. */
  readonly lookMs?: number
  /** As Estate has it: who answered since the fall above it is not waited for. Default: nobody is known to have. */
  readonly lookedAt?: (position: number) => number
  /** Cameras that die within so many milliseconds may have a common cause: a picture round and its confirm. Default 420,000. */
  readonly cameraTogetherMs?: number
}

/** Times are epoch milliseconds and must not run backwards. Every call gives what it changed, in order. */
export interface Incidents {
  /** All changes of one moment, as an Estate gives them; their order does not matter. `at`: the moment of decision. */
  take(transitions: readonly Transition[], at: number): IncidentEvent[]
  /** Lets time pass: at least once a second. */
  tick(at: number): IncidentEvent[]
  /**
   * A planned outage has ended: those of `positions` (all that it covered) that are dead and in no incident become one,
   * whatever they are; none where all live. What is not known yet is not dead. Of one moment with the transitions that
   * lift the coverage, directly after their `take`. While the probe is blind this waits until it was looked again.
   */
  plannedOver(over: PlannedOver, positions: Iterable<number>, at: number): IncidentEvent[]
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
  readonly #common: CommonCauses
  readonly #lifted = new Lifted()
  readonly #whole: Whole
  readonly #lives: Lives
  /** By target: 1 while it is among those that `take` moves, 0 otherwise. */
  readonly #isMoved: Uint8Array
  #probe: Case | undefined

  constructor(options: IncidentsOptions) {
    const { fleet, topology = buildTopology(fleet), lookMs = LOOK_MS, lookedAt } = options
    const { cameraTogetherMs = CAMERA_TOGETHER_MS } = options
    const ledger = new Ledger(topology)
    this.#topology = topology
    this.#isMoved = new Uint8Array(topology.targets.length)
    this.#ledger = ledger
    this.#common = new CommonCauses(topology, ledger, cameraTogetherMs)
    const intervalMs = Math.max(...Object.values(fleet.intervalMs))
    this.#whole = new Whole({ topology, ledger, intervalMs, lookMs, lookedAt })
    this.#pending = new Pending(ledger, this.#whole, (position) => this.#isCamera(position))
    this.#lives = new Lives({
      topology,
      ledger,
      common: this.#common,
      whole: this.#whole,
      cameraBackMs: cameraTogetherMs,
    })
  }

  take(transitions: readonly Transition[], at: number): IncidentEvent[] {
    this.#placeUnnamed(at)
    const moved: number[] = []
    for (const transition of transitions) {
      const position = this.#topology.indexOf(transition.targetId)
      if (position < 0) continue
      const before = this.#ledger.stateOf(position)
      this.#move(position, transition)
      if (
        before === 'down' &&
        transition.to === 'down' &&
        !this.#leavesRecorder(position, transition)
      ) {
        this.#lives.learn(position)
        continue
      }
      if (this.#isMoved[position] === 0) moved.push(position)
      this.#isMoved[position] = 1
    }
    for (const position of moved) this.#isMoved[position] = 0
    for (const position of moved) this.#ledger.touch(position)
    for (const position of moved) this.#place(position, at)
    return this.#pass(at)
  }

  tick(at: number): IncidentEvent[] {
    this.#placeUnnamed(at)
    return this.#pass(at)
  }

  plannedOver(over: PlannedOver, positions: Iterable<number>, at: number): IncidentEvent[] {
    const ended = { over, positions: [...positions].sort((a, b) => a - b) }
    if (this.#probe) this.#lifted.postpone(ended)
    else this.#openPlanned(ended, at)
    return this.#take(at)
  }

  blind(since: number, at: number): IncidentEvent[] {
    if (this.#probe) return []
    this.#probe = blindCase(since, at)
    this.#lives.begin(this.#probe, [], at)
    return this.#take(at)
  }

  sighted(at: number): IncidentEvent[] {
    if (!this.#probe) return []
    this.#lives.close(this.#probe, 'closed', at)
    this.#probe = undefined
    this.#whole.begin(at)
    this.#pending.begin(at)
    this.#lifted.judgeFrom(this.#whole.lastLook(at))
    return this.#take(at)
  }

  acknowledge(id: string, by: NonNullable<Incident['acknowledged']>): IncidentEvent[] {
    const one = this.#lives.byId(id)
    return one ? this.#lives.acknowledge(one, by) : []
  }

  restore(open: readonly Incident[], states: OpenIncidents['states'], at: number): void {
    const ledger = this.#ledger
    this.#whole.begin(at)
    for (const one of takeOver({ open, states, topology: this.#topology, ledger, at })) {
      this.#lives.goOn(one, one.position < 0 ? one.openedAt : states(one.position).since)
      this.#common.excuse(one, (position) => states(position).since)
      if (one.cause.kind === 'probe') this.#probe = one
    }
    for (const position of ledger.falls.keys()) {
      if (!ledger.faultOf(position) && !ledger.belowOf(position)) this.#place(position, at)
    }
  }

  open(): readonly Incident[] {
    const oldest = [...this.#lives.open()].sort((a, b) => a.openedAt - b.openedAt)
    return oldest.map((one) => this.#lives.show(one))
  }

  #move(position: number, transition: Transition): void {
    const before = this.#ledger.stateOf(position)
    this.#ledger.move(position, transition)
    const { to, decidedAt } = transition
    if (isPlanned(before) || isPlanned(to)) {
      this.#lives.flaps.drop(position)
      if (this.#ledger.isDead(position)) this.#lifted.add(position)
      else this.#lifted.delete(position)
      return
    }
    const turned = before === 'down' ? !this.#ledger.isDead(position) : to === 'down'
    if (turned) this.#lives.flaps.note(position, decidedAt)
  }

  /** It was in an incident of its recorder's own fault, and shows now what is not that: a fault of its own. */
  #leavesRecorder(position: number, { at, decidedAt }: Transition): boolean {
    const ledger = this.#ledger
    const one = ledger.faultOf(position)
    const fall = ledger.falls.get(position)
    if (!one || !fall || !isRecordersOwn(one)) return false
    if (NVR_CONDITIONS.has(fall.condition ?? '')) return false
    ledger.leave(position)
    ledger.falls.set(position, { ...fall, at, decidedAt })
    return true
  }

  #isCamera(position: number): boolean {
    return this.#topology.targets[position]?.kind === 'camera'
  }

  #placeUnnamed(at: number): void {
    for (const position of this.#lifted.takeUnnamed()) this.#place(position, at)
  }

  /** Where a target belongs by its new state. */
  #place(position: number, at: number): void {
    const ledger = this.#ledger
    this.#pending.delete(position)
    if (isPlanned(ledger.stateOf(position))) this.#excuse(position)
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
    if (this.#lifted.keeps(position)) return
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

  /** From now on it is switched off on purpose. */
  #excuse(position: number): void {
    const fault = this.#ledger.faultOf(position)
    if (fault) fault.excused++
    this.#ledger.orphan(position)
  }

  /** Its own incident while it is open: the cause came back and fell again. */
  #incidentOf(position: number): Case | undefined {
    const own = this.#lives.ofCause(position)
    return own && own.state !== 'closed' ? own : undefined
  }

  #pass(at: number): IncidentEvent[] {
    this.#lives.advance(at)
    for (const ended of this.#lifted.takeEnded(at)) this.#openPlanned(ended, at)
    if (!this.#probe) this.#ripen(at)
    this.#lives.forget(at)
    return this.#take(at)
  }

  #take(at: number): IncidentEvent[] {
    return this.#lives.take(at, this.#probe !== undefined)
  }

  /** Opens what has waited long enough. */
  #ripen(at: number): void {
    const ripe = this.#pending.ripe(at)
    if (ripe.length === 0) return
    const mayWait = (position: number): boolean => this.#pending.mayWait(position, at)
    const comparison = this.#common.compare(this.#diedLately(at), mayWait)
    for (let found = comparison.next(); found; found = comparison.next())
      this.#openCommon(found, at)
    for (const position of ripe) {
      if (!this.#pending.has(position)) continue
      const waits = mayWait(position) && comparison.hasCompany(position)
      if (!waits) this.#openCause(position, at)
    }
  }

  /** Deaths without an incident, and those that have had one of their own for a short time only. */
  #diedLately(at: number): number[] {
    const lately = [...this.#pending.positions()]
    for (const { position, decidedAt, state } of this.#lives.open()) {
      if (position < 0 || state !== 'open') continue
      const own = at - decidedAt <= this.#common.togetherMs(position)
      if (own && this.#ledger.stateOf(position) === 'down') lately.push(position)
    }
    return lately.sort((a, b) => a - b)
  }

  /**
   * Unless most of its victims were told one by one already: then the rest are too. Of cameras, which are found to be dead
   * over minutes, a few that are not told yet are enough.
   */
  #openCommon(common: Common, at: number): void {
    const { victims } = common
    const members = victims.filter((position) => this.#pending.has(position))
    const areMost = members.length * 2 >= victims.length
    const areCameras = members.every((position) => this.#isCamera(position))
    if (!areMost && !(areCameras && members.length >= COMPANY)) return
    const openedAt = Math.min(
      ...members.map((position) => this.#lives.culprit(position, at).fall.at),
    )
    const one = sharedCase(
      common,
      openedAt,
      at,
      mostOften(members.map((p) => this.#ledger.conditionOf(p))),
    )
    if (one) this.#open(one, members, at)
  }

  #openCause(position: number, at: number): void {
    if (NVR_CONDITIONS.has(this.#ledger.conditionOf(position) ?? '')) {
      this.#openRecorder(position, at)
      return
    }
    const before = this.#lives.ofCause(position)
    if (before?.state !== 'closed' || !this.#lives.flaps.flaps(position, at)) {
      this.#open(topmostCase(this.#lives.culprit(position, at), at), [position], at)
      return
    }
    this.#pending.delete(position)
    this.#lives.beginAgain(before, at)
  }

  /** Its recorder does not let us see any of its cameras: one is enough to know it. */
  #openRecorder(position: number, at: number): void {
    const open = this.#common.join(position, at)
    if (open) {
      this.#pending.delete(position)
      this.#ledger.adopt(position, open)
      return
    }
    const topology = this.#topology
    const nvr = topology.parentOf(topology.targets[position]?.id ?? '')
    const cameras = topology
      .subtree(nvr?.id ?? '')
      .map(({ id }) => topology.indexOf(id))
      .filter((one) => !isPlanned(this.#ledger.stateOf(one)))
    const victims = cameras.filter(
      (one) => this.#pending.has(one) && NVR_CONDITIONS.has(this.#ledger.conditionOf(one) ?? ''),
    )
    const group = { attribute: 'nvr', value: nvr?.id ?? '', kind: 'camera' } as const
    this.#openCommon({ groups: [group], victims, total: cameras.length }, at)
  }

  /** Those that are dead by themselves, or still being asked again; what hangs on them is adopted. */
  #openPlanned({ over, positions }: Ended, at: number): void {
    const ledger = this.#ledger
    for (const position of positions) this.#lifted.delete(position)
    const free = positions.filter(
      (position) =>
        ledger.isDead(position) && !ledger.faultOf(position) && !ledger.belowOf(position),
    )
    const faults = free.filter(
      (position) => ledger.stateOf(position) === 'down' || ledger.isAskedAgain(position),
    )
    if (faults.length === 0) return
    this.#open(plannedCase(over, positions.length, at), faults, at)
  }

  #open(one: Case, faults: readonly number[], at: number): void {
    for (const position of faults) this.#pending.delete(position)
    this.#lives.begin(one, faults, at)
  }
}

function mostOften<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].reduce<readonly [T, number] | undefined>(
    (best, one) => (best === undefined || one[1] > best[1] ? one : best),
    undefined,
  )?.[0]
}
