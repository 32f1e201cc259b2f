// Frames that were sent and did not get through for a reason of their own: they wait behind the others. Times are those of
// performance.now(): the machine's clock may be set back by a year, and nothing may wait for that.

interface Entry {
  /** Not before. */
  readonly from: number
  readonly tries: number
  /** Some of its lines are refused: they have to be found. */
  readonly isToSort: boolean
}

/** Doubled with each try of the same frame. */
const MOST_DOUBLINGS = 5
/** The spool dropped it meanwhile, or it would have been tried. */
const FORGOTTEN_MS = 3_600_000

export class SetAside {
  readonly #entries = new Map<number, Entry>()

  /** Some lines of it are refused. */
  sort(seq: number, now: number): void {
    const { tries = 0 } = this.#entries.get(seq) ?? {}
    this.#entries.set(seq, { from: now, tries, isToSort: true })
  }

  /** Tried again after `delayMs`, and after a longer time when that fails too. */
  defer(seq: number, now: number, delayMs: number): void {
    const { tries = 0, isToSort = false } = this.#entries.get(seq) ?? {}
    const from = now + delayMs * 2 ** Math.min(tries, MOST_DOUBLINGS)
    this.#entries.set(seq, { from, tries: tries + 1, isToSort })
  }

  done(seq: number): void {
    this.#entries.delete(seq)
  }

  /** How often it was deferred. */
  triesOf(seq: number): number {
    return this.#entries.get(seq)?.tries ?? 0
  }

  /** Whether the replay lane has to pass it by. */
  holdsBack(seq: number, now: number): boolean {
    const entry = this.#entries.get(seq)
    return entry !== undefined && (entry.isToSort || entry.from > now)
  }

  /** The oldest whose lines can be sorted now. */
  nextToSort(now: number): number | undefined {
    let next: number | undefined
    for (const [seq, { from, isToSort }] of this.#entries)
      if (isToSort && from <= now && (next === undefined || seq < next)) next = seq
    return next
  }

  get toSort(): number {
    let count = 0
    for (const { isToSort } of this.#entries.values()) if (isToSort) count++
    return count
  }

  /** All of them may be tried at once. `onlyFirst`: those that were deferred once, by what may have been an outage. */
  release(onlyFirst: boolean): void {
    for (const [seq, entry] of this.#entries) {
      if (!onlyFirst || entry.tries <= 1) this.#entries.set(seq, { ...entry, from: 0 })
    }
  }

  /** Forgets what nobody will ask for any more. */
  clean(now: number): void {
    for (const [seq, { from, isToSort }] of this.#entries)
      if (!isToSort && from > 0 && now - from > FORGOTTEN_MS) this.#entries.delete(seq)
  }
}
