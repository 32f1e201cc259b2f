// Who is dead, why, and in which incident: the bookkeeping under the rules.

import {
  type FeedCondition,
  isFeedCondition,
  isPublishedCondition,
  type PublishedCondition,
} from '../fleet/feed-condition.ts'
import { buildForest, type Forest } from '../fleet/forest.ts'
import type { Reason, State, Transition } from '../fleet/state.ts'
import type { Topology } from '../fleet/topology.ts'
import type { Case } from './case.ts'
import type { Evidence } from './evidence.ts'
import type { Verdict } from './incident.ts'
import { isPlanned } from './overlay.ts'

/** How a target came to be down. Epoch milliseconds. */
export interface Fall {
  readonly at: number
  readonly decidedAt: number
  readonly evidence: Evidence
  /** Of a camera or a portal: what it shows now. */
  readonly condition: PublishedCondition | undefined
}

/**
 * A target has two places. It is a *fault* of at most one incident: dead by itself. It is *below* at most one: dead
 * because of something above it. Who was a fault before its parent died stays one, and is listed by both.
 */
export class Ledger {
  readonly falls = new Map<number, Fall>()
  readonly #states: State[]
  readonly #forest: Forest
  readonly #faultOf: (Case | undefined)[]
  readonly #belowOf: (Case | undefined)[]
  /** Incidents whose members came, left or changed their state since `takeTouched`. */
  #touched = new Set<Case>()

  constructor(topology: Topology) {
    this.#states = topology.targets.map(() => 'unknown')
    this.#forest = buildForest([...topology.parents])
    this.#faultOf = topology.targets.map(() => undefined)
    this.#belowOf = topology.targets.map(() => undefined)
  }

  stateOf(position: number): State {
    return this.#states[position] as State
  }

  isDead(position: number): boolean {
    const state = this.#states[position]
    return state === 'down' || state === 'unreachable'
  }

  faultOf(position: number): Case | undefined {
    return this.#faultOf[position]
  }

  belowOf(position: number): Case | undefined {
    return this.#belowOf[position]
  }

  /** A state known from before; how it came about is not. */
  know(position: number, { state, reason, since }: Verdict): void {
    this.#states[position] = state
    const fall = { at: since, decidedAt: since, evidence: {}, condition: conditionIn(reason) }
    if (state === 'down') this.falls.set(position, fall)
  }

  move(position: number, { at, decidedAt, evidence, reason, to }: Transition): void {
    const before = this.#states[position] === to ? this.falls.get(position) : undefined
    this.#states[position] = to
    // What shows something else while it is dead did not die again.
    const begun = before ?? { at, decidedAt }
    const fall = {
      at: begun.at,
      decidedAt: begun.decidedAt,
      evidence,
      condition: conditionIn(reason),
    }
    if (to === 'down') this.falls.set(position, fall)
    else this.falls.delete(position)
  }

  /** What a dead camera shows; undefined of everything else. */
  conditionOf(position: number): FeedCondition | undefined {
    const condition = this.falls.get(position)?.condition
    return condition !== undefined && isFeedCondition(condition) ? condition : undefined
  }

  /** The nearest ancestor that is down; -1 for none. */
  downAbove(position: number): number {
    const { parents } = this.#forest
    let up = parents[position] as number
    while (up >= 0 && this.#states[up] !== 'down') up = parents[up] as number
    return up
  }

  /**
   * Its state is of before something above it came back. Below something that is switched off on purpose nobody knows:
   * that may be dead.
   */
  isAskedAgain(position: number): boolean {
    return (
      this.#states[position] === 'unreachable' &&
      this.downAbove(position) < 0 &&
      !this.#isPlannedAbove(position)
    )
  }

  /** What hangs on something that is now switched off on purpose has nobody to answer for it, and no incident. */
  orphan(position: number): void {
    for (const child of this.#forest.below(position)) {
      const unreachable = this.#states[child] === 'unreachable'
      if (unreachable && this.downAbove(child) < 0) this.setBelow(child, undefined)
    }
  }

  below(position: number): Int32Array {
    return this.#forest.below(position)
  }

  /** What is dead below a fault is below its incident. */
  adopt(position: number, one: Case): void {
    this.setFault(position, one)
    for (const child of this.#forest.below(position)) {
      if (this.isDead(child)) this.setBelow(child, one)
    }
  }

  setFault(position: number, one: Case | undefined): void {
    this.#set(this.#faultOf, this.#belowOf, position, one)
  }

  setBelow(position: number, one: Case | undefined): void {
    this.#set(this.#belowOf, this.#faultOf, position, one)
  }

  leave(position: number): void {
    this.setFault(position, undefined)
    this.setBelow(position, undefined)
  }

  touch(position: number): void {
    const fault = this.#faultOf[position]
    const below = this.#belowOf[position]
    if (fault) this.#touched.add(fault)
    if (below) this.#touched.add(below)
  }

  touchCase(one: Case): void {
    this.#touched.add(one)
  }

  takeTouched(): Set<Case> {
    const touched = this.#touched
    this.#touched = new Set()
    return touched
  }

  #isPlannedAbove(position: number): boolean {
    const { parents } = this.#forest
    let up = parents[position] as number
    while (up >= 0 && !isPlanned(this.stateOf(up))) up = parents[up] as number
    return up >= 0
  }

  #set(
    into: (Case | undefined)[],
    other: readonly (Case | undefined)[],
    position: number,
    one: Case | undefined,
  ): void {
    const before = into[position]
    if (before === one) return
    into[position] = one
    if (before) {
      this.#touched.add(before)
      if (other[position] !== before && before.members.delete(position)) {
        before.changed = true
        before.list = undefined
      }
    }
    if (!one) return
    this.#touched.add(one)
    if (one.members.has(position)) return
    one.changed = true
    one.list = undefined
    one.members.add(position)
  }
}

function conditionIn(reason: Reason): PublishedCondition | undefined {
  return isPublishedCondition(reason) ? reason : undefined
}
