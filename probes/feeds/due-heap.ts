// Which position is due first: a binary heap whose members can be moved and removed, each in O(log n).

const ABSENT = -1

/** Each position from 0 to `count` - 1 is in it at most once. */
export class DueHeap {
  readonly #heap: Int32Array
  /** Where in `#heap` each position lies. */
  readonly #place: Int32Array
  readonly #dueMs: Float64Array
  #size = 0

  constructor(count: number) {
    this.#heap = new Int32Array(count)
    this.#place = new Int32Array(count).fill(ABSENT)
    this.#dueMs = new Float64Array(count)
  }

  get size(): number {
    return this.#size
  }

  /** Puts the position in, or moves it. */
  set(position: number, dueMs: number): void {
    this.#dueMs[position] = dueMs
    if (this.#place[position] === ABSENT) this.#put(position, this.#size++)
    this.#settle(this.#place[position] as number)
  }

  /** Takes the position out; one that is not in it stays out. */
  remove(position: number): void {
    const place = this.#place[position] as number
    if (place === ABSENT) return
    this.#place[position] = ABSENT
    const last = this.#heap[--this.#size] as number
    if (last === position) return
    this.#put(last, place)
    this.#settle(place)
  }

  /** When the position is due; undefined for one that is not in it. */
  dueOf(position: number): number | undefined {
    return this.#place[position] === ABSENT ? undefined : this.#dueMs[position]
  }

  /** Takes out the position that is due first, if that is not after `nowMs`. */
  take(nowMs: number): number | undefined {
    const first = this.#heap[0]
    if (this.#size === 0 || first === undefined || this.#due(first) > nowMs) return undefined
    this.remove(first)
    return first
  }

  #due(position: number): number {
    return this.#dueMs[position] as number
  }

  #put(position: number, place: number): void {
    this.#heap[place] = position
    this.#place[position] = place
  }

  #settle(place: number): void {
    const position = this.#heap[place] as number
    let at = place
    while (at > 0) {
      const above = (at - 1) >> 1
      const other = this.#heap[above] as number
      if (!this.#isBefore(position, other)) break
      this.#put(other, at)
      at = above
    }
    for (;;) {
      let below = 2 * at + 1
      if (below >= this.#size) break
      const next = this.#heap[below + 1] as number
      if (below + 1 < this.#size && this.#isBefore(next, this.#heap[below] as number)) below++
      const other = this.#heap[below] as number
      if (!this.#isBefore(other, position)) break
      this.#put(other, at)
      at = below
    }
    this.#put(position, at)
  }

  /** Of those that are due together the lower position goes first, so that they always go in the same order. */
  #isBefore(a: number, b: number): boolean {
    const difference = this.#due(a) - this.#due(b)
    return difference < 0 || (difference === 0 && a < b)
  }
}
