// The series `down`: the board of what is dead now.
import { UNAVAILABLE } from '../../fleet/state.ts'
import type { Verdict } from '../../incidents/incident.ts'
import { STATE_CODES } from '../schema/codes.ts'
import type { Point } from '../schema/measurements.ts'
import type { SeriesTarget } from '../schema/series-target.ts'

export interface DownSource {
  verdict(position: number): Verdict
  /** Id of the topmost dead target above it, or its own. */
  causeOf(position: number): string
  /** Id of the open incident that the target is in. */
  incidentOf(targetId: string): string | undefined
}

/**
 * One point for each of `positions` that is down or unreachable. Its ordinal is its position, so that no two of them are
 * one point, and the board of one minute can be sent again. `at`: epoch milliseconds.
 */
export function downPoints(
  estate: readonly SeriesTarget[],
  positions: Iterable<number>,
  source: DownSource,
  at: number,
): Point<'down'>[] {
  const points: Point<'down'>[] = []
  for (const position of positions) {
    const target = estate[position]
    const { state, reason, since } = source.verdict(position)
    if (target === undefined || !UNAVAILABLE.has(state)) continue
    points.push({
      measurement: 'down',
      tags: { kec: target.kec, kind: target.kind },
      fields: {
        id: target.id,
        kel: target.kel ?? '',
        code: STATE_CODES[state],
        reason,
        cause: source.causeOf(position),
        inc: source.incidentOf(target.id),
        since_ms: since,
      },
      at,
      ordinal: position,
    })
  }
  return points
}
