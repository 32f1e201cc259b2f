// Work that is too long for one turn of the event loop: the rest of it gets a turn of its own, what comes meanwhile waits.

type Work = () => void

/** One piece of work per turn where any waits, in the order in which it came. */
export class Turns {
  readonly #later: (turn: Work) => void
  readonly #waiting: Work[] = []
  #scheduled = false

  /** `later`: has a turn taken when timers and sockets had theirs. */
  constructor(later: (turn: Work) => void = afterOthers) {
    this.#later = later
  }

  /** Does it at once, or after all that waits. */
  take(work: Work): void {
    if (this.#waiting.length === 0) {
      work()
      return
    }
    this.#waiting.push(work)
    this.#schedule()
  }

  /** From within a piece of work: its rest, before all that waits. */
  goOn(rest: Work): void {
    this.#waiting.unshift(rest)
    this.#schedule()
  }

  /** Does all that waits now. Never from within a piece of work. */
  finish(): void {
    for (let work = this.#waiting.shift(); work; work = this.#waiting.shift()) work()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    this.#later(() => this.#turn())
  }

  #turn(): void {
    this.#scheduled = false
    const work = this.#waiting.shift()
    try {
      work?.()
    } finally {
      if (this.#waiting.length > 0) this.#schedule()
    }
  }
}

/** Has it taken after a turn of every timer and socket: a single `setImmediate` from a port's turn comes before them. */
export function afterOthers(turn: Work): void {
  setImmediate(() => setImmediate(turn))
}
