// A city whose targets die and come back by chance, minute by minute: what aggregates for panels are counted from.
import { CONDITION_STATE, CONDITIONS, type Condition } from '../../../fleet/condition.ts'
import type { Random } from '../../../fleet/random.ts'
import { STATES, type State } from '../../../fleet/state.ts'
import type { ConditionCounts } from '../../../store/aggregates/feed-points.ts'
import type { SeriesTarget } from '../../../store/schema/series-target.ts'

/** Of each state that is not `up`, at any time. */
const SHARES: Readonly<Partial<Record<State, number>>> = {
  degraded: 0.02,
  down: 0.02,
  unreachable: 0.02,
  unknown: 0.002,
  maintenance: 0.003,
  suspended: 0.01,
}
const CHANGES_A_MINUTE = 20
/** What cameras in a state show, one after the other. */
const SHOWN: Readonly<Record<State, readonly Condition[]>> = {
  ...(Object.fromEntries(STATES.map((state) => [state, []])) as unknown as Record<State, []>),
  up: ['live'],
  ...Object.fromEntries(
    STATES.filter((state) => state !== 'up').map((state) => [
      state,
      CONDITIONS.filter((condition) => CONDITION_STATE[condition] === state),
    ]),
  ),
}

export class MovingCity {
  readonly estate: readonly SeriesTarget[]
  readonly #random: Random
  readonly #states: State[]
  /** Stay dead: what is in the middle of the list of recorders, and of that of all ids, which is looked at first. */
  readonly #dead: ReadonlySet<number>
  readonly #kecamatan: readonly (string | undefined)[]

  constructor(estate: readonly SeriesTarget[], random: Random) {
    this.estate = estate
    this.#random = random
    this.#states = estate.map(() => this.#drawn())
    this.#dead = new Set([middleOf(estate, 'nvr'), middleOf(estate)])
    for (const position of this.#dead) this.#states[position] = 'down'
    this.#kecamatan = [...new Set(estate.map(({ kec }) => kec))]
  }

  readonly stateOf = (position: number): State => this.#states[position] as State

  /** Positions of those that are down or unreachable. */
  dead(): number[] {
    return this.#states.flatMap((state, at) =>
      state === 'down' || state === 'unreachable' ? [at] : [],
    )
  }

  /** A minute later; gives the positions that may have changed. */
  step(): number[] {
    const changed = Array.from({ length: CHANGES_A_MINUTE }, () =>
      Math.floor(this.#random.next() * this.estate.length),
    )
    for (const position of changed) {
      if (!this.#dead.has(position)) this.#states[position] = this.#drawn()
    }
    return changed
  }

  conditionOf(position: number): Condition {
    const shown = SHOWN[this.stateOf(position)]
    return shown[position % Math.max(1, shown.length)] ?? 'unknown'
  }

  conditions(): ConditionCounts[] {
    const counts = new Map(
      this.#kecamatan.map((kec) => [kec, {} as Partial<Record<Condition, number>>]),
    )
    this.estate.forEach(({ kind, kec }, position) => {
      const of = counts.get(kec)
      if (kind !== 'camera' || of === undefined) return
      const condition = this.conditionOf(position)
      of[condition] = (of[condition] ?? 0) + 1
    })
    return [...counts].map(([kec, of]) => ({ kec, counts: of }))
  }

  #drawn(): State {
    let left = this.#random.next()
    for (const [state, share] of Object.entries(SHARES)) {
      left -= share
      if (left < 0) return state as State
    }
    return 'up'
  }
}

/** Position of the target in the middle of the list of ids, of one kind or of all. */
export function middleOf(estate: readonly SeriesTarget[], only?: string): number {
  const ids = estate.flatMap(({ kind, id }) => (only === undefined || kind === only ? [id] : []))
  const middle = ids.sort()[Math.floor(ids.length / 2)]
  return estate.findIndex(({ id }) => id === middle)
}
