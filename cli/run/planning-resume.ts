// Takes targets out of what is switched off, or ends it.
import type { Refusal } from '../../console/actions.ts'
import { checkName, type Known } from '../../fleet/planned/check.ts'
import { resolveScope } from '../../fleet/planned/coverage.ts'
import { shown } from '../../fleet/schema/fault.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { Entry } from './planning-list.ts'
import { isOver } from './planning-rows.ts'

export interface Judging {
  readonly known: Known
  readonly topology: Topology
  /** Epoch milliseconds. */
  readonly now: number
}

/** Everything that is wrong, by field of the request. */
export function refusalsOfResume(
  entry: Entry,
  targets: readonly string[] | undefined,
  { known, topology, now }: Judging,
): Refusal[] {
  const covered = new Set(entry.positions)
  const wrong = (targets ?? []).flatMap((id, n) => {
    const field = `targets.${n}`
    const unknown = checkName(id, 'target', known)
    if (unknown) return [{ field, ...unknown }]
    if (covered.has(topology.indexOf(id))) return []
    const what = `target ${shown(id)} is not covered by ${entry.planned.id}`
    return [{ field, what, remedy: 'name targets that it covers' }]
  })
  const none = { field: 'targets', what: 'an empty list', remedy: 'name targets, or leave it out' }
  return [...ofOutage(entry, now), ...(targets?.length === 0 ? [none] : []), ...wrong]
}

function ofOutage(entry: Entry, now: number): Refusal[] {
  const { id, kind, source } = entry.planned
  if (source === 'file') {
    const file = kind === 'suspension' ? 'suspensions.yaml' : 'maintenance.yaml'
    const what = `${shown(id)} stands in the files of the estate`
    const remedy = `change or remove it in ${file} of the estate, and start ronda again`
    return [{ field: 'id', what, remedy }]
  }
  if (!isOver(entry, now)) return []
  return [
    { field: 'id', what: `${shown(id)} is over already`, remedy: 'nothing is left to resume' },
  ]
}

/** Ends it, or takes some out of it; gives how many it covers no more. */
export function release(
  entry: Entry,
  targets: readonly string[] | undefined,
  now: number,
  topology: Topology,
): number {
  const { planned, positions } = entry
  if (targets !== undefined) {
    const except = [...new Set([...(planned.scope.except ?? []), ...targets])]
    const scope = { ...planned.scope, except }
    const left = resolveScope(scope, topology)
    if (left.length > 0) {
      entry.before ??= { scope: planned.scope, positions }
      entry.planned = { ...planned, scope }
      entry.positions = left
      return positions.length - left.length
    }
  }
  entry.endedAt = now
  return positions.length
}
