// The state of every target of a Fleet, moved on by what the round finds: own verdicts, and what parents make of them.
import { buildForest } from '../fleet/forest.ts'
import type { Fleet, Target } from '../fleet/model.ts'
import type { State, Transition } from '../fleet/state.ts'
import { buildTopology } from '../fleet/topology.ts'
import type { ResultColumns } from '../probes/result.ts'
import { type Asked, askedOf } from './asked.ts'
import { createEvidence, type Evidence } from './evidence.ts'
import type { Verdict } from './incident.ts'
import { depthsOf, linkAddresses } from './links.ts'
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
  const topology = buildTopology(fleet)
  const { targets, parents } = topology
  const forest = buildForest([...parents])
  const asked = askedOf(fleet)
  const links = linkAddresses(targets, asked, topology.indexOf)
  const depth = depthsOf(parents)
  const evidence = createEvidence(asked.addresses.length)
  const verdicts: Judged[] = asked.addresses.map(() => notAsked(startedAt))
  const states: Verdict[] = targets.map(() => notAsked(startedAt))
  /** The failed ancestor that each target lies behind; -1 for none. */
  const behind = new Int32Array(targets.length).fill(-1)

  function ownVerdict(position: number): Verdict {
    const place = links.own[position] as number
    if (place < 0) return notAsked(startedAt)
    const own = verdicts[place] as Judged
    if (own.state !== 'down' || vouching(position) < 0) return own
    return { state: 'degraded', reason: 'anchor-answers', since: own.since }
  }

  /** The anchor that answers for this uplink; -1 for none. */
  function vouching(position: number): number {
    const answers = ({ state }: Judged): boolean => state === 'up' || state === 'degraded'
    const anchors = links.anchors.get(position) ?? []
    return anchors.find((place) => answers(verdicts[place] as Judged)) ?? -1
  }

  function effective(position: number): Verdict {
    const own = ownVerdict(position)
    const cause = behind[position] as number
    const held = own.state === 'down' || (links.own[position] as number) < 0
    if (cause < 0 || !held) return own
    return { state: 'unreachable', reason: 'parent-down', since: own.since }
  }

  /** What a target's children lie behind. */
  function shadow(position: number): number {
    return states[position]?.state === 'down' ? position : (behind[position] as number)
  }

  /** Brings a target up to date, and all below it that this touches. */
  function settle(position: number, above: Touched, touched: Batch, out: Transition[]): void {
    const { at, decidedAt } = later(above, touched.get(position))
    const parent = parents[position] as number
    const before = shadow(position)
    behind[position] = parent < 0 ? -1 : shadow(parent)
    const previous = states[position] as Verdict
    const next = effective(position)
    if (next.state !== previous.state) {
      const since = Math.min(Math.max(previous.since, at), Math.max(previous.since, decidedAt))
      states[position] = { state: next.state, reason: next.reason, since }
      out.push({
        targetId: (targets[position] as Target).id,
        at: since,
        decidedAt: Math.max(since, decidedAt),
        from: previous.state,
        to: next.state,
        reason: next.reason,
        evidence: evidenceOf(position, next),
      })
    }
    if (shadow(position) === before) return
    for (const child of forest.children(position)) settle(child, { at, decidedAt }, touched, out)
  }

  function evidenceOf(position: number, next: Verdict): Evidence {
    const cause = behind[position] as number
    if (next.reason === 'parent-down' && cause >= 0) {
      return { parent: (targets[cause] as Target).id }
    }
    const own = evidence.of(links.own[position] as number) ?? {}
    if (next.reason !== 'anchor-answers') return own
    return { ...own, anchor: asked.addresses[vouching(position)] as string }
  }

  function settleAll(touched: Batch): Transition[] {
    const out: Transition[] = []
    const downwards = [...touched.keys()].sort(
      (a, b) => (depth[a] as number) - (depth[b] as number) || a - b,
    )
    for (const position of downwards) {
      settle(position, touched.get(position) as Touched, touched, out)
    }
    return out
  }

  return {
    targets,
    asked,
    apply(columns) {
      const touched: Batch = new Map()
      for (let row = 0; row < columns.count; row++) {
        const place = columns.index[row] as number
        const before = verdicts[place] as Judged
        const look = evidence.take(columns, row)
        const after = nextVerdict(before, look)
        if (after === before) continue
        verdicts[place] = after
        if (after.state === before.state) continue
        for (const position of links.concerned[place] as readonly number[]) {
          const change = { at: after.since, decidedAt: columns.decidedAt[row] as number }
          touched.set(position, later(change, touched.get(position)))
        }
      }
      return settleAll(touched)
    },
    restore(known, at) {
      const touched: Batch = new Map()
      for (const { targetId, state, reason, since } of known) {
        const position = topology.indexOf(targetId)
        if (position < 0) continue
        states[position] = { state, reason, since }
        const place = links.own[position] as number
        if (place >= 0) verdicts[place] = ownOf(state, reason, since)
      }
      for (let position = 0; position < targets.length; position++) {
        touched.set(position, { at, decidedAt: at })
      }
      return settleAll(touched)
    },
    verdict: (position) => states[position] as Verdict,
    evidence: (position) => evidence.of(links.own[position] as number),
    silent: () => verdicts.flatMap(({ state }, place) => (state === 'down' ? [place] : [])),
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
