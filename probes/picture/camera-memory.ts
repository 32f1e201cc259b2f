// What is remembered of each camera's pictures, in columns: about 2.8 kB a camera, 39 MB for 14,000.
import { INNER_CELLS, REDUCED_CELLS } from './view.ts'

/** Of a camera's reference by day and by night. */
export const DAY = 0
export const NIGHT = 1
export type Hour = typeof DAY | typeof NIGHT

/** Kinds of picture that may be generated: only two of one kind are compared for noise. */
export const NOT_GENERATED = 0
export const DARK_ALL_OVER = 1
export const PLAIN = 2

/** Learning of a reference moves a cell by so much at most: what stands there for a moment leaves no trace. */
const MOST_STEP = 2
/** So many pictures are averaged first; the usual of rates begins with as many. */
export const LEARNT_FIRST = 8
/** Share by which the usual moves towards a look, and towards one that is published as weak (a day and more to halve). */
const USUAL_STEP = 0.03
const WEAK_STEP = 0.003

export interface Usual {
  readonly fps: number
  readonly kbps: number
}

export class CameraMemory {
  readonly count: number
  /** Times are epoch milliseconds; 0: never. First picture of those that stand still, and how many there are. */
  readonly firstAt: Float64Array
  readonly stillLooks: Uint16Array
  /** 1: the first of them was seen by day. 1: each later one had proof that its stream stands still. */
  readonly firstByDay: Uint8Array
  readonly proven: Uint8Array
  readonly lastKind: Uint8Array
  /** Of the keyframe before. */
  readonly lastHash: Uint32Array
  readonly decodedAt: Float64Array
  /** When a picture was last kept. */
  readonly goodAt: Float64Array
  readonly badAt: Float64Array
  readonly learntAt: Float64Array
  /** Pictures in the references, by day and by night; 255 and more are not counted. */
  readonly learnt: readonly [Uint8Array, Uint8Array]
  readonly usualFps: Float32Array
  readonly usualKbps: Float32Array
  readonly usualComplexity: Float32Array
  readonly usualLooks: Uint8Array
  readonly #first: Uint8Array
  readonly #references: readonly [Uint8Array, Uint8Array]
  /** Only of what may be generated and stands still: of what moves the last picture is the first one. */
  readonly #last = new Map<number, Uint8Array>()

  constructor(count: number) {
    this.count = count
    this.firstAt = new Float64Array(count)
    this.stillLooks = new Uint16Array(count)
    this.firstByDay = new Uint8Array(count)
    this.proven = new Uint8Array(count)
    this.lastKind = new Uint8Array(count)
    this.lastHash = new Uint32Array(count)
    this.decodedAt = new Float64Array(count)
    this.goodAt = new Float64Array(count)
    this.badAt = new Float64Array(count)
    this.learntAt = new Float64Array(count)
    this.learnt = [new Uint8Array(count), new Uint8Array(count)]
    this.usualFps = new Float32Array(count)
    this.usualKbps = new Float32Array(count)
    this.usualComplexity = new Float32Array(count)
    this.usualLooks = new Uint8Array(count)
    this.#first = new Uint8Array(count * INNER_CELLS)
    this.#references = [
      new Uint8Array(count * REDUCED_CELLS),
      new Uint8Array(count * REDUCED_CELLS),
    ]
  }

  /** The first of the pictures that stand still; undefined where no picture was seen yet. */
  first(camera: number): Uint8Array | undefined {
    if (this.firstAt[camera] === 0) return undefined
    return this.#first.subarray(camera * INNER_CELLS, (camera + 1) * INNER_CELLS)
  }

  /** The picture before; undefined where none was, or it was a still view, of which only the first is kept. */
  last(camera: number): Uint8Array | undefined {
    const still = (this.stillLooks[camera] ?? 0) > 1
    return this.#last.get(camera) ?? (still ? undefined : this.first(camera))
  }

  /** This picture is like the first one. */
  stand(camera: number, inner: Uint8Array, kind: number): void {
    this.stillLooks[camera] = Math.min(65_535, (this.stillLooks[camera] ?? 0) + 1)
    if (kind === NOT_GENERATED) this.#last.delete(camera)
    else this.#last.set(camera, inner)
  }

  /** This picture is unlike the first one, and is the first from now on. */
  begin(camera: number, inner: Uint8Array, at: number, byDay: boolean): void {
    this.#first.set(inner, camera * INNER_CELLS)
    this.#last.delete(camera)
    this.firstAt[camera] = at
    this.stillLooks[camera] = 1
    this.firstByDay[camera] = byDay ? 1 : 0
    this.proven[camera] = 1
  }

  reference(camera: number, hour: Hour): Uint8Array {
    return this.#references[hour].subarray(camera * REDUCED_CELLS, (camera + 1) * REDUCED_CELLS)
  }

  learn(camera: number, hour: Hour, reduced: Uint8Array, at: number): void {
    const reference = this.reference(camera, hour)
    const known = this.learnt[hour][camera] ?? 0
    for (let cell = 0; cell < REDUCED_CELLS; cell++) {
      const [was, is] = [reference[cell] ?? 0, reduced[cell] ?? 0]
      reference[cell] =
        known < LEARNT_FIRST
          ? Math.round(was + (is - was) / (known + 1))
          : was + Math.max(-MOST_STEP, Math.min(MOST_STEP, is - was))
    }
    this.learnt[hour][camera] = Math.min(255, known + 1)
    this.learntAt[camera] = at
  }

  usual(camera: number): Usual | undefined {
    if ((this.usualLooks[camera] ?? 0) < LEARNT_FIRST) return undefined
    return { fps: this.usualFps[camera] ?? 0, kbps: this.usualKbps[camera] ?? 0 }
  }

  /** Moves what is usual towards this look, by equal steps up and down: so it tends to the median. */
  learnUsual(
    camera: number,
    seen: { readonly fps?: number; readonly kbps?: number; readonly complexity?: number },
    weak: boolean,
  ): void {
    const known = this.usualLooks[camera] ?? 0
    const toward = (column: Float32Array, value: number | undefined): void => {
      if (value === undefined || !(value > 0)) return
      const was = column[camera] ?? 0
      const step = 1 + (weak ? WEAK_STEP : USUAL_STEP)
      if (was === 0 || known < LEARNT_FIRST) column[camera] = was + (value - was) / (known + 1)
      else column[camera] = value > was ? Math.min(value, was * step) : Math.max(value, was / step)
    }
    toward(this.usualFps, seen.fps)
    toward(this.usualKbps, seen.kbps)
    toward(this.usualComplexity, seen.complexity)
    if (known < 255 && seen.fps !== undefined) this.usualLooks[camera] = known + 1
  }
}
