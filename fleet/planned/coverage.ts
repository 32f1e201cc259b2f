// Which targets a planned outage covers, and by which of several a target is covered at a time.
import type { Target } from '../model.ts'
import { areaIdOf, type Topology } from '../topology.ts'
import type { PlannedOutage, Scope, ScopeQuery } from './planned.ts'

/** What covers a target, and until when (epoch milliseconds). */
export interface Cover {
  readonly planned: PlannedOutage
  readonly until: number
}

/** A planned outage that holds, with the positions in `Topology.targets` that it covers. */
export interface ActiveOutage extends Cover {
  readonly positions: Int32Array
}

/** Positions of the targets and what the query finds, each with all that hangs on it, but for the exceptions with theirs. */
export function resolveScope(scope: Scope, topology: Topology): Int32Array {
  const chosen = markIds(scope.targets ?? [], topology)
  if (scope.query) markFound(scope.query, topology, chosen)
  const covered = spreadDown(chosen, topology.parents)
  const excepted = spreadDown(markIds(scope.except ?? [], topology), topology.parents)
  const positions: number[] = []
  for (let i = 0; i < covered.length; i++) {
    if (covered[i] === YES && excepted[i] !== YES) positions.push(i)
  }
  return Int32Array.from(positions)
}

/** What covers a target, by position: a suspension goes before maintenance, then the later end. */
export function coverageOf(active: readonly ActiveOutage[]): Map<number, Cover> {
  const coverage = new Map<number, Cover>()
  for (const one of active) {
    for (const position of one.positions) {
      const other = coverage.get(position)
      if (other === undefined || goesBefore(one, other)) coverage.set(position, one)
    }
  }
  return coverage
}

function goesBefore(one: Cover, other: Cover): boolean {
  if (one.planned.kind !== other.planned.kind) return one.planned.kind === 'suspension'
  return one.until > other.until
}

const YES = 1
const NO = 2

function markIds(ids: readonly string[], topology: Topology): Uint8Array {
  const marks = new Uint8Array(topology.targets.length)
  for (const id of ids) {
    const position = topology.indexOf(id)
    if (position >= 0) marks[position] = YES
  }
  return marks
}

/** YES for what is marked and for all below it, NO for the rest. */
function spreadDown(marks: Uint8Array, parents: Int32Array): Uint8Array {
  const path: number[] = []
  for (let i = 0; i < marks.length; i++) {
    let up = i
    for (; up >= 0 && marks[up] === 0; up = parents[up] as number) path.push(up)
    const answer = up >= 0 ? (marks[up] as number) : NO
    for (let below = path.pop(); below !== undefined; below = path.pop()) marks[below] = answer
  }
  return marks
}

function markFound(query: ScopeQuery, topology: Topology, marks: Uint8Array): void {
  const wanted = Object.entries(query)
    .filter(([field]) => field !== 'area')
    .map(([field, values]) => [field as Single, new Set<string>(values)] as const)
  const inArea = query.area && areasWithin(query.area, topology)
  if (wanted.length === 0 && !inArea) return
  for (const [position, target] of topology.targets.entries()) {
    if (inArea && !inArea.has(areaIdOf(target) ?? '')) continue
    const matches = wanted.every(([field, values]) => {
      const value = fieldOf(target, field, topology)
      return value !== undefined && values.has(value)
    })
    if (matches) marks[position] = YES
  }
}

/** Ids of the areas and of all in them. */
function areasWithin(areas: readonly string[], topology: Topology): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [...areas]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue
    found.add(id)
    for (const area of topology.areasIn(id)) open.push(area.id)
  }
  return found
}

type Single = Exclude<keyof ScopeQuery, 'area'>

/** A camera has the vendor and model of its NVR, and what has no ISP itself that of the line it hangs on. */
function fieldOf(target: Target, field: Single, topology: Topology): string | undefined {
  switch (field) {
    case 'kind':
    case 'owner':
      return target[field]
    case 'class':
      return target.kind === 'camera' ? target.class : undefined
    case 'vendor':
    case 'model': {
      const nvr = target.kind === 'camera' ? topology.parentOf(target.id) : target
      return nvr?.kind === 'nvr' ? nvr[field] : undefined
    }
    case 'isp': {
      let line: Target | undefined = target
      while (line?.kind === 'camera' || line?.kind === 'nvr') line = topology.parentOf(line.id)
      return line?.kind === 'uplink' || line?.kind === 'node' ? line.isp : undefined
    }
  }
}
