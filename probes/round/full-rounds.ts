// Counts how often the least asked target was asked: the number of full rounds.

export class FullRounds {
  readonly #times: Uint32Array
  #complete = 0
  /** Targets that were asked no oftener than `complete`. */
  #behind: number

  constructor(targets: number) {
    this.#times = new Uint32Array(targets)
    this.#behind = targets
  }

  get complete(): number {
    return this.#complete
  }

  asked(i: number): void {
    const before = this.#times[i] as number
    this.#times[i] = before + 1
    if (before !== this.#complete || --this.#behind > 0) return
    this.#complete++
    for (const count of this.#times) if (count === this.#complete) this.#behind++
  }
}
