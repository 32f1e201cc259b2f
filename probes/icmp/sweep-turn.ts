// One turn of a sweep: read what came, judge who is late, send what may leave.
import { makePacer } from '../pacer.ts'
import type { EchoSink, EchoSocket } from './echo-socket.ts'
import {
  ALIVE,
  DEAD,
  DUE_UNIT_US,
  HELD,
  put,
  REFUSED,
  type SweepState,
  skip,
  UNSENDABLE,
  WAITING,
} from './sweep-state.ts'

/** Paced packets leave in one burst per tick: never a wake-up for each. */
export const TICK_US = 2_000
/** Unpaced, the socket is looked at after this many. */
const CHUNK = 64
/** Unpaced and the kernel wants a rest. */
const REST_US = 200
/** Longest sleep while all that is left is waiting: answers of a line that wakes up must find room. */
const IDLE_MAX_US = 10_000
/** A send time is interpolated within its batch: an answer may seem to come this much before it. */
const EARLY_US = 500

/**
 * Does one turn. Gives microseconds that the caller may sleep: 0 for none, -1 when all is decided.
 *
 * The clock is read before the socket is drained, and deadlines are judged by that reading: what had arrived by then
 * cannot be called late, however long the thread was away.
 */
export function makeTurn(socket: EchoSocket, s: SweepState): () => number {
  const { settings } = s
  const started = socket.monotonic()
  const pacer = makePacer(settings.packetsPerSecond, TICK_US, CHUNK)
  const paced = settings.packetsPerSecond > 0
  const batch = new Int32Array(CHUNK)
  const sentAt = new Float64Array(CHUNK)
  const sink = makeSink(s)
  let batched = 0
  let attempt = 0
  let idleUs = TICK_US
  let confirmAt = Number.NaN

  const sendSome = (allowance: number): number => {
    let left = allowance
    while (left > 0) {
      if (batched === 0) {
        ;[batched, attempt] = fill(s, batch, Math.min(left, CHUNK))
        if (batched === 0) break
      }
      const seq = (settings.epoch << 3) | attempt
      const went = socket.send(batch, 0, Math.min(batched, left), seq, sentAt)
      if (went === 0) break
      if (went < 0) {
        unsendable(s, batch[0] ?? 0, -went)
      } else {
        const due = socket.monotonic() - started + settings.timeoutUs
        noteSent(s, batch, sentAt, went, attempt, due)
        pacer.spend(went)
        left -= went
      }
      const gone = Math.max(1, went)
      batch.copyWithin(0, gone, batched)
      batched -= gone
    }
    return allowance - left
  }

  return () => {
    const now = socket.monotonic()
    const got = socket.drain(sink)
    expire(s, now - started)
    if (s.open === 0) return -1
    if (s.held === s.open) {
      if (Number.isNaN(confirmAt)) confirmAt = now + settings.confirmAfterUs
      if (now < confirmAt) return Math.min(confirmAt - now, TICK_US)
      releaseHeld(s)
    }
    const sent = sendSome(pacer.allowance(now))
    const more = batched > 0 || s.next < s.count || s.again.head !== s.again.tail
    if (more && paced) return TICK_US
    if (more) return got > 0 || sent > 0 ? 0 : REST_US
    idleUs = got > 0 ? TICK_US : Math.min(IDLE_MAX_US, idleUs * 2)
    const due = (s.dueAt[s.waiting.head] ?? 0) * DUE_UNIT_US - (socket.monotonic() - started)
    return s.waiting.head === s.waiting.tail ? TICK_US : Math.max(REST_US, Math.min(idleUs, due))
  }
}

/** Takes up to `most` addresses that are at the same attempt: those asked before come first. */
function fill(s: SweepState, batch: Int32Array, most: number): [count: number, attempt: number] {
  let n = 0
  let attempt = -1
  while (n < most && s.again.head !== s.again.tail) {
    const i = s.again.items[s.again.head] ?? 0
    if (s.state[i] === WAITING) {
      const tries = s.tries[i] ?? 0
      if (attempt < 0) attempt = tries
      else if (tries !== attempt) break
      batch[n++] = i
    }
    skip(s.again)
  }
  if (n > 0) return [n, attempt]
  while (n < most && s.next < s.count) batch[n++] = s.next++
  return [n, 0]
}

function noteSent(
  s: SweepState,
  batch: Int32Array,
  sentAt: Float64Array,
  n: number,
  attempt: number,
  dueUs: number,
): void {
  let times = s.sentAt[attempt]
  if (!times) {
    times = new Float64Array(s.count)
    s.sentAt[attempt] = times
  }
  const due = Math.ceil(dueUs / DUE_UNIT_US)
  for (let k = 0; k < n; k++) {
    const i = batch[k] ?? 0
    times[i] = sentAt[k] ?? Number.NaN
    s.tries[i] = attempt + 1
    s.state[i] = WAITING
    s.dueAt[put(s.waiting, i)] = due
  }
}

function expire(s: SweepState, nowUs: number): void {
  const now = Math.floor(nowUs / DUE_UNIT_US)
  const { waiting } = s
  const toConfirm = s.limit === s.settings.attempts && s.settings.confirmAttempts > 0
  while (waiting.head !== waiting.tail) {
    const i = waiting.items[waiting.head] ?? 0
    if (s.state[i] === WAITING) {
      if ((s.dueAt[waiting.head] ?? 0) > now) return
      if ((s.tries[i] ?? 0) < s.limit) put(s.again, i)
      else if (toConfirm) {
        s.state[i] = HELD
        s.held++
      } else close(s, i, s.cause[i] ? REFUSED : DEAD)
    }
    skip(waiting)
  }
}

function releaseHeld(s: SweepState): void {
  s.limit = s.settings.attempts + s.settings.confirmAttempts
  s.held = 0
  for (let i = 0; i < s.count; i++) {
    if (s.state[i] !== HELD) continue
    s.state[i] = WAITING
    put(s.again, i)
  }
}

function unsendable(s: SweepState, i: number, errno: number): void {
  s.errno[i] = errno
  close(s, i, UNSENDABLE)
}

function close(s: SweepState, i: number, state: number): void {
  s.state[i] = state
  s.open--
}

function makeSink(s: SweepState): EchoSink {
  const { epoch, timeoutUs } = s.settings
  return {
    reply: (i, seq, stampUs) => {
      const attempt = seq & 7
      if (seq >> 3 !== epoch || attempt >= (s.tries[i] ?? 0)) {
        s.stale++
        return
      }
      const answered = s.answered[i] ?? 0
      if (answered & (1 << attempt)) {
        s.duplicates++
        return
      }
      s.answered[i] = answered | (1 << attempt)
      const rtt = stampUs - (s.sentAt[attempt]?.[i] ?? Number.NaN)
      if (rtt > timeoutUs) s.late++
      const state = s.state[i]
      if (state === ALIVE) return
      s.rttUs[i] = rtt < 0 ? (rtt > -EARLY_US ? 0 : Number.NaN) : rtt
      // It came after its deadline and the sweep still runs: it lives.
      if (state === DEAD || state === REFUSED || state === UNSENDABLE) s.open++
      else if (state === HELD) s.held--
      close(s, i, ALIVE)
    },
    error: (i, seq, type, code, reporter) => {
      if (seq >> 3 !== epoch || (seq & 7) >= (s.tries[i] ?? 0)) {
        s.stale++
        return
      }
      s.cause[i] = (type << 8) | code
      s.reporter[i] = reporter
      if (s.state[i] === DEAD) s.state[i] = REFUSED
    },
  }
}
