// Finds targets by state, kind, area and text, a page at a time, for the API and the page.
import type { TargetPage, TargetQuery, TargetRow } from '../../console/live.ts'
import type { Condition } from '../../fleet/condition.ts'
import type { Target } from '../../fleet/model.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { Verdict } from '../../incidents/incident.ts'

const DEFAULT_LIMIT = 100
/** Between time and id in the cursor of `newest`; no id has it. */
const MARK = '~'

interface Source {
  readonly topology: Topology
  verdictOf(target: Target): Verdict
  rowOf(target: Target): TargetRow
  /** Absent while the picture round is switched off. */
  readonly conditionOf?: ((id: string) => Condition | undefined) | undefined
}

/**
 * The cursor names the last row that was given, not a position: rows that come and go between two pages neither repeat
 * the others nor hide them. A cursor that is none starts from the front.
 */
export function findTargets(source: Source, query: TargetQuery): TargetPage {
  const { topology } = source
  const inArea =
    query.area === undefined ? undefined : new Set(topology.targetsInArea(query.area, true))
  const wanted = matcher(source, query)
  const found = byId(topology).filter((target) => (inArea?.has(target) ?? true) && wanted(target))
  const newest = query.order === 'newest'
  const since = ({ id }: Target): number => sinceOf.get(id) ?? 0
  const sinceOf = new Map(
    newest ? found.map((t) => [t.id as string, source.verdictOf(t).since]) : [],
  )
  if (newest) found.sort((a, b) => since(b) - since(a) || compare(a.id, b.id))
  const after = parseCursor(query.cursor, newest)
  const isAfter = (target: Target): boolean =>
    after === undefined ||
    since(target) < after.since ||
    (since(target) === after.since && target.id > after.id)
  const start = after === undefined ? 0 : found.findIndex(isAfter)
  const rest = start < 0 ? [] : found.slice(start)
  const page = rest.slice(0, query.limit ?? DEFAULT_LIMIT)
  const last = page.at(-1)
  return {
    total: found.length,
    rows: page.map((target) => source.rowOf(target)),
    ...(last !== undefined && page.length < rest.length
      ? { next: newest ? `${since(last)}${MARK}${last.id}` : last.id }
      : {}),
  }
}

/** Sorted once for an estate: a page is asked for often, and a city has 27,000 targets. */
const sorted = new WeakMap<readonly Target[], readonly Target[]>()

function byId({ targets }: Topology): readonly Target[] {
  let list = sorted.get(targets)
  if (list === undefined) {
    list = [...targets].sort((a, b) => compare(a.id, b.id))
    sorted.set(targets, list)
  }
  return list
}

function matcher(source: Source, query: TargetQuery): (target: Target) => boolean {
  const states = query.state === undefined ? undefined : new Set(query.state)
  const kinds = query.kind === undefined ? undefined : new Set(query.kind)
  const classes = query.class === undefined ? undefined : new Set(query.class)
  const conditions = query.condition === undefined ? undefined : new Set(query.condition)
  const q = query.q?.trim().toLowerCase()
  return (target) => {
    if (kinds && !kinds.has(target.kind)) return false
    if (classes && !(target.kind === 'camera' && classes.has(target.class))) return false
    if (conditions && !(target.kind === 'camera' && has(conditions, source, target.id)))
      return false
    if (states && !states.has(source.verdictOf(target).state)) return false
    return !q || textsOf(target).some((text) => text.toLowerCase().includes(q))
  }
}

function has(wanted: ReadonlySet<Condition>, source: Source, id: string): boolean {
  const condition = source.conditionOf?.(id)
  return condition !== undefined && wanted.has(condition)
}

function textsOf(target: Target): readonly string[] {
  const texts: string[] = [target.id, target.name]
  if ('address' in target && target.address !== undefined) texts.push(target.address)
  return texts
}

function parseCursor(
  cursor: string | undefined,
  newest: boolean,
): { readonly since: number; readonly id: string } | undefined {
  if (cursor === undefined) return undefined
  if (!newest) return { since: 0, id: cursor }
  const [at = '', id = ''] = cursor.split(MARK, 2)
  const since = Number(at)
  return id && Number.isFinite(since) ? { since, id } : undefined
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
