// Credits what comes in to the very echo it answers; what is late, double or of an older look does no harm.
import { isLoopback } from '../../fleet/loopback.ts'
import type { EchoSink } from '../icmp/echo-socket.ts'
import { ANCHOR_ATTEMPT, FULL, IDLE, isOfLook, isSettled, QUIET, STRIDE } from './looks.ts'
import { conclude } from './settle.ts'
import type { Walk } from './walk.ts'

/** An answer cannot have taken longer than its echo is out, but for the time between two clocks being read. */
const READING_US = 2000

/** What the socket is drained into. */
export function createSink(walk: Walk): EchoSink {
  return {
    reply(index, seq, stampUs) {
      if ((seq & 7) === ANCHOR_ATTEMPT) creditAnchor(walk, index, seq)
      else credit(walk, index, seq, stampUs)
    },
    error(index, seq, type, code, reporter) {
      if ((seq & 7) === ANCHOR_ATTEMPT || !isOfLook(walk.looks, index, seq)) return
      if (saidHere(walk, index, reporter)) return
      walk.looks.cause[index] = (type << 8) | code
      walk.looks.reporter[index] = reporter
    },
  }
}

/** Our own kernel reports what it cannot deliver as a router does: that is our fault, and no word on the target. */
function saidHere({ plan, socket, own, nowUs }: Walk, index: number, reporter: number): boolean {
  if (isLoopback(plan.addresses[index] as string)) return false
  const address = socket.reporterAddress(reporter)
  return isLoopback(address) || own.has(address, nowUs)
}

function credit(walk: Walk, i: number, seq: number, stampUs: number): void {
  const { looks, counters } = walk
  walk.slots.heard(walk.nowUs)
  if (i >= walk.n || !isOfLook(looks, i, seq)) {
    counters.late++
    return
  }
  const attempt = seq & 7
  const bit = 1 << attempt
  if (((looks.answered[i] as number) | (looks.late[i] as number)) & bit) {
    counters.duplicates++
    return
  }
  const sentUs = looks.sentUs[i * STRIDE + attempt] as number
  // Late or not: the line to us lives.
  if (looks.alive[i]) walk.slots.targetSigned(sentUs, walk.nowUs)
  noteRtt(walk, i, i * STRIDE + attempt, stampUs)
  if ((looks.expired[i] as number) & bit) {
    counters.late++
    if (!looks.alive[i]) looks.heard[i] = 1
    // One late answer of a dead target is no look without a loss: its next look is a whole confirm.
    if (looks.mode[i] !== QUIET) looks.late[i] = (looks.late[i] as number) | bit
    return
  }
  looks.answered[i] = (looks.answered[i] as number) | bit
  if (attempt === 0 && looks.alive[i]) walk.slots.targetAnswered(sentUs, walk.nowUs)
  if (looks.mode[i] === QUIET) confirmRecovery(walk, i)
  else if (isSettled(looks, i) && mayEnd(walk, i)) conclude(walk, i)
}

/** Either no echo is to come, or everything so far came back before anything was lost: no confirm is needed. */
function mayEnd(walk: Walk, i: number): boolean {
  const { looks } = walk
  if (Number.isNaN(looks.nextUs[i])) return true
  return looks.mode[i] !== FULL && looks.expired[i] === 0
}

function confirmRecovery(walk: Walk, i: number): void {
  walk.looks.mode[i] = FULL
  const dueUs = walk.nowUs + walk.confirmAfterUs
  walk.looks.nextUs[i] = dueUs
  walk.confirms[1]?.push(i, dueUs)
}

function noteRtt(walk: Walk, i: number, cell: number, stampUs: number): void {
  const { looks } = walk
  if (looks.phase[i] === IDLE) return
  const rttUs = stampUs - (looks.stampUs[cell] as number)
  const outUs = walk.nowUs - (looks.sentUs[cell] as number)
  const least = looks.rttUs[i] as number
  if (!(rttUs >= 0 && rttUs <= outUs + READING_US)) return
  if (!(rttUs >= least)) looks.rttUs[i] = rttUs
}

function creditAnchor(walk: Walk, place: number, seq: number): void {
  const { anchors, slots, nowUs } = walk
  const j = anchors.places.indexOf(place)
  if (j < 0 || anchors.seq[j] !== seq) return
  anchors.seq[j] = -1
  const sentUs = anchors.sentUs[j] as number
  if (nowUs - sentUs > walk.timeoutUs) return
  anchors.answeredUs[j] = nowUs
  slots.heard(nowUs)
  slots.anchorAnswered(sentUs, nowUs)
}
