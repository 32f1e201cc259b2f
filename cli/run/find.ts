// Finds targets by state, kind, area and text, a page at a time, for the API and the page.
import type { TargetPage, TargetQuery, TargetRow } from '../../console/live.ts'
import type { Target } from '../../fleet/model.ts'
import type { State } from '../../fleet/state.ts'
import type { Topology } from '../../fleet/topology.ts'

const DEFAULT_LIMIT = 100

interface Source {
  readonly topology: Topology
  stateOf(target: Target): State
  rowOf(target: Target): TargetRow
}

/**
 * The cursor is the position in the estate of the row that comes next: it stays right while states change under it.
 * A cursor that is none starts from the front.
 */
export function findTargets(source: Source, query: TargetQuery): TargetPage {
  const candidates =
    query.area === undefined
      ? source.topology.targets
      : source.topology.targetsInArea(query.area, true)
  const wanted = matcher(source, query)
  const start = positionOf(query.cursor)
  const limit = query.limit ?? DEFAULT_LIMIT
  const rows: TargetRow[] = []
  let total = 0
  let next: string | undefined
  for (const [position, target] of candidates.entries()) {
    if (!wanted(target)) continue
    total++
    if (position < start) continue
    if (rows.length < limit) rows.push(source.rowOf(target))
    else next ??= String(position)
  }
  return { total, rows, ...(next === undefined ? {} : { next }) }
}

function matcher(source: Source, query: TargetQuery): (target: Target) => boolean {
  const states = query.state === undefined ? undefined : new Set(query.state)
  const kinds = query.kind === undefined ? undefined : new Set(query.kind)
  const q = query.q?.trim().toLowerCase()
  return (target) => {
    if (kinds && !kinds.has(target.kind)) return false
    if (states && !states.has(source.stateOf(target))) return false
    return !q || textsOf(target).some((text) => text.toLowerCase().includes(q))
  }
}

function textsOf(target: Target): readonly string[] {
  const texts: string[] = [target.id, target.name]
  if ('address' in target && target.address !== undefined) texts.push(target.address)
  return texts
}

function positionOf(cursor: string | undefined): number {
  const position = Number(cursor ?? 0)
  return Number.isSafeInteger(position) && position > 0 ? position : 0
}
