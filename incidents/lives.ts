// The lives of incidents, from the opening to the end: recovering, flapping, what is left behind, and when people are told.

import type { Topology } from '../fleet/topology.ts'
import { type Case, createPortrait } from './case.ts'
import type { CommonCauses } from './common-causes.ts'
import { FLAP_WINDOW_MS, Flaps } from './flaps.ts'
import type { Incident, IncidentEvent } from './incident.ts'
import type { Ledger } from './ledger.ts'
import { type Culprit, leftBehindCase, seenOf } from './new-cases.ts'
import { isPlanned } from './overlay.ts'
import { Settling } from './settling.ts'
import { Telling } from './telling.ts'
import type { Whole } from './whole.ts'

/** A common cause that most came back from waits so long for one more, then is over. */
export const LAST_BACK_MS = 30_000

export interface LivesOptions {
  readonly topology: Topology
  readonly ledger: Ledger
  readonly common: CommonCauses
  readonly whole: Whole
  /** LAST_BACK_MS of cameras: a round must have passed them. */
  readonly cameraBackMs: number
}

/** Times are epoch milliseconds. */
export class Lives {
  readonly flaps = new Flaps()
  readonly #topology: Topology
  readonly #ledger: Ledger
  readonly #common: CommonCauses
  readonly #whole: Whole
  readonly #cameraBackMs: number
  readonly #telling: Telling
  readonly #settling: Settling
  readonly #open = new Map<string, Case>()
  /** The incident of a cause, open or closed not long ago. */
  readonly #byCause = new Map<number, Case>()
  /** Positions in `byCause` whose incident is closed. */
  readonly #closedCauses = new Set<number>()
  readonly #flapping = new Set<Case>()
  /** Over, but for members that were not looked at since the probe sees: such a look need not change a state. */
  readonly #unseen = new Set<Case>()

  constructor({ topology, ledger, common, whole, cameraBackMs }: LivesOptions) {
    this.#cameraBackMs = cameraBackMs
    this.#topology = topology
    this.#ledger = ledger
    this.#common = common
    this.#whole = whole
    this.#telling = new Telling(createPortrait(topology))
    this.#settling = new Settling(ledger, whole)
  }

  /** Open and recovering ones, in the order of their opening here. */
  open(): Iterable<Case> {
    return this.#open.values()
  }

  byId(id: string): Case | undefined {
    return this.#open.get(id)
  }

  /** Of this cause, open or closed not long ago. */
  ofCause(position: number): Case | undefined {
    return this.#byCause.get(position)
  }

  show(one: Case): Incident {
    return this.#telling.show(one)
  }

