// What the picture round makes of the city: the condition of every camera, counted, and which recorders are away.
import { type Condition, conditionOf } from '../../fleet/condition.ts'
import type { Target } from '../../fleet/model.ts'
import { UNAVAILABLE } from '../../fleet/state.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { Estate } from '../../incidents/estate.ts'
import { ConditionCounts, type ConditionNumbers } from './counts.ts'

/** NVRs that can no longer be asked, and those that can again: ids, in the order of the estate. */
export interface Away {
  readonly gone: readonly string[]
  readonly back: readonly string[]
}

/** The row of all cameras; no area has an empty id. */
const CITY = ''

export class CameraWatch {
  readonly #topology: Topology
  readonly #estate: () => Estate
  readonly #counts: ConditionCounts
  /** By position, of cameras only. */
  readonly #conditions = new Map<number, Condition>()
  readonly #rows = new Map<number, readonly number[]>()
  readonly #moved = new Set<number>()
  readonly #away = new Set<number>()

  /** `kecamatan`: ids. `estate`: as it is once there is one. */
  constructor(topology: Topology, kecamatan: readonly string[], estate: () => Estate) {
    this.#topology = topology
    this.#estate = estate
    this.#counts = new ConditionCounts([CITY, ...kecamatan])
    for (const [position, target] of topology.targets.entries()) {
      if (target.kind !== 'camera') continue
      const rows = this.#counts.rowsOf([CITY, topology.areaPath(target)[0]?.id ?? CITY])
      this.#rows.set(position, [...new Set(rows)])
      this.#conditions.set(position, 'unknown')
      this.#counts.move(this.#rows.get(position) ?? [], undefined, 'unknown')
    }
  }

  /** What is found of it, or is shown of it, may have changed: counted at the next `take`. */
  note(position: number): void {
    const kind = this.#topology.targets[position]?.kind
    if (kind === 'camera' || kind === 'nvr') this.#moved.add(position)
  }

  /** Counts what moved; gives the NVRs that went or came since the last time, undefined where none did. */
  take(): Away | undefined {
    if (this.#moved.size === 0) return undefined
    const gone: string[] = []
    const back: string[] = []
    for (const position of [...this.#moved].sort((a, b) => a - b)) {
      const { id, kind } = this.#topology.targets[position] as Target
      if (kind === 'camera') this.#count(position)
      else if (this.#turns(position)) (this.#away.has(position) ? gone : back).push(id)
    }
    this.#moved.clear()
    return gone.length + back.length === 0 ? undefined : { gone, back }
  }

  /** Undefined for what is no camera. */
  conditionOf(position: number): Condition | undefined {
    if (!this.#rows.has(position)) return undefined
    const estate = this.#estate()
    const { state, reason } = estate.verdict(position)
    const above = this.#topology.targets[estate.behind(position)]
    return conditionOf(state, reason, above?.kind)
  }

  /** Of the whole city, or of one kecamatan by its id. */
  conditions(kecamatan: string = CITY): ConditionNumbers {
    return this.#counts.of(kecamatan)
  }

  /** Ids of all NVRs that are away now. */
  away(): readonly string[] {
    const positions = [...this.#away].sort((a, b) => a - b)
    return positions.map((position) => (this.#topology.targets[position] as Target).id)
  }

  #count(position: number): void {
    const now = this.conditionOf(position)
    const before = this.#conditions.get(position)
    if (now === undefined || now === before) return
    this.#conditions.set(position, now)
    this.#counts.move(this.#rows.get(position) ?? [], before, now)
  }

  /** It became away, or is no longer. What is switched off on purpose is looked at as long as it answers. */
  #turns(position: number): boolean {
    const isAway = UNAVAILABLE.has(this.#estate().foundVerdict(position).state)
    if (isAway === this.#away.has(position)) return false
    if (isAway) this.#away.add(position)
    else this.#away.delete(position)
    return true
  }
}
