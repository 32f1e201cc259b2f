// Which whole 10 s, minutes, hours and midnights have come, each once, whatever the clock does.
import { clockAt, instantOf } from '../../../fleet/planned/clock.ts'

const DAY_MS = 86_400_000

/** A time that comes round and round. */
export class Due {
  readonly #everyMs: number
  readonly #beginOf: (now: number) => number
  #last: number

  /** `beginOf`: begin of the span that `now` is in; default: whole spans of `everyMs` since 1970. Epoch milliseconds. */
  constructor(
    everyMs: number,
    now: number,
    beginOf = (at: number) => Math.floor(at / everyMs) * everyMs,
  ) {
    this.#everyMs = everyMs
    this.#beginOf = beginOf
    this.#last = beginOf(now)
  }

  /**
   * The latest one, if it has not been given before: of several that were missed the last. A clock that is set back by
   * more than one span starts anew; by less it waits until new ones come.
   */
  take(now: number): number | undefined {
    const begin = this.#beginOf(now)
    if (begin <= this.#last && begin >= this.#last - this.#everyMs) return undefined
    this.#last = begin
    return begin
  }
}

/** Midnights of a zone's clock. */
export function midnights(timezone: string, now: number): Due {
  return new Due(DAY_MS, now, (at) => {
    const clock = clockAt(timezone, at)
    return instantOf(timezone, Math.floor(clock / DAY_MS) * DAY_MS)
  })
}
