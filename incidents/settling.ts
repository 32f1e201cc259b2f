// Open incidents that nobody was told of yet, and when each may be told: once its list is as whole as it will be.
import type { Case } from './case.ts'
import type { Ledger } from './ledger.ts'
import type { Whole } from './whole.ts'

/** A common cause that nobody joined for so long: an interval of 10 s, and what a look differs in length. */
export const QUIET_MS = 15_000
/** A common cause is told after so long, whoever may still join it. */
export const TELL_AFTER_MS = 60_000

export class Settling {
  readonly #ledger: Ledger
  readonly #whole: Whole
  readonly #waiting = new Set<Case>()

  constructor(ledger: Ledger, whole: Whole) {
    this.#ledger = ledger
    this.#whole = whole
  }

  add(one: Case): void {
    if (!one.settled) this.#waiting.add(one)
  }

  /** Those to be told now, by id. While the probe is `blind` only what is known without it. */
  take(at: number, blind: boolean): Case[] {
    if (this.#waiting.size === 0) return []
    const due: Case[] = []
    for (const one of this.#waiting) {
      const over = one.settled || one.state === 'closed'
      const ready = !over && this.#isReady(one, at, blind)
      if (over || ready) this.#waiting.delete(one)
      if (ready) due.push(one)
    }
    return due.sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** A moment before the opening is one of a clock that was set back since: nobody knows how long it waited. */
  #isReady(one: Case, at: number, blind: boolean): boolean {
    const { cause, reason, state } = one
    if (cause.kind === 'probe' || cause.kind === 'planned' || reason === 'left-behind') return true
    if (blind) return false
    if (at < one.decidedAt) return true
    if (!this.#isSeen(one)) return false
    if (cause.kind === 'shared') {
      const since = (from: number): number => at - Math.max(from, this.#whole.sightedAt)
      const quiet = state === 'open' && since(one.joinedAt) >= QUIET_MS
      return quiet || since(one.decidedAt) >= TELL_AFTER_MS
    }
    const whole = state === 'open' && this.#whole.isWhole(one.position)
    return whole || at >= this.#whole.lastLook(one.openedAt)
  }

  /** All that are dead by themselves were found so since the probe sees. */
  #isSeen(one: Case): boolean {
    for (const position of one.members) {
      if (this.#ledger.faultOf(position) === one && !this.#whole.isSeen(position)) return false
    }
    return true
  }
}
