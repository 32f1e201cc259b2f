// The way of what happens (changes of state, steps of incidents) to the series: collected, and handed over turn by turn.
import type { Transition } from '../../../fleet/state.ts'
import type { PlaceOf } from '../../../store/aggregates/cause-place.ts'
import {
  incidentPoints,
  isTold,
  type KnownStep,
  keptStep,
} from '../../../store/aggregates/incident-points.ts'
import { midnightAnew, statePoints, type TargetOf } from '../../../store/aggregates/state-points.ts'
import type { PointBatch } from '../../../store/series/series.ts'
import type { StepOfIncident } from '../../../store/store.ts'
import { BITE, type HandOver, nextTurn } from './hand-over.ts'

/** Mark of the spool: epoch milliseconds of the newest decision whose points are in it, with all before. */
export const EVENTS_TO = 'events.to'

export interface Happened {
  readonly transitions: readonly Transition[]
  readonly steps: readonly KnownStep[]
}

/** What the local store kept of a time. */
export interface KeptEvents {
  /** Epoch milliseconds: all before was sent again, and the mark goes there. Absent where that is not so. */
  readonly to?: number
  readonly transitions: readonly Transition[]
  readonly steps: readonly StepOfIncident[]
}

export interface EventPlaces {
  readonly targetOf: TargetOf
  readonly placeOf: PlaceOf
  /** The last midnight that points were written for. */
  midnight(): number
}

export class Events {
  readonly #hand: HandOver
  readonly #places: EventPlaces
  #transitions: Transition[] = []
  #steps: KnownStep[] = []
  #scheduled = false
  #isMarking = false
  #failed = false
  /** Newest decision among what was taken since the mark was set last. */
  #newest = Number.NEGATIVE_INFINITY

  constructor(hand: HandOver, places: EventPlaces) {
    this.#hand = hand
    this.#places = places
  }

  /** Nothing of it is done in this turn. */
  take({ transitions, steps }: Happened): void {
    for (const one of transitions) this.#transitions.push(one)
    for (const one of steps) this.#steps.push(one)
    if (this.#scheduled || this.#transitions.length + this.#steps.length === 0) return
    this.#scheduled = true
    void this.#hand.do(() => this.#handOver())
  }

  /** The mark follows from now on: all from before the start is in the spool again. */
  mark(): void {
    this.#isMarking = true
  }

  /** Resolves when it is in the spool, with the mark at its end; or was refused, and no mark moves any more. */
  async again({ to, transitions, steps }: KeptEvents): Promise<void> {
    const told = steps.filter(isTold).map(keptStep)
    const size = Math.max(transitions.length, told.length)
    for (let from = 0; !this.#failed && (from < size || from === 0); from += BITE) {
      const bite = {
        transitions: transitions.slice(from, from + BITE),
        steps: told.slice(from, from + BITE),
      }
      const isLast = from + BITE >= size
      const marks = isLast && to !== undefined ? { [EVENTS_TO]: to } : undefined
      let given = Promise.resolve(false)
      await this.#hand.do(() => {
        given = this.#hand.give(this.#batches(bite), marks)
      })
      this.#failed = !(await given)
    }
  }

  async #handOver(): Promise<void> {
    this.#scheduled = false
    for (let first = true; this.#transitions.length + this.#steps.length > 0; first = false) {
      if (!first) await nextTurn()
      const bite = {
        transitions: this.#transitions.splice(0, BITE),
        steps: this.#steps.splice(0, BITE),
      }
      this.#noteNewest(bite)
      const late = midnightAnew(bite.transitions, this.#places.targetOf, this.#places.midnight())
      const batches = this.#batches(bite)
      if (late.length > 0) batches.push({ tier: 'ev', worth: 'state', points: late })
      void this.#give(batches)
    }
  }

  async #give(batches: readonly PointBatch[]): Promise<void> {
    const isWhole = this.#transitions.length + this.#steps.length === 0
    // What was refused is missing for good: only where the mark stays behind it the next start sends it again.
    const marks =
      isWhole && this.#isMarking && !this.#failed ? { [EVENTS_TO]: this.#newest } : undefined
    if (marks) this.#newest = Number.NEGATIVE_INFINITY
    if (!(await this.#hand.give(batches, marks))) this.#failed = true
  }

  #noteNewest({ transitions, steps }: Happened): void {
    for (const { decidedAt } of transitions) this.#newest = Math.max(this.#newest, decidedAt)
    for (const { at } of steps) this.#newest = Math.max(this.#newest, at)
  }

  #batches({ transitions, steps }: Happened): PointBatch[] {
    const states = statePoints(transitions, this.#places.targetOf)
    const incidents = incidentPoints(steps, this.#places.placeOf)
    return [
      ...(states.length > 0 ? [{ tier: 'ev', worth: 'state', points: states } as const] : []),
      ...(incidents.length > 0 ? [{ tier: 'ev', worth: 'kept', points: incidents } as const] : []),
    ]
  }
}
