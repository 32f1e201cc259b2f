// Counts what the picture round does, for its health.
import type { DecoderHealth } from '../picture/picture.ts'
import type { FeedHealth, FeedLook } from './plan.ts'

const MINUTE_MS = 60_000
/** Latenesses kept of one minute: more looks than two cores manage. */
const MOST_LAGS = 16_384

export interface HealthNow {
  readonly inFlight: number
  readonly waiting: number
  readonly authWaiting: number
  readonly decoder: DecoderHealth
}

export class Tally {
  readonly #seen: Uint8Array
  readonly #found: Record<string, number> = {}
  /** Monotonic milliseconds of looks of the last minute, the oldest first from `#from` on. */
  #looksAt: number[] = []
  #from = 0
  readonly #lagMs = new Float64Array(MOST_LAGS)
  readonly #lagAt = new Float64Array(MOST_LAGS).fill(Number.NEGATIVE_INFINITY)
  #lags = 0
  #looks = 0
  #unseen: number
  #bytes = 0
  #errors = 0
  #lastError: string | undefined

  constructor(cameras: number) {
    this.#seen = new Uint8Array(cameras)
    this.#unseen = cameras
  }

  /** A routine look began so late. */
  began(lagMs: number, nowMs: number): void {
    const slot = this.#lags++ % MOST_LAGS
    this.#lagMs[slot] = lagMs
    this.#lagAt[slot] = nowMs
  }

  received(bytes: number): void {
    this.#bytes += bytes
  }

  looked({ camera, found }: Pick<FeedLook, 'camera' | 'found'>, nowMs: number): void {
    this.#looks++
    this.#looksAt.push(nowMs)
    this.#found[found] = (this.#found[found] ?? 0) + 1
    if (this.#seen[camera] === 0) this.#unseen--
    this.#seen[camera] = 1
  }

  /** Something threw that should not. */
  failed(message: string): void {
    this.#errors++
    this.#lastError = message.slice(0, 200)
  }

  health(now: HealthNow, at: number, nowMs: number): FeedHealth {
    this.#forget(nowMs - MINUTE_MS)
    return {
      at,
      looks: this.#looks,
      perMinute: this.#looksAt.length - this.#from,
      ...now,
      lagP99Ms: this.#lagP99(nowMs - MINUTE_MS),
      unseen: this.#unseen,
      receivedBytes: this.#bytes,
      found: { ...this.#found },
      errors: this.#errors,
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
    }
  }

  #forget(beforeMs: number): void {
    while ((this.#looksAt[this.#from] ?? Number.POSITIVE_INFINITY) < beforeMs) this.#from++
    if (this.#from * 2 < this.#looksAt.length) return
    this.#looksAt = this.#looksAt.slice(this.#from)
    this.#from = 0
  }

  #lagP99(sinceMs: number): number {
    const lags = this.#lagMs.filter((_, slot) => (this.#lagAt[slot] as number) >= sinceMs).sort()
    return lags[Math.ceil(lags.length * 0.99) - 1] ?? 0
  }
}
