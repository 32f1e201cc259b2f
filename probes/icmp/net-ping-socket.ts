// The echo socket over net-ping, for systems that the engine does not serve. Slower, and says what it cannot do.
import type { AddressList } from './address-list.ts'
import type { EchoSink, EchoSocket, EchoStats } from './echo-socket.ts'
import {
  type CheckedSession,
  FORGET_MS,
  type Heard,
  openCheckedSession,
  type SessionNotes,
} from './net-ping-session.ts'
import { pause } from './pause.ts'
import { makeReporters } from './reporters.ts'

/** net-ping has 65,534 sequence numbers for a session; some are left free so that it finds one quickly. */
const OUTSTANDING_MAX = 60_000

const LIMITS = [
  'one packet for each turn of the event loop: a few thousand a second',
  'round-trip times include waiting for the event loop',
  'needs the right to raw sockets',
  'answers are told apart by 32 bits, without a nonce',
  'duplicates, and packets dropped on our side, are not seen',
  'an address that cannot be sent to seems silent',
  'ICMP errors over IPv6 are not matched',
  `answers later than ${FORGET_MS / 1000} s are not seen`,
] as const

interface Event {
  readonly index: number
  readonly seq: number
  /** Of a reply; NaN for an error. */
  readonly stampUs: number
  readonly type: number
  readonly code: number
  readonly reporter: number
}

/** Throws `RND_ICMP_UNSUPPORTED` where net-ping does not load, `RND_ICMP_PRIVILEGE` where it may not open its socket. */
export async function openNetPingSocket(list: AddressList): Promise<EchoSocket> {
  const stats: EchoStats = { sent: 0, received: 0, stray: 0, errors: 0, blocked: 0 }
  const notes = { stray: () => void stats.stray++, fault: () => void stats.blocked++ }
  const [v4, v6] = await openSessions(list, notes)
  const reporters = makeReporters()
  const epochUs = performance.timeOrigin * 1000
  const now = (): number => performance.now() * 1000
  let events: Event[] = []
  let outstanding = 0
  let open = true

  const ping = (session: CheckedSession, index: number, seq: number, askedUs: number): void => {
    outstanding++
    session.ping(list.text(index), (error, heard) => {
      outstanding--
      if (!open) return
      if (!heard) {
        if (error?.name !== 'RequestTimedOutError') stats.blocked++
        return
      }
      const reporter = error ? reporters.ofText(heard.source) : 0
      events.push({ index, seq, reporter, ...eventOf(heard, !error, askedUs, now()) })
    })
  }

  return {
    kind: 'net-ping',
    blocking: false,
    limits: LIMITS,
    stats,
    epochUs,
    now,
    monotonic: now,
    send: (targets, from, n, seq, sentAt) => {
      if (!open) return 0
      for (let k = 0; k < n; k++) {
        const index = targets[from + k] ?? 0
        const session = list.isIPv6(index) ? v6 : v4
        if (outstanding >= OUTSTANDING_MAX || !session) {
          stats.blocked++
          return k
        }
        sentAt[from + k] = now()
        stats.sent++
        ping(session, index, seq, sentAt[from + k] ?? 0)
      }
      return n
    },
    drain: (sink) => {
      const arrived = events
      events = []
      for (const event of arrived) tell(event, sink, stats)
      return arrived.length
    },
    sleep: mustNotBlock,
    pause,
    dropped: () => 0,
    reporterAddress: (reporter) => reporters.address(reporter),
    close: () => {
      if (!open) return
      open = false
      v4?.close()
      v6?.close()
    },
  }
}

async function openSessions(
  list: AddressList,
  notes: SessionNotes,
): Promise<readonly (CheckedSession | undefined)[]> {
  const v4 = list.v4.count > 0 || list.count === 0 ? await openCheckedSession(4, notes) : undefined
  try {
    return [v4, list.v6.count > 0 ? await openCheckedSession(6, notes) : undefined]
  } catch (error) {
    v4?.close()
    throw error
  }
}

function eventOf(
  { sentUs, type, code }: Heard,
  isReply: boolean,
  askedUs: number,
  nowUs: number,
): Pick<Event, 'stampUs' | 'type' | 'code'> {
  // net-ping sends when the event loop lets it: what it waited for that is taken off the stamp.
  const waited = Number.isNaN(sentUs) ? 0 : sentUs - askedUs
  return { stampUs: isReply ? nowUs - waited : Number.NaN, type, code }
}

function mustNotBlock(): never {
  throw new Error('a net-ping socket must not block: use pause')
}

function tell(event: Event, sink: EchoSink, stats: EchoStats): void {
  const { index, seq, stampUs, type, code, reporter } = event
  if (Number.isNaN(stampUs)) {
    stats.errors++
    sink.error(index, seq, type, code, reporter)
  } else {
    stats.received++
    sink.reply(index, seq, stampUs)
  }
}
