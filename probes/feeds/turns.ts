// Whose turn it is: cameras that are due wait at their place, and places with waiting cameras wait in one line.
import { DueHeap } from './due-heap.ts'
import type { Phases } from './phases.ts'
import type { Places } from './places.ts'

/** In the heap until it is due. */
const IDLE = 0
/** Due, and waits at its place. */
const WAITING = 1
/** Taken, and not decided yet. */
const TAKEN = 2
/** Its NVR is away. */
const PARKED = 3

/** A camera has at most one look that waits or is under way; every step is O(log n) of the cameras. */
export class Turns {
  readonly #placeOf: Int32Array
  readonly #phases: Phases
  readonly #heap: DueHeap
  readonly #state: Uint8Array
  readonly #dueMs: Float64Array
  /** Asked for while its look was under way. */
  readonly #wanted: Uint8Array
  readonly #waiting: readonly Set<number>[]
  readonly #busy: Uint8Array
  /** Places with waiting cameras that nobody visits; a Set keeps the order. */
  readonly #line = new Set<number>()
  #count = 0

  /** `nowMs`: cameras have their first routine look within one interval from then on. */
  constructor({ places, placeOf }: Places, phases: Phases, nowMs: number) {
    const cameras = placeOf.length
    this.#placeOf = placeOf
    this.#phases = phases
    this.#heap = new DueHeap(cameras)
    this.#state = new Uint8Array(cameras)
    this.#dueMs = new Float64Array(cameras)
    this.#wanted = new Uint8Array(cameras)
    this.#waiting = places.map(() => new Set())
    this.#busy = new Uint8Array(places.length)
    for (let camera = 0; camera < cameras; camera++) {
      this.#idle(camera, phases.next(camera, nowMs))
    }
  }

  /** Cameras that are due and wait. */
  get waiting(): number {
    return this.#count
  }

  /** Lets those wait at their places who are due by now. */
  gather(nowMs: number): void {
    for (;;) {
      const camera = this.#heap.take(nowMs)
      if (camera === undefined) return
      this.#state[camera] = WAITING
      this.#waiting[this.#place(camera)]?.add(camera)
      this.#count++
      this.#queue(this.#place(camera))
    }
  }

  /** The place that waited longest, which is then being visited until `leave`; undefined: none waits. */
  enter(): number | undefined {
    for (const place of this.#line) {
      this.#line.delete(place)
      this.#busy[place] = 1
      return place
    }
    return undefined
  }

  leave(place: number): void {
    this.#busy[place] = 0
    this.#queue(place)
  }

  /** Who waits at a place. */
  waitingAt(place: number): Iterable<number> {
    return this.#waiting[place] ?? []
  }

  /** The next waiting camera of a place, which is then under way until `decided`. */
  take(place: number): number | undefined {
    for (const camera of this.waitingAt(place)) {
      this.#unwait(camera)
      this.#state[camera] = TAKEN
      return camera
    }
    return undefined
  }

  /** Takes this camera out of its turn; false where its look is under way, or its NVR is away. */
  claim(camera: number): boolean {
    const state = this.#state[camera]
    if (state === TAKEN || state === PARKED) return false
    if (state === WAITING) this.#unwait(camera)
    this.#heap.remove(camera)
    this.#state[camera] = TAKEN
    return true
  }

  /** When the camera that was taken had been due. */
  dueOf(camera: number): number {
    return this.#dueMs[camera] as number
  }

  /** The look is over; the next is due at `nextMs`, or now where somebody asked for it meanwhile. */
  decided(camera: number, nextMs: number, nowMs: number): void {
    const wanted = this.#wanted[camera] === 1
    this.#wanted[camera] = 0
    this.#idle(camera, wanted ? nowMs : nextMs)
  }

  /** The look is over while the NVR of its camera is away. */
  park(camera: number): void {
    if (this.#state[camera] === WAITING) this.#unwait(camera)
    this.#heap.remove(camera)
    this.#wanted[camera] = 0
    // Whose look is under way parks when that is over.
    if (this.#state[camera] !== TAKEN) this.#state[camera] = PARKED
  }

  /** As `park`, of a camera whose look was under way until now. */
  parkTaken(camera: number): void {
    this.#state[camera] = PARKED
    this.#wanted[camera] = 0
  }

  /** Lets the camera have its look as soon as can be. */
  want(camera: number, nowMs: number): void {
    const state = this.#state[camera]
    if (state === TAKEN) this.#wanted[camera] = 1
    else if (state !== WAITING) this.#idle(camera, nowMs)
  }

  /** What was missed is left out: who waits is due again at its next routine moment. */
  skip(nowMs: number): void {
    for (const waiting of this.#waiting) {
      for (const camera of waiting) {
        this.#unwait(camera)
        this.#idle(camera, this.#phases.next(camera, nowMs))
      }
    }
    for (;;) {
      const camera = this.#heap.take(nowMs)
      if (camera === undefined) return
      this.#idle(camera, this.#phases.next(camera, nowMs))
    }
  }

  #idle(camera: number, dueMs: number): void {
    this.#state[camera] = IDLE
    this.#dueMs[camera] = dueMs
    this.#heap.set(camera, dueMs)
  }

  #unwait(camera: number): void {
    const place = this.#place(camera)
    this.#waiting[place]?.delete(camera)
    this.#count--
    if (this.#waiting[place]?.size === 0) this.#line.delete(place)
  }

  #queue(place: number): void {
    if (this.#busy[place] === 0 && (this.#waiting[place]?.size ?? 0) > 0) this.#line.add(place)
  }

  #place(camera: number): number {
    return this.#placeOf[camera] as number
  }
}
