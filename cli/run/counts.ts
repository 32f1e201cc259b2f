// How many targets are in each state: in the whole city by kind, and in every area, kept true change by change.
import { STATES, type State } from '../../fleet/state.ts'

export type Counts = Readonly<Record<State, number>>

const WIDTH = STATES.length
const POSITION = new Map<State, number>(STATES.map((state, i) => [state, i]))

/** One row of counters per name (a kind, or an area); a target counts in several rows. */
export class StateCounts {
  readonly #row = new Map<string, number>()
  readonly #counts: Int32Array

  constructor(names: readonly string[]) {
    for (const name of names) this.#row.set(name, this.#row.size)
    this.#counts = new Int32Array(this.#row.size * WIDTH)
  }

  /** A target that is first seen in `to`, or goes over `from` one state to another, in each of its rows. */
  move(names: readonly string[], from: State | undefined, to: State): void {
    for (const name of names) {
      const row = this.#row.get(name)
      if (row === undefined) continue
      if (from !== undefined) this.#add(row, from, -1)
      this.#add(row, to, 1)
    }
  }

  /** All zero for a name that was not given at the start. */
  of(name: string): Counts {
    const row = this.#row.get(name)
    const at = (i: number) => (row === undefined ? 0 : (this.#counts[row * WIDTH + i] ?? 0))
    return Object.fromEntries(STATES.map((state, i) => [state, at(i)])) as Counts
  }

  #add(row: number, state: State, n: number): void {
    const at = row * WIDTH + (POSITION.get(state) ?? 0)
    this.#counts[at] = (this.#counts[at] ?? 0) + n
  }
}
