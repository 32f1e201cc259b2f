// Areas and nodes form trees: no cycles, and every area hangs under the level above it.
import { AREA_LEVELS, type Area } from '../model.ts'
import type { Problem } from '../problem.ts'
import type { Draft } from './draft.ts'
import { type Placed, problemAt, where } from './place.ts'

export function checkTrees(draft: Draft, problems: Problem[]): void {
  const areas = byId(draft.areas)
  const inCycle = checkCycles(draft.areas, areas, 'areas', problems)
  checkCycles(draft.nodes, byId(draft.nodes), 'nodes', problems)
  for (const area of draft.areas) {
    if (!inCycle.has(area.value.id)) checkLevel(area, areas, problems)
  }
}

interface Child {
  readonly id: string
  readonly parent?: string
}

function byId<T extends Child>(records: readonly Placed<T>[]): Map<string, Placed<T>> {
  const map = new Map<string, Placed<T>>()
  for (const record of records) if (!map.has(record.value.id)) map.set(record.value.id, record)
  return map
}

/** Says every cycle once, at its first member in order of reading; gives the ids of all members. */
function checkCycles<T extends Child>(
  records: readonly Placed<T>[],
  known: ReadonlyMap<string, Placed<T>>,
  noun: string,
  problems: Problem[],
): Set<string> {
  const inCycle = new Set<string>()
  const done = new Set<string>()
  for (const start of records) {
    const path: string[] = []
    const onPath = new Set<string>()
    let at: string | undefined = start.value.id
    while (at !== undefined && known.has(at) && !done.has(at) && !onPath.has(at)) {
      path.push(at)
      onPath.add(at)
      at = known.get(at)?.value.parent
    }
    if (at !== undefined && onPath.has(at)) {
      const cycle = path.slice(path.indexOf(at))
      for (const id of cycle) inCycle.add(id)
      problems.push(cycleProblem(cycle, known, noun))
    }
    for (const id of path) done.add(id)
  }
  return inCycle
}

const MOST_NAMED = 20

function cycleProblem<T extends Child>(
  cycle: readonly string[],
  known: ReadonlyMap<string, Placed<T>>,
  noun: string,
): Problem {
  const first = cycle[0] ?? ''
  const steps = [...cycle, first].map((id) => {
    const place = known.get(id)
    return place ? `${id} (${where(place)})` : id
  })
  const named =
    steps.length <= MOST_NAMED
      ? steps
      : [...steps.slice(0, MOST_NAMED), `${steps.length - MOST_NAMED} more`]
  const what = `the parents of ${noun} form a cycle: ${named.join(' -> ')}`
  const place = known.get(first) ?? { file: noun, line: 0 }
  return problemAt(place, what, 'give one of them another parent or none', 'parent')
}

function checkLevel(
  place: Placed<Area>,
  known: ReadonlyMap<string, Placed<Area>>,
  problems: Problem[],
): void {
  const area = place.value
  const above = AREA_LEVELS[AREA_LEVELS.indexOf(area.level) - 1]
  if (area.parent === undefined) {
    if (above === undefined) return
    const what = `${area.level} "${area.id}" has no parent`
    problems.push(problemAt(place, what, `name its ${above} in "parent"`, 'level'))
    return
  }
  if (above === undefined) {
    const what = `${area.level} "${area.id}" has a parent`
    problems.push(problemAt(place, what, 'leave "parent" empty', 'parent'))
    return
  }
  const parent = known.get(area.parent)
  if (!parent || parent.value.level === above) return
  const what = `${area.level} "${area.id}" hangs under ${parent.value.level} "${area.parent}" (${where(parent)})`
  problems.push(problemAt(place, what, `name its ${above} in "parent"`, 'parent'))
}
