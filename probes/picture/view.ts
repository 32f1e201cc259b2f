// The part of a thumb that is looked at: without the rows where clocks and names are written, and without the masks.
import type { Mask } from '../feeds/plan.ts'
import { THUMB_HEIGHT, THUMB_WIDTH, type Thumb } from './picture.ts'

/** Share of the height at top and bottom that is never looked at. */
const EDGE = 0.11
const TOP = Math.ceil(THUMB_HEIGHT * EDGE)
const ROWS = THUMB_HEIGHT - 2 * TOP
/** Cells of a thumb without those rows. */
export const INNER_CELLS = ROWS * THUMB_WIDTH
export const REDUCED_WIDTH = THUMB_WIDTH / 2
export const REDUCED_CELLS = INNER_CELLS / 4
/** Masks that leave less than this share of the picture are not applied: nothing could be judged. */
const LEAST_SEEN = 0.05

/** Places in the inner rows that are looked at, and of the picture reduced to half. */
export interface View {
  readonly cells: Uint16Array
  readonly reduced: Uint16Array
}

export interface ThumbStatistics {
  readonly mean: number
  readonly sd: number
  /** Distance of the mean colour from grey. */
  readonly chroma: number
  /** Share of cells that equal both the next one and the one below. */
  readonly plain: number
}

const WHOLE = viewWithout([])

export function createView(masks: readonly Mask[]): View {
  if (masks.length === 0) return WHOLE
  const view = viewWithout(masks)
  return view.cells.length < INNER_CELLS * LEAST_SEEN ? WHOLE : view
}

/** The inner rows of a thumb, in their own array. */
export function innerOf({ luma }: Thumb): Uint8Array {
  return luma.slice(TOP * THUMB_WIDTH, (TOP + ROWS) * THUMB_WIDTH)
}

export function statisticsOf(thumb: Thumb, { cells }: View): ThumbStatistics {
  const count = cells.length
  let [sum, squares, u, v, equal, compared] = [0, 0, 0, 0, 0, 0]
  for (const cell of cells) {
    const [x, y] = [cell % THUMB_WIDTH, TOP + Math.floor(cell / THUMB_WIDTH)]
    const value = thumb.luma[y * THUMB_WIDTH + x] ?? 0
    const colour = (y >> 1) * (THUMB_WIDTH / 2) + (x >> 1)
    if (x < THUMB_WIDTH - 1 && y < TOP + ROWS - 1) {
      compared++
      const place = y * THUMB_WIDTH + x
      if (thumb.luma[place + 1] === value && thumb.luma[place + THUMB_WIDTH] === value) equal++
    }
    sum += value
    squares += value * value
    u += thumb.u[colour] ?? 0
    v += thumb.v[colour] ?? 0
  }
  const mean = sum / count
  return {
    mean,
    sd: Math.sqrt(Math.max(0, squares / count - mean * mean)),
    chroma: Math.hypot(u / count - 128, v / count - 128),
    plain: compared > 0 ? equal / compared : 0,
  }
}

/** Mean absolute difference of two pictures' inner rows. */
export function difference(one: Uint8Array, other: Uint8Array, { cells }: View): number {
  let sum = 0
  for (const cell of cells) sum += Math.abs((one[cell] ?? 0) - (other[cell] ?? 0))
  return sum / cells.length
}

/** Inner rows at half the width and height, by means. */
export function reduce(inner: Uint8Array): Uint8Array {
  const out = new Uint8Array(REDUCED_CELLS)
  for (let place = 0; place < REDUCED_CELLS; place++) {
    const at = Math.floor(place / REDUCED_WIDTH) * 2 * THUMB_WIDTH + (place % REDUCED_WIDTH) * 2
    const upper = (inner[at] ?? 0) + (inner[at + 1] ?? 0)
    const lower = (inner[at + THUMB_WIDTH] ?? 0) + (inner[at + THUMB_WIDTH + 1] ?? 0)
    out[place] = (upper + lower + 2) >> 2
  }
  return out
}

/**
 * Normalised correlation of a reduced picture with a reference, -1 to 1: regardless of brightness and contrast. 0 for a
 * picture without any structure; undefined where the reference has hardly any (spread below `leastSd`).
 */
export function correlation(
  picture: Uint8Array,
  reference: Uint8Array,
  { reduced }: View,
  leastSd: number,
): number | undefined {
  const count = reduced.length
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0]
  for (const cell of reduced) {
    const [x, y] = [picture[cell] ?? 0, reference[cell] ?? 0]
    a += x
    b += y
    aa += x * x
    bb += y * y
    ab += x * y
  }
  const [varianceA, varianceB] = [aa / count - (a / count) ** 2, bb / count - (b / count) ** 2]
  if (!(varianceB >= leastSd * leastSd)) return undefined
  if (varianceA <= 0) return 0
  const covariance = ab / count - (a / count) * (b / count)
  return Math.max(-1, Math.min(1, covariance / Math.sqrt(varianceA * varianceB)))
}

function viewWithout(masks: readonly Mask[]): View {
  const seen = new Uint8Array(INNER_CELLS).fill(1)
  for (let cell = 0; cell < INNER_CELLS; cell++) {
    const [x, y] = [cell % THUMB_WIDTH, TOP + Math.floor(cell / THUMB_WIDTH)]
    if (masks.some((mask) => touches(mask, x, y))) seen[cell] = 0
  }
  const cells = Uint16Array.from(seen.keys()).filter((cell) => seen[cell] === 1)
  const reduced = Uint16Array.from({ length: REDUCED_CELLS }, (_, place) => place).filter(
    (place) => {
      const at = Math.floor(place / REDUCED_WIDTH) * 2 * THUMB_WIDTH + (place % REDUCED_WIDTH) * 2
      return [at, at + 1, at + THUMB_WIDTH, at + THUMB_WIDTH + 1].every((cell) => seen[cell] === 1)
    },
  )
  return { cells, reduced }
}

function touches(mask: Mask, x: number, y: number): boolean {
  return (
    x + 1 > mask.x * THUMB_WIDTH &&
    x < (mask.x + mask.width) * THUMB_WIDTH &&
    y + 1 > mask.y * THUMB_HEIGHT &&
    y < (mask.y + mask.height) * THUMB_HEIGHT
  )
}
