// The round about itself: counters since the start, lateness over the last interval.
import { IDLE, QUIET } from './looks.ts'
import type { RoundHealth } from './plan.ts'
import { heededAnchors, type Walk } from './walk.ts'

/** An anchor that missed this many asks in a row is shown as silent. */
const MISSES = 3

export interface HealthTaker {
  take(rounds: number): RoundHealth
  /** Blindness changed at this monotonic time. */
  blindChanged(atUs: number): void
}

export function createHealth(walk: Walk): HealthTaker {
  const sorted = new Float32Array(walk.n)
  let blindSinceUs = walk.nowUs

  function lags(): { p50: number; p99: number; max: number } {
    let count = 0
    for (const lag of walk.lagUs) if (!Number.isNaN(lag)) sorted[count++] = lag
    if (count === 0) return { p50: 0, p99: 0, max: 0 }
    const known = sorted.subarray(0, count).sort()
    const at = (share: number): number =>
      (known[Math.min(count - 1, Math.floor(count * share))] as number) / 1000
    return { p50: at(0.5), p99: at(0.99), max: at(1) }
  }

  function anchorStates() {
    const { anchors, plan, nowUs } = walk
    const graceUs = MISSES * plan.options.anchorIntervalMs * 1000
    return heededAnchors(plan).map((address, j) => ({
      address,
      alive: nowUs - (anchors.answeredUs[j] as number) <= graceUs,
    }))
  }

  function confirming(): number {
    const { phase, mode, sent } = walk.looks
    let count = 0
    for (let i = 0; i < walk.n; i++) {
      if (phase[i] !== IDLE && mode[i] !== QUIET && (sent[i] as number) > 1) count++
    }
    return count
  }

  return {
    blindChanged(atUs) {
      blindSinceUs = atUs
    },
    take(rounds) {
      const { socket, counters, clock, slots } = walk
      const { p50, p99, max } = lags()
      return {
        at: clock.epochMs(walk.nowUs),
        socket: socket.kind,
        limits: socket.limits,
        rounds,
        blind: slots.blind,
        blindSince: clock.epochMs(blindSinceUs),
        anchors: anchorStates(),
        lagP50Ms: p50,
        lagP99Ms: p99,
        lagMaxMs: max,
        sent: socket.stats.sent,
        received: socket.stats.received,
        lost: counters.lost,
        stray: socket.stats.stray,
        duplicates: counters.duplicates,
        late: counters.late,
        errors: socket.stats.errors,
        blocked: socket.stats.blocked,
        dropped: socket.dropped(),
        overruns: walk.routine.overruns(),
        pauses: counters.pauses,
        clockSteps: counters.clockSteps,
        confirming: confirming(),
      }
    },
  }
}
