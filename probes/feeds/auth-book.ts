// Places that refused our password, and until when each is left alone: vendors lock accounts that are tried too often.
import { type AuthTimes, type AuthWait, refused } from '../nvr/auth-wait.ts'

/** The credentials of a plan do not change while it is walked. */
const VERSION = ''

export class AuthBook {
  readonly #times: AuthTimes
  /** By place; times are those of the clock that nobody sets. */
  readonly #waits = new Map<number, AuthWait>()
  readonly #taken = new Set<number>()

  constructor(times: AuthTimes) {
    this.#times = times
  }

  /** Gives how many milliseconds nothing may be sent there. */
  refused(place: number, nowMs: number): number {
    const wait = refused(this.#waits.get(place), VERSION, nowMs, this.#times)
    this.#waits.set(place, wait)
    return wait.until - nowMs
  }

  /** The password was taken. Gives whether it had been refused last. */
  accepted(place: number): boolean {
    this.#taken.add(place)
    return this.#waits.delete(place)
  }

  /** Our password was taken there before. */
  wasTaken(place: number): boolean {
    return this.#taken.has(place)
  }

  /** Refused for the first time after it had been taken: on some devices that means that no session is left. */
  isDoubtful(place: number): boolean {
    return this.#taken.has(place) && this.#waits.get(place)?.failures === 1
  }

  /** Milliseconds for which the place is still to be left alone. */
  leftMs(place: number, nowMs: number): number {
    return Math.max(0, (this.#waits.get(place)?.until ?? 0) - nowMs)
  }

  /** Places that are left alone now. */
  waiting(nowMs: number): number {
    let count = 0
    for (const { until } of this.#waits.values()) if (until > nowMs) count++
    return count
  }
}
