// The state of every target of a Fleet, moved on by what the round finds: own verdicts, and what parents make of them.
import { buildForest } from '../fleet/forest.ts'
import type { Fleet, Target } from '../fleet/model.ts'
import type { State, Transition } from '../fleet/state.ts'
import { buildTopology, type Topology } from '../fleet/topology.ts'
import type { ResultColumns } from '../probes/result.ts'
import { type Asked, askedOf } from './asked.ts'
import { createEvidence, type Evidence, type EvidenceTable } from './evidence.ts'
import type { Verdict } from './incident.ts'
import { depthsOf, type Links, linkAddresses } from './links.ts'
import { type Judged, judged, nextVerdict, notAsked } from './verdict.ts'

/** A state as a store kept it. */
export interface KnownState extends Verdict {
  readonly targetId: string
}

export interface Estate {
  /** In the order of `buildTopology(fleet).targets`; positions below are positions in it. */
  readonly targets: readonly Target[]
  readonly asked: Asked
  /**
   * Takes in a batch of results and gives what changed, parents before children. Rows of one target must be in order;
   * the state after the batch does not depend on the order of different targets, and never has a target `down` below
   * one that is `down`.
   */
  apply(columns: ResultColumns): Transition[]
  /**
   * Takes over what was known before the start, and gives the changes (as of `at`) that this estate makes of it. What
   * is not among `states` stays `unknown`.
   */
  restore(states: Iterable<KnownState>, at: number): Transition[]
  verdict(position: number): Verdict
  /** Of the last look at the target's own address; undefined before the first, and for what has none. */
  evidence(position: number): Evidence | undefined
  /** Positions of addresses whose target was last known down: RoundPlan.silent. */
  silent(): readonly number[]
}

/** `startedAt`: epoch milliseconds since when everything is unknown. */
export function createEstate({ fleet, startedAt }: { fleet: Fleet; startedAt: number }): Estate {
  return new TrackedEstate(fleet, startedAt)
}

class TrackedEstate implements Estate {
  readonly targets: readonly Target[]
  readonly asked: Asked
  readonly #topology: Topology
  readonly #children: (position: number) => Int32Array
  readonly #links: Links
  readonly #depth: Uint16Array
  readonly #evidence: EvidenceTable
  readonly #never: Verdict
  /** What each asked address's own looks say. */
  readonly #verdicts: Judged[]
  readonly #states: Verdict[]
  /** The failed ancestor that each target lies behind; -1 for none. */
  readonly #behind: Int32Array

  constructor(fleet: Fleet, startedAt: number) {
    const topology = buildTopology(fleet)
    this.#topology = topology
    this.targets = topology.targets
    this.asked = askedOf(fleet)
    this.#children = buildForest([...topology.parents]).children
    this.#links = linkAddresses(topology.targets, this.asked, topology.indexOf)
    this.#depth = depthsOf(topology.parents)
    this.#evidence = createEvidence(this.asked.addresses.length)
    const never = notAsked(startedAt)
    this.#never = never
    this.#verdicts = this.asked.addresses.map(() => never)
    this.#states = topology.targets.map(() => never)
    this.#behind = new Int32Array(topology.targets.length).fill(-1)
  }

  apply(columns: ResultColumns): Transition[] {
    const touched: Batch = new Map()
    for (let row = 0; row < columns.count; row++) {
      const place = columns.index[row] as number
      const before = this.#verdicts[place] as Judged
      const after = nextVerdict(before, this.#evidence.take(columns, row))
      if (after === before) continue
      this.#verdicts[place] = after
      if (after.state === before.state) continue
      const change = { at: after.since, decidedAt: columns.decidedAt[row] as number }
      for (const position of this.#links.concerned[place] as readonly number[]) {
        touched.set(position, later(change, touched.get(position)))
      }
    }
    return this.#settleAll(touched)
  }

  restore(known: Iterable<KnownState>, at: number): Transition[] {
    for (const { targetId, state, reason, since } of known) {
      const position = this.#topology.indexOf(targetId)
      if (position < 0) continue
      this.#states[position] = { state, reason, since }
      const place = this.#links.own[position] as number
      if (place >= 0) this.#verdicts[place] = ownOf(state, reason, since)
    }
    const now = { at, decidedAt: at }
    return this.#settleAll(new Map(this.targets.map((_, position) => [position, now])))
  }

  verdict(position: number): Verdict {
    return this.#states[position] as Verdict
  }

  evidence(position: number): Evidence | undefined {
    return this.#evidence.of(this.#links.own[position] as number)
  }

  silent(): readonly number[] {
    return this.#verdicts.flatMap(({ state }, place) => (state === 'down' ? [place] : []))
  }

  #settleAll(touched: Batch): Transition[] {
    const out: Transition[] = []
    const depth = (position: number): number => this.#depth[position] as number
    const downwards = [...touched.keys()].sort((a, b) => depth(a) - depth(b) || a - b)
    for (const position of downwards) {
      this.#settle(position, touched.get(position) as Touched, touched, out)
    }
    return out
  }

