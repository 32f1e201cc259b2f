// Walks the round over a socket: one turn about every 10 ms, each of which reads, decides, and asks what is due.
import type { EchoSocket } from '../icmp/echo-socket.ts'
import { createAsker } from './ask.ts'
import { createSink } from './credit.ts'
import { createHealth } from './health.ts'
import type { RoundMessage, RoundPlan } from './plan.ts'
import { decide, expire } from './settle.ts'
import { createWalk } from './walk.ts'

/** Packets read in one turn at most: a flood must not keep the round from asking. */
const DRAIN_MAX = 65_536
const HEALTH_US = 1_000_000
/** Gaps are kept this much longer than any look lasts. */
const SLACK_US = 5_000_000

/** A round in turns, for whoever owns the thread. */
export interface RoundWalk {
  /** One turn. Gives the microseconds until the next one is due. */
  step(): number
  /** Gives out what is left. The socket stays open. */
  finish(): void
}

/**
 * `socket` must have been opened with `socketAddresses(plan)`. A look at a target is one echo, or the first echo and
 * its confirm; each gives one row of results. The RTT of a look is the smallest that can be trusted: what a confirm
 * adds to it is queueing, and an estate is watched for its lines, not for its luck.
 */
export function createRound(
  plan: RoundPlan,
  socket: EchoSocket,
  emit: (message: RoundMessage) => void,
): RoundWalk {
  const walk = createWalk(plan, socket, emit)
  const { clock, slots, gaps, counters } = walk
  const { options } = plan
  const sink = createSink(walk)
  const asker = createAsker(walk, sink)
  const health = createHealth(walk)
  const horizonUs =
    (options.confirmAfterMs + options.confirmEchoes * options.confirmGapMs) * 1000 +
    3 * walk.timeoutUs +
    SLACK_US
  let dropped = socket.dropped()
  let droppedAtUs = walk.nowUs
  let flushUs = walk.nowUs + options.flushMs * 1000
  let healthUs = walk.nowUs + HEALTH_US

  function watchClock(): void {
    const event = clock.look()
    walk.nowUs = clock.monotonicUs
    if (!event) return
    if (event.stepped) {
      counters.clockSteps++
      walk.looks.stampUs.fill(Number.NaN)
    }
    if (event.reason === 'paused') counters.pauses++
    gaps.add(event.reason, event.fromUs, event.toUs, event.from, event.to)
  }

  function watchDrops(): void {
    const now = socket.dropped()
    if (now > dropped) gaps.droppedHere(droppedAtUs, walk.nowUs)
    dropped = now
    droppedAtUs = walk.nowUs
  }

  function settleSlots(): void {
    for (let change = slots.settle(walk.nowUs); change; change = slots.settle(walk.nowUs)) {
      gaps.blind(change.fromUs, change.toUs)
      health.blindChanged(change.toUs ?? change.fromUs)
    }
  }

  function flush(): void {
    flushUs = walk.nowUs + options.flushMs * 1000
    const columns = walk.columns.take()
    if (columns) walk.emit({ type: 'results', columns })
  }

  function tellHealth(): void {
    healthUs = walk.nowUs + HEALTH_US
    walk.emit({ type: 'health', health: health.take(asker.rounds()) })
  }

  function step(): number {
    watchClock()
    const startUs = walk.nowUs
    const read = socket.drain(sink, DRAIN_MAX)
    watchDrops()
    slots.advance(startUs)
    // With more to read, what looks lost may lie in the socket.
    if (read < DRAIN_MAX) {
      expire(walk)
      settleSlots()
      decide(walk)
    }
    const turnUs = asker.ask()
    gaps.tend(walk.nowUs, walk.nowUs - horizonUs)
    if (walk.nowUs >= flushUs) flush()
    if (walk.nowUs >= healthUs) tellHealth()
    return Math.max(0, turnUs - (socket.monotonic() - startUs))
  }

  return {
    step,
    finish() {
      gaps.finish()
      flush()
      tellHealth()
    },
  }
}

/** Walks until `stopped()` says so, blocking this thread: only for a socket that is `blocking`. */
export function runBlocking(round: RoundWalk, socket: EchoSocket, stopped: () => boolean): void {
  while (!stopped()) {
    const us = round.step()
    if (us > 0) socket.sleep(us)
  }
  round.finish()
}

/** Walks until `stopped()` says so, letting the event loop turn: works with every socket. */
export async function runAsync(
  round: RoundWalk,
  socket: EchoSocket,
  stopped: () => boolean,
): Promise<void> {
  while (!stopped()) await socket.pause(round.step())
  round.finish()
}
