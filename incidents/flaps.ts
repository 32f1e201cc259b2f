// How often a target went down and came up lately.

/** Three changes within this long (down, up, down) are flapping. */
export const FLAP_WINDOW_MS = 10 * 60_000
export const FLAP_CHANGES = 3
/** Without a change for this long it is stable again. */
export const STABLE_MS = 5 * 60_000

export class Flaps {
  /** The last FLAP_CHANGES changes of each target, oldest first; epoch milliseconds. */
  readonly #changes = new Map<number, number[]>()

  note(position: number, at: number): void {
    const changes = this.#changes.get(position) ?? []
    changes.push(at)
    if (changes.length > FLAP_CHANGES) changes.shift()
    this.#changes.set(position, changes)
  }

  /** What was before no longer counts. */
  drop(position: number): void {
    this.#changes.delete(position)
  }

  flaps(position: number, at: number): boolean {
    const changes = this.#changes.get(position) ?? []
    return changes.length === FLAP_CHANGES && at - (changes[0] as number) <= FLAP_WINDOW_MS
  }

  isStable(position: number, at: number): boolean {
    const last = this.#changes.get(position)?.at(-1)
    return last === undefined || at - last >= STABLE_MS
  }

  /** Forgets who has been quiet for longer than any rule looks back. */
  forget(at: number): void {
    for (const [position, changes] of this.#changes) {
      if (at - (changes.at(-1) as number) > FLAP_WINDOW_MS) this.#changes.delete(position)
    }
  }
}