  /** Brings a target up to date, and all below it that this touches. */
  #settle(position: number, above: Touched, touched: Batch, out: Transition[]): void {
    const { at, decidedAt } = later(above, touched.get(position))
    const parent = this.#topology.parents[position] as number
    const before = this.#shadow(position)
    this.#behind[position] = parent < 0 ? -1 : this.#shadow(parent)
    const previous = this.#states[position] as Verdict
    const next = this.#effective(position)
    if (next.state !== previous.state) {
      const since = Math.max(previous.since, Math.min(at, decidedAt))
      this.#states[position] = { state: next.state, reason: next.reason, since }
      out.push({
        targetId: (this.targets[position] as Target).id,
        at: since,
        decidedAt: Math.max(since, decidedAt),
        from: previous.state,
        to: next.state,
        reason: next.reason,
        evidence: this.#evidenceOf(position, next),
      })
    }
    if (this.#shadow(position) === before) return
    for (const child of this.#children(position)) {
      this.#settle(child, { at, decidedAt }, touched, out)
    }
  }

  /** What a target's children lie behind. */
  #shadow(position: number): number {
    return this.#states[position]?.state === 'down' ? position : (this.#behind[position] as number)
  }

  #effective(position: number): Verdict {
    const own = this.#ownVerdict(position)
    const held = own.state === 'down' || (this.#links.own[position] as number) < 0
    if ((this.#behind[position] as number) < 0 || !held) return own
    return { state: 'unreachable', reason: 'parent-down', since: own.since }
  }

  #ownVerdict(position: number): Verdict {
    const place = this.#links.own[position] as number
    if (place < 0) return this.#never
    const own = this.#verdicts[place] as Judged
    if (own.state !== 'down' || this.#vouching(position) < 0) return own
    return { state: 'degraded', reason: 'anchor-answers', since: own.since }
  }

  /** The anchor that answers for this uplink; -1 for none. */
  #vouching(position: number): number {
    const answers = ({ state }: Judged): boolean => state === 'up' || state === 'degraded'
    const anchors = this.#links.anchors.get(position) ?? []
    return anchors.find((place) => answers(this.#verdicts[place] as Judged)) ?? -1
  }

  #evidenceOf(position: number, next: Verdict): Evidence {
    const cause = this.#behind[position] as number
    if (next.reason === 'parent-down' && cause >= 0) {
      return { parent: (this.targets[cause] as Target).id }
    }
    const own = this.evidence(position) ?? {}
    if (next.reason !== 'anchor-answers') return own
    return { ...own, anchor: this.asked.addresses[this.#vouching(position)] as string }
  }
}

/** When the evidence for a change began, and when it was decided; epoch milliseconds. */
interface Touched {
  readonly at: number
  readonly decidedAt: number
}

type Batch = Map<number, Touched>

function later(one: Touched, other: Touched | undefined): Touched {
  if (!other) return one
  return {
    at: Math.max(one.at, other.at),
    decidedAt: Math.max(one.decidedAt, other.decidedAt),
  }
}

/** What a kept state says of the target's own address. */
function ownOf(state: State, reason: Verdict['reason'], since: number): Judged {
  if (state === 'unreachable' || reason === 'anchor-answers') {
    return judged('down', 'all-lost', since)
  }
  const own = state === 'up' || state === 'degraded' || state === 'down'
  return own ? judged(state, reason, since) : notAsked(since)
}
