// Sends what is due, within the ceiling of packets a second: anchors, then confirms, then repeats and the routine.
import type { EchoSink } from '../icmp/echo-socket.ts'
import { FullRounds } from './full-rounds.ts'
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
import type { Wishes } from './wishes.ts'

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

export class Asker {
  readonly #walk: Walk
  readonly #sink: EchoSink
  readonly #wishes: Wishes
  /** By attempt; that of anchors is the last. */
  readonly #boxes: readonly Outbox[]
  readonly #due = new Int32Array(OUTBOX)
  readonly #anchorDueUs: Float64Array
  readonly #sentAt = new Float64Array(OUTBOX)
  readonly #rounds: FullRounds
  /** Packets per microsecond. */
  readonly #rate: number
  readonly #repeatRate: number
  #tokens = 0
  #repeatTokens = 0
  #tokensAtUs: number

  constructor(walk: Walk, sink: EchoSink, wishes: Wishes) {
    this.#walk = walk
    this.#sink = sink
    this.#wishes = wishes
    this.#boxes = Array.from({ length: STRIDE }, () => ({
      targets: new Int32Array(OUTBOX),
      count: 0,
    }))
    this.#anchorDueUs = new Float64Array(walk.anchors.places.length)
    this.#rounds = new FullRounds(walk.n)
    this.#rate = walk.plan.options.packetsPerSecond / 1e6
    this.#repeatRate = Math.max(LEAST_REPEATS_A_SECOND, walk.n / REPEAT_ALL_S) / 1e6
    this.#tokensAtUs = walk.nowUs
  }

  /** Every target was asked at least this many times. */
  get rounds(): number {
    return this.#rounds.complete
  }

  /** Sends what is due at `walk.nowUs`. Gives microseconds after which there is reason to come again. */
  ask(): number {
    const walk = this.#walk
    const sinceUs = walk.nowUs - this.#tokensAtUs
    this.#tokensAtUs = walk.nowUs
    this.#tokens = Math.min(BURST, this.#tokens + sinceUs * this.#rate)
    this.#repeatTokens = Math.min(BURST, this.#repeatTokens + sinceUs * this.#repeatRate)
    this.#fillAnchors()
    this.#transmit(ANCHOR_ATTEMPT)
    for (let attempt = walk.echoes - 1; attempt > 0; attempt--) {
      this.#fillConfirm(attempt)
      this.#transmit(attempt)
    }
    this.#fillRepeats()
    this.#fillRoutine()
    this.#transmit(0)
    return this.#tokens < 1 ? Math.min(TURN_US, BURST / this.#rate) : TURN_US
  }

  #box(attempt: number): Outbox {
    return this.#boxes[attempt] as Outbox
  }

  #room(box: Outbox): number {
    return Math.max(0, Math.min(OUTBOX, Math.floor(this.#tokens)) - box.count)
  }

  #fillAnchors(): void {
    const { anchors, nowUs } = this.#walk
    const box = this.#box(ANCHOR_ATTEMPT)
    anchors.schedule.advance(nowUs)
    const count = anchors.schedule.take(this.#due, this.#anchorDueUs, OUTBOX - box.count)
    for (let k = 0; k < count; k++) {
      box.targets[box.count++] = anchors.places[this.#due[k] as number] as number
    }
  }

  #fillConfirm(attempt: number): void {
    const { confirms, looks, nowUs } = this.#walk
    const box = this.#box(attempt)
    const ring = confirms[attempt]
    if (!ring) return
    let free = this.#room(box)
    for (let at = ring.frontAt(); at <= nowUs && free > 0; at = ring.frontAt()) {
      const i = ring.shift()
      if (looks.nextUs[i] !== at || this.#restsNow(i, attempt)) continue
      box.targets[box.count++] = i
      free--
    }
  }

  /** A confirm that is not to go on: nothing is learnt while blind, and a late first answer may make it needless. */
  #restsNow(i: number, attempt: number): boolean {
    const { looks, slots } = this.#walk
    if (looks.mode[i] !== ROUTINE) return false
    const blind = attempt === 1 && slots.blind
    const answeredLate = looks.expired[i] === 0 && ((looks.answered[i] as number) & 1) === 1
    if (!blind && !answeredLate) return false
    looks.nextUs[i] = Number.NaN
    if (isSettled(looks, i)) conclude(this.#walk, i)
    return true
  }

  #fillRepeats(): void {
    const { repeats, looks, dueUs, nowUs } = this.#walk
    this.#wishes.collect(looks, repeats, nowUs)
    const box = this.#box(0)
    let free = Math.min(this.#room(box), Math.floor(this.#repeatTokens))
    while (repeats.size > 0 && free > 0) {
      const i = repeats.shift()
      if (looks.phase[i] !== IDLE) continue
      dueUs[i] = Number.NaN
      looks.phase[i] = QUEUED
      box.targets[box.count++] = i
      this.#repeatTokens--
      free--
    }
  }

  #fillRoutine(): void {
    const { routine, looks, dueUs, nowUs } = this.#walk
    const box = this.#box(0)
    routine.advance(nowUs)
    const count = routine.take(this.#due, dueUs, this.#room(box))
    for (let k = 0; k < count; k++) {
      const i = this.#due[k] as number
      // A target in the middle of a confirm is being asked already.
      this.#rounds.asked(i)
      if (looks.phase[i] !== IDLE) continue
      looks.phase[i] = QUEUED
      box.targets[box.count++] = i
    }
  }

  /** Hands a box to the socket until it is empty or the kernel wants a rest. */
  #transmit(attempt: number): void {
    const { socket } = this.#walk
    const box = this.#box(attempt)
    if (box.count === 0) return
    const nowUs = socket.monotonic()
    this.#walk.nowUs = nowUs
    const seq = ((Math.floor(nowUs / CYCLE_US) & 0x1fff) << 3) | attempt
    let from = 0
    let blamed = -1
    while (from < box.count) {
      const out = socket.send(box.targets, from, box.count - from, seq, this.#sentAt)
      if (out === 0) break
      if (out < 0 && blamed !== from) {
        // The error may be an ICMP error that waited on the socket for somebody else: read it and try once more.
        blamed = from
        socket.drain(this.#sink)
        continue
      }
      for (let k = from; k < from + out; k++) {
        this.#sent(box.targets[k] as number, seq, this.#sentAt[k] as number)
      }
      if (out < 0) this.#unsendable(box.targets[from] as number, seq)
      from += Math.max(1, out)
      this.#tokens -= Math.max(1, out)
    }
    box.targets.copyWithin(0, from, box.count)
    box.count -= from
  }

  /** Gives whether the echo belongs to a look. */
  #sent(i: number, seq: number, stampUs: number): boolean {
    const walk = this.#walk
    const { looks, nowUs } = walk
    const attempt = seq & 7
    if (attempt === ANCHOR_ATTEMPT) return this.#anchorSent(i, seq)
    if (attempt === 0) this.#begin(i)
    // While it waited for the socket its look may have ended; then the echo belongs to none.
    else if (looks.phase[i] !== OPEN_LOOK || looks.sent[i] !== attempt) return false
    const cell = i * STRIDE + attempt
    looks.seq[cell] = seq
    looks.sentUs[cell] = nowUs
    looks.stampUs[cell] = stampUs
    looks.sent[i] = attempt + 1
    if (looks.alive[i]) walk.slots.targetTried(nowUs)
    walk.waiting.push(cell, nowUs + walk.timeoutUs)
    this.#planNext(i, attempt + 1)
    return true
  }

  #anchorSent(place: number, seq: number): false {
    const { anchors, slots, nowUs } = this.#walk
    const j = anchors.places.indexOf(place)
    anchors.seq[j] = seq
    anchors.sentUs[j] = nowUs
    slots.anchorAsked(nowUs)
    return false
  }

  #begin(i: number): void {
    const { looks, slots, nowUs, dueUs, lagUs } = this.#walk
    beginLook(looks, i)
    if (looks.alive[i]) slots.targetAsked(nowUs)
    const due = dueUs[i] as number
    if (!Number.isNaN(due)) lagUs[i] = nowUs - due
  }

  #planNext(i: number, attempt: number): void {
    const { looks, nowUs, echoes, confirmAfterUs, confirmGapUs, confirms } = this.#walk
    const more = attempt < echoes && looks.mode[i] !== QUIET
    const dueUs = nowUs + (attempt === 1 ? confirmAfterUs : confirmGapUs)
    looks.nextUs[i] = more ? dueUs : Number.NaN
    if (more) confirms[attempt]?.push(i, dueUs)
  }

  #unsendable(i: number, seq: number): void {
    if (!this.#sent(i, seq, Number.NaN)) return
    const { looks } = this.#walk
    const attempt = seq & 7
    looks.unsendable[i] = (looks.unsendable[i] as number) | (1 << attempt)
    lose(this.#walk, i, attempt)
  }
}
