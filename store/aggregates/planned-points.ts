// The series `planned` and `planned_open`: what is switched off on purpose, when that begins and ends, and what is now.
import type { Point } from '../schema/measurements.ts'

/** A suspension, or an occurrence of a maintenance window. */
export interface PlannedFacts {
  readonly kind: 'suspension' | 'maintenance'
  readonly id: string
  /** Id of who decided it. */
  readonly owner: string
  readonly why: string
  /** How many it covers. */
  readonly targets: number
}

export interface PlannedStep extends PlannedFacts {
  /** `lifted`: ended before its time. */
  readonly what: 'begun' | 'ended' | 'lifted'
  /** Epoch milliseconds. */
  readonly at: number
}

export interface PlannedNow extends PlannedFacts {
  /** Epoch milliseconds. */
  readonly from: number
  readonly until: number
}

const ORDINALS = 1_000_000

/** One point for each step; its ordinal is made of its id alone, so that the same step said again is the same point. */
export function plannedPoints(steps: readonly PlannedStep[]): Point<'planned'>[] {
  return steps.map(({ kind, id, what, owner, why, targets, at }) => ({
    measurement: 'planned',
    tags: { kind },
    fields: { id, what, owner, why, targets },
    at,
    ordinal: ordinalOf(`${id} ${what}`),
  }))
}

/** One point for each that holds; its ordinal is its place among their ids. `at`: epoch milliseconds. */
export function plannedOpenPoints(
  open: readonly PlannedNow[],
  at: number,
): Point<'planned_open'>[] {
  return open
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ kind, id, owner, why, targets, from, until }, ordinal) => ({
      measurement: 'planned_open',
      tags: { kind },
      fields: { id, owner, why, targets, from_ms: from, until_ms: until },
      at,
      ordinal,
    }))
}

/** FNV-1a, folded into the room that there is below a millisecond. */
function ordinalOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  }
  return hash % ORDINALS
}
