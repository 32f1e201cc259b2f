// How many targets are in each state, or show each condition: kept true change by change.
import { CONDITIONS, type Condition } from '../../fleet/condition.ts'
import { STATES, type State } from '../../fleet/state.ts'

export type Counts = Readonly<Record<State, number>>
export type ConditionNumbers = Readonly<Record<Condition, number>>

/** One row of counters per name (a kind, or an area), one column per word; a target counts in several rows. */
class WordCounts<Word extends string> {
  readonly #words: readonly Word[]
  readonly #column: ReadonlyMap<Word, number>
  readonly #row = new Map<string, number>()
  readonly #counts: Int32Array

  constructor(words: readonly Word[], names: readonly string[]) {
    this.#words = words
    this.#column = new Map(words.map((word, i) => [word, i]))
    for (const name of names) this.#row.set(name, this.#row.size)
    this.#counts = new Int32Array(this.#row.size * words.length)
  }

  /** Rows for `move`, of those names that were given at the start. */
  rowsOf(names: readonly string[]): readonly number[] {
    return names.map((name) => this.#row.get(name)).filter((row) => row !== undefined)
  }

  /** A target that is first seen in `to`, or goes over `from` one word to another, in each of its rows. */
  move(rows: readonly number[], from: Word | undefined, to: Word): void {
    for (const row of rows) {
      if (from !== undefined) this.#add(row, from, -1)
      this.#add(row, to, 1)
    }
  }

  /** All zero for a name that was not given at the start. */
  of(name: string): Readonly<Record<Word, number>> {
    const row = this.#row.get(name)
    const numbers = this.#words.map((word, i) => {
      const n = row === undefined ? 0 : (this.#counts[row * this.#words.length + i] ?? 0)
      return [word, n] as const
    })
    return Object.fromEntries(numbers) as Record<Word, number>
  }

  #add(row: number, word: Word, n: number): void {
    const at = row * this.#words.length + (this.#column.get(word) ?? 0)
    this.#counts[at] = (this.#counts[at] ?? 0) + n
  }
}

export class StateCounts extends WordCounts<State> {
  constructor(names: readonly string[]) {
    super(STATES, names)
  }
}

export class ConditionCounts extends WordCounts<Condition> {
  constructor(names: readonly string[]) {
    super(CONDITIONS, names)
  }
}
