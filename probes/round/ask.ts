// Sends what is due, within the ceiling of packets a second: anchors, then confirms, then repeats and the routine.
import type { EchoSink } from '../icmp/echo-socket.ts'
import {
  ANCHOR_ATTEMPT,
  beginLook,
  IDLE,
  isSettled,
  OPEN_LOOK,
  QUEUED,
  QUIET,
  ROUTINE,
  STRIDE,
} from './looks.ts'
import { conclude, lose } from './settle.ts'
import type { Walk } from './walk.ts'

/** Packets sent in one turn at most: their answers fit into a receive buffer of the usual size, with room to spare. */
const BURST = 64
/** Between two turns while nothing presses. Stamps are the kernel's, so waking earlier would make nothing more exact. */
const TURN_US = 10_000
/** Repeats are spread over at least this long if everybody has to be asked again. */
const REPEAT_ALL_S = 10
const LEAST_REPEATS_A_SECOND = 20
/** Echoes of one kind that may wait for the socket. */
const OUTBOX = 1024
/** The cycle in sequence numbers moves on after this long, and comes round after 8,192 of them: 14 minutes. */
const CYCLE_US = 100_000

interface Outbox {
  readonly targets: Int32Array
  count: number
}

export interface Asker {
  /** Sends what is due at `walk.nowUs`. Gives microseconds after which there is reason to come again. */
  ask(): number
  /** Every target was asked at least this many times. */
  rounds(): number
}

