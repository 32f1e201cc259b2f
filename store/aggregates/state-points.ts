// The series `state`: a point at each change of a target, and one at each midnight of the city.
import type { Transition } from '../../fleet/state.ts'
import type { Verdict } from '../../incidents/incident.ts'
import { STATE_CODES } from '../schema/codes.ts'
import type { Point } from '../schema/measurements.ts'
import type { SeriesTarget } from '../schema/series-target.ts'

export type TargetOf = (id: string) => SeriesTarget | undefined

/**
 * One point for each change, at the moment since when it holds; of several of one target at one millisecond the last
 * decision. Changes of targets that are not in the estate are left out.
 */
export function statePoints(
  transitions: readonly Transition[],
  targetOf: TargetOf,
): Point<'state'>[] {
  const last = new Map<string, Transition>()
  for (const one of transitions) keepLast(last, `${one.targetId} ${one.at}`, one)
  return pointsOf(last.values(), targetOf, (one) => one)
}

/**
 * What was found out after midnight about the time before it: the point of midnight anew, for each target whose last
 * change was before. `transitions`: no target of theirs may have changed since. `midnight`: epoch milliseconds.
 */
export function midnightAnew(
  transitions: readonly Transition[],
  targetOf: TargetOf,
  midnight: number,
): Point<'state'>[] {
  const last = new Map<string, Transition>()
  for (const one of transitions) {
    const known = last.get(one.targetId)
    const isNewer = known === undefined || one.at > known.at
    if (isNewer) last.set(one.targetId, one)
    else if (one.at === known.at) keepLast(last, one.targetId, one)
  }
  const late = [...last.values()].filter(({ at }) => at < midnight)
  return pointsOf(late, targetOf, (one) => ({ ...one, at: midnight, from: one.to }))
}

/**
 * The state at midnight of the targets at positions `from` to `to` (exclusive), `prev` the same as `code`. Who has
 * changed since has a point that says what it was before, and gets none here.
 */
export function midnightPoints(
  estate: readonly SeriesTarget[],
  verdict: (position: number) => Verdict,
  midnight: number,
  from = 0,
  to = estate.length,
): Point<'state'>[] {
  const points: Point<'state'>[] = []
  for (let position = from; position < Math.min(to, estate.length); position++) {
    const target = estate[position] as SeriesTarget
    const { state, reason, since } = verdict(position)
    if (since >= midnight) continue
    const code = STATE_CODES[state]
    points.push({
      measurement: 'state',
      tags: tagsOf(target),
      fields: { code, prev: code, reason, cause: undefined },
      at: midnight,
    })
  }
  return points
}

/** Later ones in the order of the list win where they were decided at the same time. */
function keepLast(last: Map<string, Transition>, key: string, one: Transition): void {
  if (one.decidedAt >= (last.get(key)?.decidedAt ?? one.decidedAt)) last.set(key, one)
}

function pointsOf(
  transitions: Iterable<Transition>,
  targetOf: TargetOf,
  shownAs: (one: Transition) => Transition,
): Point<'state'>[] {
  const points: Point<'state'>[] = []
  for (const one of transitions) {
    const target = targetOf(one.targetId)
    if (target === undefined) continue
    const { at, from, to, reason, evidence } = shownAs(one)
    const parent = reason === 'parent-down' ? evidence['parent'] : undefined
    points.push({
      measurement: 'state',
      tags: tagsOf(target),
      fields: {
        code: STATE_CODES[to],
        prev: STATE_CODES[from],
        reason,
        cause: parent === undefined ? undefined : String(parent),
      },
      at,
    })
  }
  return points
}

function tagsOf({ id, kind, kec, kel }: SeriesTarget): Point<'state'>['tags'] {
  return { id, kind, kec, kel }
}
