// Whether our clock is to be trusted with dropping points: only while the server's agrees with it.
import { clockFault, type Fault, MOST_SKEW_MS } from './contract-test.ts'
import type { Answer } from './exchange.ts'

/** So long an agreement counts. A clock that jumps has none from that moment on. */
const AGREED_MS = 600_000

export class TrustedClock {
  #agreedAt: number | undefined

  /** The fault, where the answer shows one. */
  see(answer: Answer, now: number): Fault | undefined {
    const fault = clockFault(answer, now)
    if (fault !== undefined) this.#agreedAt = undefined
    else if (!('lost' in answer) && answer.dateMs !== undefined) this.#agreedAt = now
    return fault
  }

  isTrusted(now: number): boolean {
    return this.#agreedAt !== undefined && Math.abs(now - this.#agreedAt) <= AGREED_MS
  }

  /** Points from then on cannot be: nobody measures ahead of time. Epoch milliseconds. */
  aheadFrom(now: number): number {
    return now + MOST_SKEW_MS
  }
}
