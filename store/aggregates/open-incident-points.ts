// The series `incident_open` and `cause`: the list of open incidents, and how many there are of each kind and place.
import type { Incident } from '../../incidents/incident.ts'
import type { Point } from '../schema/measurements.ts'
import { causeName, type PlaceOf } from './cause-place.ts'

/** One point for each; its ordinal is its place among their ids. `at`: epoch milliseconds. */
export function openIncidentPoints(
  open: readonly Incident[],
  placeOf: PlaceOf,
  at: number,
): Point<'incident_open'>[] {
  return open.toSorted(byId).map((one, ordinal) => {
    const { kec, kind } = placeOf(one.cause)
    return {
      measurement: 'incident_open',
      tags: { kec, kind },
      fields: {
        inc: one.id,
        cause: causeName(one.cause),
        reason: one.reason,
        affected: one.affected.length,
        peak: one.peak,
        since_ms: one.openedAt,
        acked: one.acknowledged ? 1 : 0,
        flapping: one.flapping ? 1 : 0,
      },
      at,
      ordinal,
    }
  })
}

/** One point for each kecamatan, kind of cause and reason that there is an open incident of. */
export function causePoints(
  open: readonly Incident[],
  placeOf: PlaceOf,
  at: number,
): Point<'cause'>[] {
  const sums = new Map<string, Sum>()
  for (const { cause, reason, affected, openedAt } of open) {
    const { kec, kind } = placeOf(cause)
    const key = JSON.stringify([kec, kind, reason])
    const sum = sums.get(key) ?? {
      tags: { kec, kind, reason },
      incidents: 0,
      affected: 0,
      longestMs: 0,
    }
    sum.incidents++
    sum.affected += affected.length
    sum.longestMs = Math.max(sum.longestMs, at - openedAt)
    sums.set(key, sum)
  }
  return [...sums.values()].map(({ tags, incidents, affected, longestMs }) => ({
    measurement: 'cause',
    tags,
    fields: { incidents, affected, longest_s: Math.floor(longestMs / 1000) },
    at,
  }))
}

/** Which open incident each target is in; of several the first by id. */
export function incidentsByTarget(open: readonly Incident[]): ReadonlyMap<string, string> {
  const incidentOf = new Map<string, string>()
  for (const { id, affected } of open.toSorted(byId)) {
    for (const targetId of affected) if (!incidentOf.has(targetId)) incidentOf.set(targetId, id)
  }
  return incidentOf
}

interface Sum {
  readonly tags: Point<'cause'>['tags']
  incidents: number
  affected: number
  longestMs: number
}

function byId(a: Incident, b: Incident): number {
  return a.id < b.id ? -1 : 1
}
