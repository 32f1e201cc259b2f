// How many targets are in each state: in the whole city by kind, and in every area, kept true change by change.
import { STATES, type State } from '../../fleet/state.ts'

export type Counts = Readonly<Record<State, number>>

const WIDTH = STATES.length
const COLUMN = new Map<State, number>(STATES.map((state, i) => [state, i]))

/** One row of counters per name (a kind, or an area); a target counts in several rows. */
export class StateCounts {
  readonly #row = new Map<string, number>()
  readonly #counts: Int32Array

  constructor(names: readonly string[]) {
    for (const name of names) this.#row.set(name, this.#row.size)
    this.#counts = new Int32Array(this.#row.size * WIDTH)
  }

  /** Rows for `move`, of those names that were given at the start. */
  rowsOf(names: readonly string[]): readonly number[] {
    return names.map((name) => this.#row.get(name)).filter((row) => row !== undefined)
  }

  /** A target that is first seen in `to`, or goes over `from` one state to another, in each of its rows. */
  move(rows: readonly number[], from: State | undefined, to: State): void {
    const left = from === undefined ? -1 : columnOf(from)
    const entered = columnOf(to)
    for (const row of rows) {
      if (left >= 0) this.#add(row * WIDTH + left, -1)
      this.#add(row * WIDTH + entered, 1)
    }
  }

  /** All zero for a name that was not given at the start. */
  of(name: string): Counts {
    const row = this.#row.get(name)
    const at = (i: number) => (row === undefined ? 0 : (this.#counts[row * WIDTH + i] ?? 0))
    return Object.fromEntries(STATES.map((state, i) => [state, at(i)])) as Counts
  }

  #add(at: number, n: number): void {
    this.#counts[at] = (this.#counts[at] ?? 0) + n
  }
}

function columnOf(state: State): number {
  return COLUMN.get(state) ?? 0
}