export function createAsker(walk: Walk, sink: EchoSink): Asker {
  const { socket, looks, slots, anchors, plan } = walk
  const boxes = Array.from({ length: STRIDE }, makeOutbox)
  const anchorBox = makeOutbox()
  const due = new Int32Array(OUTBOX)
  const anchorDueUs = new Float64Array(anchors.places.length)
  const sentAt = new Float64Array(OUTBOX)
  const rounds = createRounds(walk.n)
  const rate = plan.options.packetsPerSecond / 1e6
  const repeatRate = Math.max(LEAST_REPEATS_A_SECOND, walk.n / REPEAT_ALL_S) / 1e6
  let tokens = 0
  let repeatTokens = 0
  let tokensAtUs = walk.nowUs

  function ask(): number {
    const sinceUs = walk.nowUs - tokensAtUs
    tokensAtUs = walk.nowUs
    tokens = Math.min(BURST, tokens + sinceUs * rate)
    repeatTokens = Math.min(BURST, repeatTokens + sinceUs * repeatRate)
    askAnchors()
    for (let attempt = walk.echoes - 1; attempt > 0; attempt--) {
      fillConfirm(attempt)
      sendAll(attempt)
    }
    fillRepeats()
    fillRoutine()
    sendAll(0)
    return tokens < 1 ? Math.min(TURN_US, BURST / rate) : TURN_US
  }

  function room(box: Outbox): number {
    return Math.max(0, Math.min(OUTBOX, Math.floor(tokens)) - box.count)
  }

  function askAnchors(): void {
    anchors.schedule.advance(walk.nowUs)
    const count = anchors.schedule.take(due, anchorDueUs, OUTBOX - anchorBox.count)
    for (let k = 0; k < count; k++) {
      anchorBox.targets[anchorBox.count++] = anchors.places[due[k] as number] as number
    }
    transmit(anchorBox, ANCHOR_ATTEMPT, anchorSent, anchorSent)
  }

  function anchorSent(place: number, seq: number): void {
    const j = anchors.places.indexOf(place)
    anchors.seq[j] = seq
    anchors.sentUs[j] = walk.nowUs
    slots.anchorAsked(walk.nowUs)
  }

  function fillConfirm(attempt: number): void {
    const box = boxes[attempt] as Outbox
    const ring = walk.confirms[attempt]
    if (!ring) return
    let free = room(box)
    for (let at = ring.frontAt(); at <= walk.nowUs && free > 0; at = ring.frontAt()) {
      const i = ring.shift()
      if (looks.nextUs[i] !== at || restsNow(i, attempt)) continue
      box.targets[box.count++] = i
      free--
    }
  }

  /** A confirm that is not to go on: nothing is learnt while blind, and a late first answer may make it needless. */
  function restsNow(i: number, attempt: number): boolean {
    if (looks.mode[i] !== ROUTINE) return false
    const blind = attempt === 1 && slots.blind
    const answeredLate = looks.expired[i] === 0 && ((looks.answered[i] as number) & 1) === 1
    if (!blind && !answeredLate) return false
    looks.nextUs[i] = Number.NaN
    if (isSettled(looks, i)) conclude(walk, i)
    return true
  }

  function fillRepeats(): void {
    const box = boxes[0] as Outbox
    let free = Math.min(room(box), Math.floor(repeatTokens))
    while (walk.repeats.size > 0 && free > 0) {
      const i = walk.repeats.shift()
      if (looks.phase[i] !== IDLE) continue
      repeatTokens--
      walk.dueUs[i] = Number.NaN
      looks.phase[i] = QUEUED
      box.targets[box.count++] = i
      free--
    }
  }

  function fillRoutine(): void {
    const box = boxes[0] as Outbox
    walk.routine.advance(walk.nowUs)
    const count = walk.routine.take(due, walk.dueUs, room(box))
    for (let k = 0; k < count; k++) {
      const i = due[k] as number
      // A target in the middle of a confirm is being asked already.
      rounds.asked(i)
      if (looks.phase[i] !== IDLE) continue
      looks.phase[i] = QUEUED
      box.targets[box.count++] = i
    }
  }

  function sendAll(attempt: number): void {
    transmit(boxes[attempt] as Outbox, attempt, echoSent, echoUnsendable)
  }

  function echoSent(i: number, seq: number, stampUs: number): boolean {
    const attempt = seq & 7
    if (attempt === 0) beginFirst(i)
    // While it waited for the socket its look may have ended; then the echo belongs to none.
    else if (looks.phase[i] !== OPEN_LOOK || looks.sent[i] !== attempt) return false
    const cell = i * STRIDE + attempt
    looks.seq[cell] = seq
    looks.sentUs[cell] = walk.nowUs
    looks.stampUs[cell] = stampUs
    looks.sent[i] = attempt + 1
    walk.waiting.push(cell, walk.nowUs + walk.timeoutUs)
    planNext(i, attempt + 1)
    return true
  }

  function beginFirst(i: number): void {
    beginLook(looks, i)
    if (looks.alive[i]) slots.targetAsked(walk.nowUs)
    const dueUs = walk.dueUs[i] as number
    if (!Number.isNaN(dueUs)) walk.lagUs[i] = walk.nowUs - dueUs
  }

  function planNext(i: number, attempt: number): void {
    const more = attempt < walk.echoes && looks.mode[i] !== QUIET
    const dueUs = walk.nowUs + (attempt === 1 ? walk.confirmAfterUs : walk.confirmGapUs)
    looks.nextUs[i] = more ? dueUs : Number.NaN
    if (more) walk.confirms[attempt]?.push(i, dueUs)
  }

  function echoUnsendable(i: number, seq: number): void {
    if (!echoSent(i, seq, Number.NaN)) return
    const attempt = seq & 7
    looks.unsendable[i] = (looks.unsendable[i] as number) | (1 << attempt)
    lose(walk, i, attempt)
  }

  /** Hands a box to the socket until it is empty, the kernel wants a rest, or the ceiling is reached. */
  function transmit(
    box: Outbox,
    attempt: number,
    sent: (target: number, seq: number, stampUs: number) => void,
    unsendable: (target: number, seq: number) => void,
  ): void {
    if (box.count === 0) return
    walk.nowUs = socket.monotonic()
    const seq = ((Math.floor(walk.nowUs / CYCLE_US) & 0x1fff) << 3) | attempt
    let from = 0
    let blamed = -1
    while (from < box.count) {
      const out = socket.send(box.targets, from, box.count - from, seq, sentAt)
      if (out === 0) break
      if (out < 0 && blamed !== from) {
        // The error may be an ICMP error that waited on the socket for somebody else: read it and try once more.
        blamed = from
        socket.drain(sink)
        continue
      }
      for (let k = from; k < from + out; k++) {
        sent(box.targets[k] as number, seq, sentAt[k] as number)
      }
      if (out < 0) unsendable(box.targets[from] as number, seq)
      from += Math.max(1, out)
      tokens -= Math.max(1, out)
    }
    box.targets.copyWithin(0, from, box.count)
    box.count -= from
  }

  return { ask, rounds: rounds.complete }
}

function makeOutbox(): Outbox {
  return { targets: new Int32Array(OUTBOX), count: 0 }
}

/** Counts how often the least asked target was asked. */
function createRounds(n: number) {
  const times = new Uint32Array(n)
  let complete = 0
  let behind = n
  return {
    asked(i: number): void {
      const before = times[i] as number
      times[i] = before + 1
      if (before !== complete || --behind > 0) return
      complete++
      for (const count of times) if (count === complete) behind++
    },
    complete: () => complete,
  }
}
