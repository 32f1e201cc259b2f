// Notices that the system's clock was set while a sweep ran: its stamps cannot be told from its send times then.
import type { EchoSocket } from './echo-socket.ts'

/** Looks now; true when the clock stepped since the last look. */
export type ClockWatch = () => boolean

/** Less than this is the difference of two readings, not a step. */
const STEP_US = 1_000
/** The kernel slews a clock by at most 500 parts per million. */
const SLEW = 5e-4
/** Two readings of one clock further apart than this had something in between. */
const TORN_US = 100
const LOOKS = 5

/** Compares the clock of the stamps with one that never steps. */
export function watchClock(socket: Pick<EchoSocket, 'now' | 'monotonic'>): ClockWatch {
  let [offset, at] = look(socket)
  return () => {
    const [newOffset, newAt] = look(socket)
    const stepped = Math.abs(newOffset - offset) > STEP_US + (newAt - at) * SLEW
    offset = newOffset
    at = newAt
    return stepped
  }
}

function look(socket: Pick<EchoSocket, 'now' | 'monotonic'>): [offset: number, at: number] {
  let offset = 0
  let at = 0
  for (let i = 0; i < LOOKS; i++) {
    const before = socket.monotonic()
    const now = socket.now()
    at = socket.monotonic()
    offset = now - before
    if (at - before < TORN_US) break
  }
  return [offset, at]
}