  /** Goes on with one that was kept. `since`: since when its cause has the state that it has. */
  goOn(one: Case, since: number): void {
    this.#keep(one)
    // Without a note it has been stable for long: what is switched off on purpose flaps no more.
    const flaps = one.flapping && !isPlanned(this.#ledger.stateOf(one.position))
    if (flaps) this.flaps.note(one.position, since)
    this.#ledger.touchCase(one)
  }

  /** Opens it, with those that are dead by themselves. */
  begin(one: Case, faults: readonly number[], at: number): void {
    this.#adopt(one, faults)
    this.#telling.tell(one, 'opened', at)
  }

  /** The cause of a closed one fell again, as it has often. */
  beginAgain(one: Case, at: number): void {
    one.closedAt = undefined
    one.state = 'open'
    this.#adopt(one, [one.position])
    this.#seeAnew(one)
    this.#flap(one, at)
  }

  /** A camera that is dead shows something else than before. */
  learn(position: number): void {
    const one = this.#ledger.faultOf(position)
    if (one?.position !== position) return
    this.#seeAnew(one)
    this.#ledger.touchCase(one)
  }

  acknowledge(one: Case, by: NonNullable<Incident['acknowledged']>): IncidentEvent[] {
    one.acknowledged = by
    this.#telling.tell(one, 'acknowledged', by.at)
    return this.#telling.take()
  }

  /** What happened since it was asked last, in order. `blind`: the probe sees nothing. */
  take(at: number, blind: boolean): IncidentEvent[] {
    this.advance(at)
    for (const one of this.#settling.take(at, blind)) this.#telling.settle(one, at)
    this.#telling.tellChanges(at)
    return this.#telling.take()
  }

  /** Moves on the lives of those that were touched. */
  advance(at: number): void {
    const touched = this.#ledger.takeTouched()
    for (const one of this.#common.open) if (one.state === 'recovering') touched.add(one)
    for (const one of this.#flapping) touched.add(one)
    for (const one of this.#unseen) touched.add(one)
    this.#unseen.clear()
    for (const one of [...touched].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      if (one.state === 'closed') continue
      this.#telling.note(one)
      if (one.cause.kind === 'probe') continue
      if (one.position >= 0) this.#advanceCause(one, at)
      else this.#advanceMany(one, at)
    }
  }

  /** Drops what no rule looks back at any more. */
  forget(at: number): void {
    this.flaps.forget(at)
    for (const position of this.#closedCauses) {
      if (at - (this.#byCause.get(position)?.closedAt ?? at) <= FLAP_WINDOW_MS) continue
      this.#byCause.delete(position)
      this.#closedCauses.delete(position)
    }
  }

  /** A target as the cause of an incident. */
  culprit(position: number, at: number): Culprit {
    const targetId = this.#topology.targets[position]?.id ?? ''
    const fall = this.#ledger.falls.get(position) ?? {
      at,
      decidedAt: at,
      evidence: {},
      condition: undefined,
    }
    return { position, targetId, fall }
  }

  #advanceCause(one: Case, at: number): void {
    const dead = this.#ledger.faultOf(one.position) === one
    const stable = one.flapping && this.flaps.isStable(one.position, at)
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

  /** Of a camera or portal: what it shows now. */
  #seeAnew(one: Case): void {
    const fall = this.#ledger.falls.get(one.position)
    if (fall?.condition === undefined) return
    const { after } = one.evidence
    one.evidence = { ...seenOf(fall), ...(after === undefined ? {} : { after }) }
  }

  #reopen(one: Case, at: number): void {
    one.state = 'open'
    this.#seeAnew(one)
    if (one.flapping) return
    if (one.position >= 0 && this.flaps.flaps(one.position, at)) this.#flap(one, at)
    else this.#telling.tell(one, 'reopened', at)
  }

  #flap(one: Case, at: number): void {
    if (!one.settled) this.#telling.settle(one, at)
    one.flapping = true
    this.#flapping.add(one)
    this.#telling.tell(one, 'flapping', at)
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
    const mostAreBack = faults * 2 < one.cause.failed - one.excused
    if (mostAreBack && one.state === 'open') {
      one.state = 'recovering'
      this.#telling.tell(one, 'recovering', at)
    } else if (!mostAreBack && one.state === 'recovering') this.#reopen(one, at)
    const ofCameras = one.groups.some(({ kind }) => kind === 'camera')
    const backMs = ofCameras ? this.#cameraBackMs : LAST_BACK_MS
    const quiet = one.state === 'recovering' && at - one.movedAt >= backMs
    if (quiet && !this.#waitsForChildren(one)) this.#finish(one, 'closed', at)
  }

  /** Somebody below is still being asked again, or is dead only by what was known before the probe could see. */
  #waitsForChildren(one: Case): boolean {
    for (const position of one.members) {
      if (this.#ledger.isAskedAgain(position)) return true
      if (this.#ledger.stateOf(position) !== 'down' || this.#whole.isSeen(position)) continue
      this.#unseen.add(one)
      return true
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
    this.close(one, what, at)
    if (left.length === 0) return
    const culprits = left.map((position) => this.culprit(position, at))
    this.begin(leftBehindCase(one, culprits, at), left, at)
  }

  /** As it is, with nothing left behind. */
  close(one: Case, what: 'closed' | 'stable', at: number): void {
    one.state = 'closed'
    one.closedAt = at
    one.flapping = false
    this.#open.delete(one.id)
    if (one.position >= 0) this.#closedCauses.add(one.position)
    this.#common.open.delete(one)
    this.#flapping.delete(one)
    this.#telling.tell(one, what, at)
  }

  #adopt(one: Case, faults: readonly number[]): void {
    this.#keep(one)
    for (const position of faults) this.#ledger.adopt(position, one)
  }

  #keep(one: Case): void {
    this.#open.set(one.id, one)
    if (one.position >= 0) {
      this.#byCause.set(one.position, one)
      this.#closedCauses.delete(one.position)
    }
    if (one.reason === 'shared-attribute') this.#common.open.add(one)
    if (one.flapping) this.#flapping.add(one)
    this.#settling.add(one)
  }
}
