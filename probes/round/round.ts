// Walks the round over a socket: one turn about every 10 ms, each of which reads, decides, and asks what is due.
import type { EchoSink, EchoSocket } from '../icmp/echo-socket.ts'
import { Asker } from './ask.ts'
import { createSink } from './credit.ts'
import { createHealth, type HealthTaker } from './health.ts'
import type { RoundMessage, RoundPlan } from './plan.ts'
import { decide, expire } from './settle.ts'
import { DOUBT_US } from './slots.ts'
import { createWalk, type Walk } from './walk.ts'
import { createMarks, Wishes } from './wishes.ts'
import { callWitnesses, countWitnesses } from './witnesses.ts'

/** Packets read in one turn at most: a flood must not keep the round from asking. */
const DRAIN_MAX = 65_536
const HEALTH_US = 1_000_000
/** Gaps are kept this much longer than any look lasts. */
const SLACK_US = 5_000_000

/** A round in turns, for whoever owns the thread. */
export class RoundWalk {
  readonly #walk: Walk
  readonly #sink: EchoSink
  readonly #asker: Asker
  readonly #health: HealthTaker
  readonly #horizonUs: number
  #dropped: number
  #droppedAtUs: number
  #flushUs: number
  #healthUs: number

  /**
   * `socket` must have been opened with `socketAddresses(plan)`. A look at a target is one echo, or the first echo and
   * its confirm; each gives one row of results. The RTT of a look is the smallest that can be trusted: what a confirm
   * adds to it is queueing, and an estate is watched for its lines, not for its luck. `marks` are those of `mark`, with
   * which somebody else wishes; by default nobody does.
   */
  constructor(
    plan: RoundPlan,
    socket: EchoSocket,
    emit: (message: RoundMessage) => void,
    marks: Int32Array = createMarks(plan.addresses.length),
  ) {
    const walk = createWalk(plan, socket, emit)
    const { confirmAfterMs, confirmEchoes, confirmGapMs, flushMs } = plan.options
    this.#walk = walk
    this.#sink = createSink(walk)
    this.#asker = new Asker(walk, this.#sink, new Wishes(marks))
    this.#health = createHealth(walk)
    this.#horizonUs =
      (confirmAfterMs + confirmEchoes * confirmGapMs) * 1000 +
      3 * walk.timeoutUs +
      DOUBT_US +
      SLACK_US
    this.#dropped = socket.dropped()
    this.#droppedAtUs = walk.nowUs
    this.#flushUs = walk.nowUs + flushMs * 1000
    this.#healthUs = walk.nowUs + HEALTH_US
  }

  /** One turn. Gives the microseconds until the next one is due. */
  step(): number {
    const walk = this.#walk
    this.#watchClock()
    const startUs = walk.nowUs
    const read = walk.socket.drain(this.#sink, DRAIN_MAX)
    this.#watchDrops()
    walk.slots.advance(startUs)
    // With more to read, what looks lost may lie in the socket.
    if (read < DRAIN_MAX) {
      expire(walk)
      countWitnesses(walk)
      this.#settleSlots()
      decide(walk)
      callWitnesses(walk)
    }
    const turnUs = this.#asker.ask()
    walk.gaps.tend(walk.nowUs, walk.nowUs - this.#horizonUs)
    if (walk.nowUs >= this.#flushUs) this.#flush()
    if (walk.nowUs >= this.#healthUs) this.#tellHealth()
    return Math.max(0, turnUs - (walk.socket.monotonic() - startUs))
  }

  /** Gives out what is left. The socket stays open. */
  finish(): void {
    this.#walk.gaps.finish()
    this.#flush()
    this.#tellHealth()
  }

  #watchClock(): void {
    const { clock, counters, gaps, looks } = this.#walk
    const event = clock.look()
    this.#walk.nowUs = clock.monotonicUs
    if (!event) return
    if (event.stepped) {
      counters.clockSteps++
      looks.stampUs.fill(Number.NaN)
    }
    if (event.reason === 'paused') counters.pauses++
    gaps.add(event.reason, event.fromUs, event.toUs, event.from, event.to)
  }

  #watchDrops(): void {
    const { socket, gaps, nowUs } = this.#walk
    const now = socket.dropped()
    if (now > this.#dropped) gaps.droppedHere(this.#droppedAtUs, nowUs)
    this.#dropped = now
    this.#droppedAtUs = nowUs
  }

  #settleSlots(): void {
    const { slots, gaps, nowUs } = this.#walk
    for (let change = slots.settle(nowUs); change; change = slots.settle(nowUs)) {
      gaps.blind(change.fromUs, change.toUs)
      this.#health.blindChanged(change.toUs ?? change.fromUs)
    }
  }

  #flush(): void {
    const { plan, columns, nowUs, emit } = this.#walk
    this.#flushUs = nowUs + plan.options.flushMs * 1000
    const rows = columns.take()
    if (rows) emit({ type: 'results', columns: rows })
  }

  #tellHealth(): void {
    const { nowUs, emit } = this.#walk
    this.#healthUs = nowUs + HEALTH_US
    emit({ type: 'health', health: this.#health.take(this.#asker.rounds) })
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
