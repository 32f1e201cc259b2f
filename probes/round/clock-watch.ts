// Watches the two clocks of a socket between turns: a pause of our own thread, a suspended machine, a set clock.
import type { EchoSocket } from '../icmp/echo-socket.ts'

/** More than this between two turns is a pause: what was not asked then cannot be known. */
const PAUSE_US = 1_000_000
/** A change of REALTIME against MONOTONIC above this is a step; the kernel's slewing stays far below between turns. */
const STEP_US = 5000
/** Two readings of the monotonic clock further apart than this hold a preemption: what is between cannot be compared. */
const TORN_US = 500

export interface ClockWatch {
  /** Microseconds of the clock that never steps, as of the last `look`. */
  readonly monotonicUs: number
  /** Epoch milliseconds of a monotonic time, by the present offset of the clocks. */
  epochMs(monotonicUs: number): number
  /** Reads both clocks. Gives what happened since the last look, or undefined. */
  look(): ClockEvent | undefined
}

export interface ClockEvent {
  readonly reason: 'paused' | 'clock-step'
  /** Monotonic microseconds of the last look before and of this one. */
  readonly fromUs: number
  readonly toUs: number
  /** Epoch milliseconds, each by the offset of its time: a suspended machine's gap has its true length. */
  readonly from: number
  readonly to: number
  /** Times of the receive clock from before the event cannot be compared with those after. */
  readonly stepped: boolean
}

export function createClockWatch(
  socket: Pick<EchoSocket, 'now' | 'monotonic' | 'epochUs'>,
): ClockWatch {
  let monotonicUs = socket.monotonic()
  let offsetUs = socket.now() + socket.epochUs - monotonicUs
  // Whole milliseconds: what is kept and computed with is exact to them.
  const epochMs = (us: number): number => Math.round((us + offsetUs) / 1000)

  function look(): ClockEvent | undefined {
    const fromUs = monotonicUs
    let before = socket.monotonic()
    let wall = socket.now()
    let after = socket.monotonic()
    for (let tries = 0; after - before > TORN_US && tries < 3; tries++) {
      before = after
      wall = socket.now()
      after = socket.monotonic()
    }
    monotonicUs = after
    const paused = monotonicUs - fromUs > PAUSE_US
    if (after - before > TORN_US)
      return paused ? event('paused', fromUs, epochMs(fromUs)) : undefined
    const offset = wall + socket.epochUs - (before + after) / 2
    const step = offset - offsetUs
    const from = epochMs(fromUs)
    offsetUs = offset
    if (Math.abs(step) > STEP_US) {
      // After a step back the old offset would put the beginning behind the end.
      return event(
        paused ? 'paused' : 'clock-step',
        fromUs,
        step > 0 ? from : epochMs(fromUs),
        true,
      )
    }
    return paused ? event('paused', fromUs, from) : undefined
  }

  function event(
    reason: ClockEvent['reason'],
    fromUs: number,
    from: number,
    stepped = false,
  ): ClockEvent {
    return { reason, fromUs, toUs: monotonicUs, from, to: epochMs(monotonicUs), stepped }
  }

  return {
    get monotonicUs() {
      return monotonicUs
    },
    epochMs,
    look,
  }
}
