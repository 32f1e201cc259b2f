// The error queue of a dgram socket: ICMP errors about our echoes, one control message each.
import type { EchoSink } from './echo-socket.ts'
import { recvmmsg } from './libc.ts'
import {
  ADDRESS_AT,
  CONTROL,
  HEADER,
  type MessageVectors,
  NAME,
  RECEIVE_BATCH,
  rearm,
  SLOT,
} from './message-vectors.ts'
import { type Family, IP_RECVERR, IPV6_RECVERR, SOL_IP, SOL_IPV6 } from './socket-options.ts'

export interface ErrorQueue {
  /** Reads what the kernel queued and keeps it. Gives how many there were. */
  read(): number
  /** Gives what was kept to `sink`. Gives how many there were. */
  tell(sink: EchoSink): number
}

const MSG_DONTWAIT_ERRQUEUE = 0x2040
const ORIGIN_ICMP = 2
const ORIGIN_ICMP6 = 3
/** Between two drains; what a flood sends beyond is not kept. */
const KEPT_MAX = 4096
const READ_MAX = 65_536
/** Numbers kept of each: row, seq, type, code, reporter. */
const FIELDS = 5
/** struct cmsghdr, then struct sock_extended_err, then the reporter's struct sockaddr. */
const CMSG = 16
const EXTENDED = 16

/** `rowAt` and `reporterAt` look up the address at an offset of the arena; a row of -1 is nobody's. */
export function makeErrorQueue(
  fd: number,
  family: Family,
  vectors: MessageVectors,
  rowAt: (at: number) => number,
  reporterAt: (at: number) => number,
): ErrorQueue {
  const { arena, receiveHeaders, receiveNames, receiveSlots, receiveControls } = vectors
  const { u8, u32 } = arena
  const first = arena.at(receiveHeaders)
  const [level, type] = family === 4 ? [SOL_IP, IP_RECVERR] : [SOL_IPV6, IPV6_RECVERR]
  const kept: number[] = []

  const keep = (r: number): void => {
    const header = receiveHeaders + r * HEADER
    const controls = receiveControls + r * CONTROL
    const end = controls + Math.min(u32[(header + 40) >> 2] ?? 0, CONTROL)
    const length = u32[(header + 56) >> 2] ?? 0
    rearm(arena, header)
    const row = rowAt(receiveNames + r * NAME + ADDRESS_AT[family])
    if (row < 0 || length < 8 || kept.length >= KEPT_MAX * FIELDS) return
    for (let c = controls; c + CMSG + EXTENDED <= end; ) {
      const ours = u32[(c + 8) >> 2] === level && u32[(c + 12) >> 2] === type
      const extended = c + CMSG
      const origin = u8[extended + 4]
      if (ours && (origin === ORIGIN_ICMP || origin === ORIGIN_ICMP6)) {
        const slot = receiveSlots + r * SLOT
        const seq = ((u8[slot + 6] ?? 0) << 8) | (u8[slot + 7] ?? 0)
        const reporter = reporterAt(extended + EXTENDED + ADDRESS_AT[family])
        kept.push(row, seq, u8[extended + 5] ?? 0, u8[extended + 6] ?? 0, reporter)
      }
      c += Math.max(CMSG, ((u32[c >> 2] ?? 0) + 7) & ~7)
    }
  }

  return {
    read: () => {
      let total = 0
      while (total < READ_MAX) {
        const n = recvmmsg(fd, first, RECEIVE_BATCH, MSG_DONTWAIT_ERRQUEUE)
        if (n <= 0) break
        for (let r = 0; r < n; r++) keep(r)
        total += n
      }
      return total
    },
    tell: (sink) => {
      const told = kept.splice(0)
      for (let i = 0; i < told.length; i += FIELDS) {
        const [row = 0, seq = 0, icmpType = 0, code = 0, reporter = 0] = told.slice(i, i + FIELDS)
        sink.error(row, seq, icmpType, code, reporter)
      }
      return told.length / FIELDS
    },
  }
}
