// The list of an incident: ids of its members, sorted, and how they are split.
import { areaIdOf, type Topology } from '../fleet/topology.ts'
import type { Incident } from './incident.ts'

export type MemberList = Pick<Incident, 'affected' | 'byKecamatan' | 'byKind' | 'byOwner'>

/** Of positions in one estate. */
export function createMemberLists(
  topology: Topology,
): (members: ReadonlySet<number>) => MemberList {
  const { targets } = topology
  const idAt = (position: number): string => targets[position]?.id ?? ''
  const byId = Int32Array.from(
    targets.map((_, position) => position).sort((a, b) => (idAt(a) < idAt(b) ? -1 : 1)),
  )
  const rank = new Int32Array(targets.length)
  for (const [place, position] of byId.entries()) rank[position] = place
  const kecamatan = columnOf(
    targets.map((target) =>
      areaIdOf(target) === undefined ? '' : (topology.areaPath(target)[0]?.id ?? ''),
    ),
  )
  const kinds = columnOf(targets.map(({ kind }) => kind))
  const owners = columnOf(targets.map(({ owner }) => owner))

  return (members) => {
    const positions = new Int32Array(members.size)
    let count = 0
    for (const position of members) positions[count++] = rank[position] as number
    positions.sort()
    const affected: string[] = []
    for (let i = 0; i < count; i++) {
      const position = byId[positions[i] as number] as number
      positions[i] = position
      affected.push(idAt(position))
    }
    return {
      affected,
      byKecamatan: countBy(positions, kecamatan),
      byKind: countBy(positions, kinds),
      byOwner: countBy(positions, owners),
    }
  }
}

/** A text of each target, as its number among all texts. */
interface Column {
  readonly texts: readonly string[]
  readonly numbers: Uint32Array
  /** By number, all 0: for counting in. */
  readonly counts: Uint32Array
}

function columnOf(values: readonly string[]): Column {
  const numbers = new Map<string, number>()
  const of = values.map((text) => {
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    return number
  })
  const counts = new Uint32Array(numbers.size)
  return { texts: [...numbers.keys()], numbers: Uint32Array.from(of), counts }
}

/** In the order in which each text comes first. */
function countBy(
  positions: Int32Array,
  { texts, numbers, counts }: Column,
): Record<string, number> {
  const order: number[] = []
  for (const position of positions) {
    const number = numbers[position] as number
    if (counts[number] === 0) order.push(number)
    counts[number] = (counts[number] as number) + 1
  }
  const split: Record<string, number> = {}
  for (const number of order) {
    split[texts[number] as string] = counts[number] as number
    counts[number] = 0
  }
  return split
}
