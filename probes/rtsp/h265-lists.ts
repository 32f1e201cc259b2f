// Lists inside H.265's parameter sets and slices: reference picture sets (7.3.7) and scaling lists (7.3.4).
import type { BitReader } from './bit-reader.ts'

/** Pictures before and after the current one that may be referred to. */
export interface ReferenceSet {
  /** Distances in picture order, nearest first. */
  readonly before: readonly Reference[]
  readonly after: readonly Reference[]
}

interface Reference {
  readonly distance: number
  /** By the current picture itself. */
  readonly used: boolean
}

const MOST_REFERENCES = 16

/** The set number `known.length` of `count`; in a slice it is the one behind the last. Undefined: it breaks the rules. */
export function readReferenceSet(
  bits: BitReader,
  known: readonly ReferenceSet[],
  count: number,
): ReferenceSet | undefined {
  if (known.length > 0 && bits.flag()) return readPredicted(bits, known, count)
  const before = bits.ue()
  const after = bits.ue()
  if (before > MOST_REFERENCES || after > MOST_REFERENCES) return undefined
  return { before: readDistances(bits, before, -1), after: readDistances(bits, after, 1) }
}

function readDistances(bits: BitReader, count: number, sign: number): Reference[] {
  const references: Reference[] = []
  let distance = 0
  for (let i = 0; i < count; i++) {
    distance += sign * (bits.ue() + 1)
    references.push({ distance, used: bits.flag() })
  }
  return references
}

/** From another set, moved by a distance (formulas 7-61 and 7-62). */
function readPredicted(
  bits: BitReader,
  known: readonly ReferenceSet[],
  count: number,
): ReferenceSet | undefined {
  const back = known.length === count ? bits.ue() + 1 : 1
  const source = known[known.length - back]
  if (source === undefined) return undefined
  const sign = bits.flag() ? -1 : 1
  const delta = sign * (bits.ue() + 1)
  const moved: Reference[] = []
  for (const { distance } of [...source.before, ...source.after, { distance: 0 }]) {
    const used = bits.flag()
    const kept = used || bits.flag()
    if (kept && distance + delta !== 0) moved.push({ distance: distance + delta, used })
  }
  if (moved.length > MOST_REFERENCES) return undefined
  const byDistance = (a: Reference, b: Reference): number =>
    Math.abs(a.distance) - Math.abs(b.distance)
  return {
    before: moved.filter(({ distance }) => distance < 0).sort(byDistance),
    after: moved.filter(({ distance }) => distance > 0).sort(byDistance),
  }
}

export function skipScalingLists(bits: BitReader): void {
  for (let size = 0; size < 4; size++) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 ? 3 : 1) {
      if (!bits.flag()) {
        bits.ue()
        continue
      }
      if (size > 1) bits.se()
      const coefficients = Math.min(64, 2 ** (4 + 2 * size))
      for (let i = 0; i < coefficients && !bits.over; i++) bits.se()
    }
  }
}
