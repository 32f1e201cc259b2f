// Common causes: the open ones that deaths may join, and the comparison that finds new ones.
import { NVR_CONDITIONS } from '../fleet/feed-condition.ts'
import type { Topology } from '../fleet/topology.ts'
import { type Attributes, attributesOf, type Group } from './attributes.ts'
import type { Case } from './case.ts'
import { Comparison, keyOf } from './find-common.ts'
import type { Ledger } from './ledger.ts'
import { isPlanned } from './overlay.ts'

/** Deaths within this long of each other may have a common cause; a later one joins it no more. */
export const TOGETHER_MS = 60_000
/** Of cameras: a picture round takes 5 min, and a condition is confirmed before it is published. */
export const CAMERA_TOGETHER_MS = 420_000

/** A recorder that does not let us see its cameras. */
export function isRecordersOwn({ cause, reason, evidence }: Case): boolean {
  const isRecorder = cause.kind === 'shared' && cause.attribute === 'nvr'
  const isWhole = isRecorder && reason === 'shared-attribute'
  return isWhole && NVR_CONDITIONS.has(String(evidence['condition']))
}

export class CommonCauses {
  readonly open = new Set<Case>()
  readonly #topology: Topology
  readonly #ledger: Ledger
  readonly #attributes: Attributes

  readonly #cameraTogetherMs: number

  constructor(topology: Topology, ledger: Ledger, cameraTogetherMs: number) {
    this.#cameraTogetherMs = cameraTogetherMs
    this.#topology = topology
    this.#ledger = ledger
    this.#attributes = attributesOf(topology)
  }

  /** Deaths of this target within this long of each other may have a common cause; milliseconds. */
  togetherMs(position: number): number {
    return this.#isCamera(position) ? this.#cameraTogetherMs : TOGETHER_MS
  }

  /** An open one that this death, so soon after the last one, is part of. */
  join(position: number, at: number): Case | undefined {
    if (this.open.size === 0) return undefined
    const keys = this.#keysOf(position)
    for (const one of this.open) {
      if (!this.#mayJoin(one, position, at)) continue
      if (!one.groups.some((group) => keys.has(keyOf(group)))) continue
      one.joinedAt = at
      return one
    }
    return undefined
  }

  /**
   * Goes on with one that was kept. How many of its victims were switched off on purpose was not: as many as were since it
   * opened and have what they share, those that did not fail among them. `since`: as Verdict has it, of each position.
   */
  excuse(one: Case, since: (position: number) => number): void {
    if (one.cause.kind !== 'shared' || one.groups.length === 0) return
    const { groups, groupsOf } = this.#attributes
    const keys = new Set(one.groups.map(keyOf))
    let planned = 0
    for (const position of this.#topology.targets.keys()) {
      if (!isPlanned(this.#ledger.stateOf(position)) || since(position) < one.openedAt) continue
      if (groupsOf(position).some((g) => keys.has(keyOf(groups[g] as Group)))) planned++
    }
    let faults = 0
    for (const position of one.members) if (this.#ledger.faultOf(position) === one) faults++
    one.excused = Math.min(planned, one.cause.failed - faults)
  }

  /** Compares what died lately with what lives now. */
  compare(positions: Iterable<number>, mayWait: (position: number) => boolean): Comparison {
    return new Comparison(this.#attributes, {
      positions,
      mayWait,
      conditionOf: (position) => this.#ledger.conditionOf(position),
      reporterOf: (position) => this.#reporterOf(position),
      isDead: (position) => this.#ledger.isDead(position),
      isPlanned: (position) => isPlanned(this.#ledger.stateOf(position)),
    })
  }

  #isCamera(position: number): boolean {
    return this.#topology.targets[position]?.kind === 'camera'
  }

  #keysOf(position: number): ReadonlySet<string> {
    const { groups, groupsOf } = this.#attributes
    const keys = new Set(groupsOf(position).map((g) => keyOf(groups[g] as Group)))
    const kind = this.#topology.targets[position]?.kind
    const reporter = this.#reporterOf(position)
    if (reporter && (kind === 'uplink' || kind === 'nvr')) {
      keys.add(keyOf({ attribute: 'reporter', value: reporter, kind }))
    }
    const condition = this.#ledger.conditionOf(position)
    if (condition) keys.add(keyOf({ attribute: 'condition', value: condition, kind: 'camera' }))
    return keys
  }

  /** What is the recorder's own fault concerns each of its cameras, whenever that is looked at. */
  #mayJoin(one: Case, position: number, at: number): boolean {
    if (!this.#isCamera(position)) return at - one.joinedAt <= TOGETHER_MS
    if (isRecordersOwn(one)) return NVR_CONDITIONS.has(this.#ledger.conditionOf(position) ?? '')
    // A round later a camera that goes bad is one of those that go bad every day.
    return at - one.decidedAt <= this.#cameraTogetherMs
  }

  #reporterOf(position: number): string | undefined {
    const reporter = this.#ledger.falls.get(position)?.evidence['reporter']
    return typeof reporter === 'string' ? reporter : undefined
  }
}
