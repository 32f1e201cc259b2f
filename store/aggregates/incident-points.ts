// The series `incident`: one point for each step that people may want to see on a time line.
import type { Cause, IncidentEvent, IncidentReason } from '../../incidents/incident.ts'
import type { Point } from '../schema/measurements.ts'
import type { StepOfIncident } from '../store.ts'
import { type CausePlace, causeName, type PlaceOf } from './cause-place.ts'

/** A step of an incident without the list of who is affected. */
export interface KnownStep {
  readonly incidentId: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly what: IncidentEvent['what']
  readonly cause: Cause
  readonly reason: IncidentReason
  /** Epoch milliseconds. */
  readonly openedAt: number
  /** After this step. */
  readonly affected: number
  readonly peak: number
}

/** Nanoseconds that a timestamp in milliseconds leaves free. */
const ORDINALS = 1_000_000

/** As it happens. */
export function stepOf({ incidentId, at, what, incident }: IncidentEvent): KnownStep {
  const { cause, reason, openedAt, affected, peak } = incident
  return { incidentId, at, what, cause, reason, openedAt, affected: affected.length, peak }
}

/** As it was kept. The store keeps no peak for each step: it is the one that is known by now. */
export function keptStep({ incident, at, what, affected }: StepOfIncident): KnownStep {
  const { id, cause, reason, openedAt, peak } = incident
  return { incidentId: id, at, what, cause, reason, openedAt, affected, peak }
}

/** Growing and shrinking are not told: `incident_open` shows them minute by minute. */
export function isTold({ what }: Pick<KnownStep, 'what'>): boolean {
  return what !== 'grown' && what !== 'shrunk'
}

/**
 * The ordinal is made of incident, step and time, so that a step that is sent again is the same point. Of steps of one
 * call that would be one point the later ones by name give way; the order of `steps` does not matter.
 */
export function incidentPoints(steps: readonly KnownStep[], placeOf: PlaceOf): Point<'incident'>[] {
  const byKey = new Map<string, KnownStep>()
  for (const step of steps) {
    if (isTold(step)) byKey.set(`${step.incidentId} ${step.what} ${step.at}`, step)
  }
  const taken = new Set<string>()
  return [...byKey.keys()].sort().map((key) => {
    const step = byKey.get(key) as KnownStep
    const place = placeOf(step.cause)
    const ordinal = freeOrdinal(taken, `${place.kec ?? ''} ${place.kind} ${step.at}`, key)
    return pointOf(step, place, ordinal)
  })
}

function pointOf(step: KnownStep, { kec, kind }: CausePlace, ordinal: number): Point<'incident'> {
  const { incidentId, at, what, cause, reason, openedAt, affected, peak } = step
  const durationS = Math.max(0, Math.floor((at - openedAt) / 1000))
  return {
    measurement: 'incident',
    tags: { kec, kind },
    fields: {
      inc: incidentId,
      what,
      cause: causeName(cause),
      reason,
      affected,
      peak,
      dur_s: durationS,
    },
    at,
    ordinal,
  }
}

/** `series`: what the points have in common that must not have the same ordinal. */
function freeOrdinal(taken: Set<string>, series: string, key: string): number {
  let ordinal = hash(key) % ORDINALS
  while (taken.has(`${series} ${ordinal}`)) ordinal = (ordinal + 1) % ORDINALS
  taken.add(`${series} ${ordinal}`)
  return ordinal
}

/** FNV-1a, 32 bits, its bits mixed once more (fmix32 of MurmurHash3): keys differ in few characters at their end. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
