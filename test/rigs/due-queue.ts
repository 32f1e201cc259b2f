// Packets waiting for their time: a binary heap of numbers.

/** Up to `capacity` entries; the earliest first. */
export class DueQueue {
  readonly #due: Float64Array
  readonly #what: Int32Array
  #size = 0

  constructor(capacity: number) {
    this.#due = new Float64Array(capacity + 1)
    this.#what = new Int32Array(capacity + 1)
  }

  /** Time of the earliest entry; Infinity when there is none. */
  get first(): number {
    return this.#size > 0 ? (this.#due[1] ?? Infinity) : Infinity
  }

  push(due: number, what: number): void {
    const times = this.#due
    const things = this.#what
    let at = ++this.#size
    while (at > 1) {
      const above = at >> 1
      const time = times[above] ?? 0
      if (time <= due) break
      times[at] = time
      things[at] = things[above] ?? 0
      at = above
    }
    times[at] = due
    things[at] = what
  }

  /** Takes the earliest entry out; only when `first` is finite. */
  pop(): number {
    const times = this.#due
    const things = this.#what
    const first = things[1] ?? 0
    const due = times[this.#size] ?? 0
    const what = things[this.#size] ?? 0
    const size = --this.#size
    let at = 1
    for (;;) {
      let below = at * 2
      if (below > size) break
      if (below < size && (times[below + 1] ?? 0) < (times[below] ?? 0)) below++
      const time = times[below] ?? 0
      if (time >= due) break
      times[at] = time
      things[at] = things[below] ?? 0
      at = below
    }
    times[at] = due
    things[at] = what
    return first
  }
}
