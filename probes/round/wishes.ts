// Positions that somebody wants looked at at once: marks that another thread may set, and the line they wait in here.
import { IDLE, type Looks } from './looks.ts'
import { createRing, type Ring } from './ring.ts'

/** One mark for each of `n` positions and a counter of changes before them: bounded however often somebody wishes. */
export function createMarks(n: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * (n + 1)))
}

/** From any thread. */
export function mark(marks: Int32Array, indices: Iterable<number>): void {
  let marked = false
  for (const index of indices) {
    if (index < 0 || index + 1 >= marks.length) continue
    Atomics.store(marks, index + 1, 1)
    marked = true
  }
  if (marked) Atomics.add(marks, 0, 1)
}

/** The line of wishes of one round. */
export class Wishes {
  readonly #marks: Int32Array
  readonly #line: Ring = createRing(64)
  readonly #waits: Uint8Array
  #seen = 0

  constructor(marks: Int32Array) {
    this.#marks = marks
    this.#waits = new Uint8Array(marks.length)
  }

  /** Moves what is idle to `repeats`, lower positions first; what is being looked at waits until that is over. */
  collect(looks: Looks, repeats: Ring, nowUs: number): void {
    this.#takeMarks(nowUs)
    for (let left = this.#line.size; left > 0; left--) {
      const i = this.#line.shift()
      if (looks.phase[i] !== IDLE) {
        this.#line.push(i, nowUs)
        continue
      }
      this.#waits[i] = 0
      if (!looks.alive[i]) looks.heard[i] = 1
      repeats.push(i, nowUs)
    }
  }

  #takeMarks(nowUs: number): void {
    const changes = Atomics.load(this.#marks, 0)
    if (changes === this.#seen) return
    this.#seen = changes
    for (let i = 0; i + 1 < this.#marks.length; i++) {
      if (this.#marks[i + 1] === 0 || Atomics.exchange(this.#marks, i + 1, 0) === 0) continue
      if (this.#waits[i]) continue
      this.#waits[i] = 1
      this.#line.push(i, nowUs)
    }
  }
}
