// Frames that a database would not keep, or should not: older than the retention, or dated ahead of the clock.
import { TIERS } from '../../schema/tiers.ts'
import type { Frame } from '../../spool/spool.ts'
import type { Delivery } from './delivery.ts'
import type { Head } from './replay-reader.ts'
import type { SenderContext } from './sender-context.ts'
import type { TrustedClock } from './trusted-clock.ts'

const DAY_MS = 86_400_000
const EVERY_MS = 60_000

export class Outdated {
  readonly #context: SenderContext
  readonly #delivery: Delivery
  readonly #clock: TrustedClock
  #expiredAt: number | undefined
  /** Points dated ahead that were dropped since that was logged last. */
  #untold = 0
  #toldAt: number | undefined

  constructor(context: SenderContext, delivery: Delivery, clock: TrustedClock) {
    this.#context = context
    this.#delivery = delivery
    this.#clock = clock
  }

  /** Lets the next `expire` look, however recent the last one was. */
  due(): void {
    this.#expiredAt = undefined
  }

  /** Cuts what is older than its retention, once a minute; never by a clock that the server does not confirm. */
  expire(): void {
    const { spool, target, keepDays, log, now } = this.#context
    const at = now()
    if (!this.#clock.isTrusted(at)) return
    if (this.#expiredAt !== undefined && performance.now() - this.#expiredAt < EVERY_MS) return
    this.#expiredAt = performance.now()
    for (const tier of TIERS) {
      const points = spool.expire(target.name, tier, at - keepDays[tier] * DAY_MS)
      if (points === 0) continue
      const about = { target: target.name, tier, points }
      log.info(about, 'points older than their retention are not sent any more')
    }
  }

  /** Whether points of the frame are dated ahead of the clock; what has to be done with it is done. */
  isAhead(head: Head | Frame): boolean {
    const { spool, target, aside, log, now } = this.#context
    const from = this.#clock.aheadFrom(now())
    if (head.toMs <= from) return false
    if (head.fromMs <= from) {
      aside.sort(head.seq, performance.now())
      return true
    }
    // Whose clock is wrong nobody knows: it stays owed.
    if (!this.#clock.isTrusted(now())) return true
    spool.count(target.name, 'future', head.points)
    this.#delivery.settle([head], 0)
    this.#untold += head.points
    // A year's clock fault is thousands of frames, and one line of the log.
    if (this.#toldAt !== undefined && performance.now() - this.#toldAt < EVERY_MS) return true
    const about = { target: target.name, tier: head.tier, points: this.#untold }
    log.warn(about, 'points dated ahead of the clock were dropped')
    this.#toldAt = performance.now()
    this.#untold = 0
    return true
  }
}
