// The city board: every pinged target as one cell, grouped by kecamatan, kept true change by change.
import type { Board } from '../../console/live.ts'
import type { Fleet, PingedKind } from '../../fleet/model.ts'
import { STATES, type State } from '../../fleet/state.ts'
import { type PingedTarget, pingedTargets, type Topology } from '../../fleet/topology.ts'

const KIND_LETTERS: Readonly<Record<PingedKind, string>> = { uplink: 'U', nvr: 'N', node: 'O' }
const DIGIT = new Map<State, string>(STATES.map((state, i) => [state, String(i)]))
/** Pinged targets without an area (ISP nodes, the city link) stand in a group of their own. */
const NO_AREA = ''

interface Group {
  readonly areaId: string
  readonly name: string
  readonly ids: string[]
  kinds: string
  /** ASCII digits, so that a change is one byte. */
  states: Uint8Array
}

export class CityBoard {
  readonly #groups: readonly Group[]
  /** By position of a target in the topology; -1 for who has no cell. */
  readonly #groupOf: Int32Array
  readonly #cellOf: Int32Array
  #seq = 0

  constructor(fleet: Fleet, topology: Topology) {
    this.#groups = groupsOf(fleet, topology)
    this.#groupOf = new Int32Array(topology.targets.length).fill(-1)
    this.#cellOf = new Int32Array(topology.targets.length).fill(-1)
    for (const [g, group] of this.#groups.entries()) {
      group.states = new Uint8Array(group.ids.length).fill(digit('unknown'))
      for (const [i, id] of group.ids.entries()) {
        this.#groupOf[topology.indexOf(id)] = g
        this.#cellOf[topology.indexOf(id)] = i
      }
    }
  }

  /** Raised by one for each batch of changes that goes out; a page that misses one fetches the board again. */
  get seq(): number {
    return this.#seq
  }

  nextSeq(): number {
    return ++this.#seq
  }

  /** `position`: of the target in the topology. */
  set(position: number, state: State): void {
    const group = this.#groups[this.#groupOf[position] as number]
    if (group) group.states[this.#cellOf[position] as number] = digit(state)
  }

  snapshot(): Board {
    return {
      seq: this.#seq,
      groups: this.#groups.map(({ areaId, name, ids, kinds, states }) => ({
        areaId,
        name,
        ids,
        kinds,
        states: Buffer.from(states.buffer, states.byteOffset, states.length).toString('latin1'),
      })),
    }
  }
}

/** In a group, targets of one area stand together and an NVR stands behind its uplink, so that a cut is seen as a patch. */
function groupsOf(fleet: Fleet, topology: Topology): readonly Group[] {
  const groups = new Map<string, Group & { readonly cells: (readonly [string, PingedTarget])[] }>()
  for (const target of pingedTargets(fleet)) {
    const path = topology.areaPath(target)
    const [top] = path
    const areaId = top?.id ?? NO_AREA
    let group = groups.get(areaId)
    if (group === undefined) {
      group = {
        areaId,
        name: top?.name ?? fleet.city,
        ids: [],
        kinds: '',
        states: new Uint8Array(),
        cells: [],
      }
      groups.set(areaId, group)
    }
    const line = target.kind === 'nvr' ? target.uplink : target.id
    const order = target.kind === 'nvr' ? 1 : 0
    group.cells.push([`${path[1]?.id ?? ''} ${line} ${order} ${target.id}`, target])
  }
  const last = (group: Group): number => (group.areaId === NO_AREA ? 1 : 0)
  const sorted = [...groups.values()].sort(
    (a, b) => last(a) - last(b) || (a.name < b.name ? -1 : 1),
  )
  for (const group of sorted) {
    group.cells.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    for (const [, target] of group.cells) {
      group.ids.push(target.id)
      group.kinds += KIND_LETTERS[target.kind]
    }
  }
  return sorted.map(({ cells: _, ...group }) => group)
}

function digit(state: State): number {
  return (DIGIT.get(state) ?? '0').charCodeAt(0)
}
