// What the process itself costs: memory, processor time, and how long the main thread stood still.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { ProcessFacts } from '../../../store/aggregates/worker-point.ts'

/** How often the event loop is looked at, milliseconds; what it sees lies above that by the stall. */
const RESOLUTION_MS = 20
const NS_PER_MS = 1e6
const US_PER_MS = 1000

/** Holds a timer of the event loop until it is closed. */
export class ProcessMeter {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  #cpu = process.cpuUsage()
  #at: number

  /** `now`: milliseconds of any clock that `take` is given too. */
  constructor(now: number) {
    this.#at = now
    this.#delay.enable()
  }

  /** Since the last call, or the beginning. */
  take(now: number): ProcessFacts {
    const cpu = process.cpuUsage()
    const cpuUs = cpu.user + cpu.system - this.#cpu.user - this.#cpu.system
    const elapsedMs = Math.max(1, now - this.#at)
    const seenMs = this.#delay.max / NS_PER_MS
    this.#cpu = cpu
    this.#at = now
    this.#delay.reset()
    return {
      rssBytes: process.memoryUsage.rss(),
      cpuPermille: (1000 * cpuUs) / US_PER_MS / elapsedMs,
      loopLagMs: Math.max(0, seenMs - RESOLUTION_MS),
    }
  }

  close(): void {
    this.#delay.disable()
  }
}
