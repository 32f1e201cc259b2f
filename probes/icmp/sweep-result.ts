// What a sweep found, in columns by position, and what it has to say about itself.
import type { EchoSocket, EchoStats } from './echo-socket.ts'
import {
  ALIVE,
  DEAD,
  HELD,
  REFUSED,
  type SweepState,
  UNSENDABLE,
  UNSENT,
  WAITING,
} from './sweep-state.ts'

/** Why a sweep's silence proves nothing, or its times do not. */
export type UnsureReason = 'dropped-here' | 'clock-step'

export interface SweepResult {
  readonly count: number
  /** ALIVE, DEAD, REFUSED, UNSENDABLE of sweep-state.ts; UNSENT, WAITING or HELD where an abort came first. */
  readonly state: Uint8Array
  /** Echoes sent to each. */
  readonly tries: Uint8Array
  /** Of the first answered echo, against its own send time; NaN when there is none or it cannot be trusted. */
  readonly rttUs: Float32Array
  /** The last ICMP error about each: `type << 8 | code`, 0 for none. */
  readonly cause: Uint16Array
  /** Who reported it; for the socket's `reporterAddress`. Meaningless where `cause` is 0. */
  readonly reporter: Uint16Array
  /** Linux errno where the state is UNSENDABLE. */
  readonly errno: Uint8Array
  readonly alive: number
  readonly dead: number
  readonly refused: number
  readonly unsendable: number
  readonly undecided: number
  /** Counters of the socket over this sweep. */
  readonly stats: Readonly<EchoStats>
  readonly duplicates: number
  readonly late: number
  readonly stale: number
  /** Packets that our own receive buffer had no room for. */
  readonly dropped: number
  /** Not to be believed, and why: empty when all is well. */
  readonly unsure: readonly UnsureReason[]
  readonly wallMs: number
}

/** The counters before the sweep, and when it began on the clock that never steps. */
export type Before = EchoStats & { readonly dropped: number; readonly at: number }

export function sweepResult(socket: EchoSocket, s: SweepState, before: Before): SweepResult {
  const counts = new Uint32Array(HELD + 1)
  for (let i = 0; i < s.count; i++) {
    const state = s.state[i] ?? UNSENT
    counts[state] = (counts[state] ?? 0) + 1
  }
  const of = (state: number): number => counts[state] ?? 0
  if (s.clockStepped) s.rttUs.fill(Number.NaN)
  const dropped = socket.dropped() - before.dropped
  const unsure: UnsureReason[] = []
  if (dropped > 0) unsure.push('dropped-here')
  if (s.clockStepped) unsure.push('clock-step')
  const { sent, received, stray, errors, blocked } = socket.stats
  return {
    count: s.count,
    state: s.state,
    tries: s.tries,
    rttUs: s.rttUs,
    cause: s.cause,
    reporter: s.reporter,
    errno: s.errno,
    alive: of(ALIVE),
    dead: of(DEAD),
    refused: of(REFUSED),
    unsendable: of(UNSENDABLE),
    undecided: of(UNSENT) + of(WAITING) + of(HELD),
    stats: {
      sent: sent - before.sent,
      received: received - before.received,
      stray: stray - before.stray,
      errors: errors - before.errors,
      blocked: blocked - before.blocked,
    },
    duplicates: s.duplicates,
    late: s.late,
    stale: s.stale,
    dropped,
    unsure,
    wallMs: (socket.monotonic() - before.at) / 1000,
  }
}
