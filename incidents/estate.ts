// The state of every target of a Fleet, moved on by what the round finds: own verdicts, and what parents make of them.
import { buildForest, type Forest } from '../fleet/forest.ts'
import type { Fleet, Target } from '../fleet/model.ts'
import type { Transition } from '../fleet/state.ts'
import { buildTopology, mayBePinged, type Topology } from '../fleet/topology.ts'
import type { FeedChange, PublishedVerdict } from '../probes/feeds/verdict.ts'
import type { ResultColumns } from '../probes/result.ts'
import { type Asked, askedOf } from './asked.ts'
import { Behind } from './behind.ts'
import { begunAt, datedAfter, later, type Touched } from './dating.ts'
import type { Evidence } from './evidence.ts'
import { Hold } from './hold.ts'
import type { Verdict } from './incident.ts'
import { depthsOf, type Links, linkAddresses } from './links.ts'
import { isPlanned, Overlay, type PlannedCover } from './overlay.ts'
import { OwnVerdicts } from './own-verdicts.ts'
import { BEHIND, type Found, type Judged } from './verdict.ts'

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
   * one that is `down`. A silent target becomes `down` only when what is above it answered after it had fallen silent
   * (hold.ts); until then it keeps its state.
   */
  apply(columns: ResultColumns): Transition[]
  /**
   * Takes in what was published of cameras and portals, oldest first: the condition's state with its word as the reason. Behind
   * something that is down a camera is `unreachable` whatever its feed says, and has its last own verdict again at once
   * when that is back. One that goes down is held as others are. Another condition with the same state is a change too,
   * from and to that state.
   */
  applyFeeds(changes: readonly FeedChange[]): Transition[]
  /**
   * Lets time pass: who was held for too long is decided with what is known. `at`: epoch milliseconds. While the probe
   * is `blind` nobody's time runs out.
   */
  tick(at: number, blind: boolean): Transition[]
  /**
   * Positions in `asked` to be looked at at once, each given once: ancestors of who is held, children of who came back,
   * and living addresses below what went down.
   */
  takeAgain(): readonly number[]
  /**
   * Takes over what was known before the start, and gives the changes (as of `at`) that this estate makes of it. What
   * is not among `states` stays `unknown`. What was kept as switched off on purpose is so until the next `plan`.
   */
  restore(states: Iterable<KnownState>, at: number): Transition[]
  /**
   * Says what is switched off on purpose from now on, by position, all of it: who is not in `covered` is covered no more.
   * Covered targets go on being looked at, and what hangs on them is told by what is found; of themselves only the
   * planned state is shown, whatever is found. Who leaves has from `at` on the state that is true then. Another plan with
   * the same state is no change. `at`: epoch milliseconds, of the change and of the decision.
   */
  plan(covered: ReadonlyMap<number, PlannedCover>, at: number): Transition[]
  verdict(position: number): Verdict
  /** What is found of it, beneath what is switched off on purpose. */
  foundVerdict(position: number): Verdict
  /** Position of the topmost dead target above it, as found; -1 for none. */
  behind(position: number): number
  /** What was last published of a camera or portal; undefined where nothing is known of its feed. */
  publishedOf(position: number): PublishedVerdict | undefined
  /** First echo of the newest conclusive look at its own address, epoch ms; -Infinity for none. */
  lookedAt(position: number): number
  /**
   * Of the last look at the target's own address, of a camera of what was published last; undefined before the first,
   * after a start, and for what has neither. Of a covered target what covers it; undefined between `restore` and the `plan` that says so.
   */
  evidence(position: number): Evidence | undefined
  /** Positions of addresses whose target was last known down: RoundPlan.silent. */
  silent(): readonly number[]
}

export interface EstateOptions {
  readonly fleet: Fleet
  /** Epoch milliseconds since when everything is unknown. */
  readonly startedAt: number
  /** From the first echo of a look to its decision, at most, in milliseconds. Default LOOK_MS. */
  readonly lookMs?: number
  /** Is told each position whose `foundVerdict` or `behind` may have changed, while a call lasts. */
  readonly onMoved?: (position: number) => void
}

/** A confirm of 3.5 s, its last timeout of 1 s, and what settling and handing over take. */
export const LOOK_MS = 6500

export function createEstate(options: EstateOptions): Estate {
  return new TrackedEstate(options)
}

class TrackedEstate implements Estate {
  readonly targets: readonly Target[]
  readonly asked: Asked
  readonly #topology: Topology
  readonly #forest: Forest
  readonly #links: Links
  readonly #depth: Uint16Array
  readonly #own: OwnVerdicts
  readonly #states: Verdict[]
  readonly #behind: Behind
  readonly #hold: Hold
  readonly #overlay = new Overlay()
  readonly #onMoved: (position: number) => void

  constructor({ fleet, startedAt, lookMs = LOOK_MS, onMoved = () => {} }: EstateOptions) {
    const topology = buildTopology(fleet)
    this.#topology = topology
    this.targets = topology.targets
    this.asked = askedOf(fleet)
    this.#forest = buildForest([...topology.parents])
    this.#links = linkAddresses(topology.targets, this.asked, topology.indexOf)
    this.#depth = depthsOf(topology.parents)
    const own = new OwnVerdicts(this.asked, this.#links, startedAt)
    this.#own = own
    this.#onMoved = onMoved
    this.#states = topology.targets.map(() => own.never)
    this.#behind = new Behind(topology.targets)
    const view = {
      parents: topology.parents,
      links: this.#links,
      feeds: own.feeds,
      ownDown: (position: number) => own.isDown(position),
      heardFrom: (position: number) => own.heardFrom(position),
      intervalMs: (position: number) => {
        const target = topology.targets[position] as Target
        return mayBePinged(target) ? fleet.intervalMs[target.kind] : 0
      },
    }
    this.#hold = new Hold(view, this.asked.addresses.length, lookMs)
  }

  apply(columns: ResultColumns): Transition[] {
    const touched: Batch = new Map()
    let now = Number.NEGATIVE_INFINITY
    for (let row = 0; row < columns.count; row++) {
      const place = columns.index[row] as number
      const decidedAt = columns.decidedAt[row] as number
      now = Math.max(now, decidedAt)
      const { look, before, after } = this.#own.take(columns, row)
      if (!look.inconclusive) this.#hold.note(place, look)
      if (after.state === before.state && after.reason === before.reason) continue
      if (after.state !== before.state) this.#noteTurn(place, before, after, decidedAt)
      for (const position of this.#links.concerned[place] as readonly number[]) {
        touched.set(position, later({ at: after.since, decidedAt }, touched.get(position)))
      }
    }
    return this.#settleAll(touched, now)
  }

  applyFeeds(changes: readonly FeedChange[]): Transition[] {
    const touched: Batch = new Map()
    let now = Number.NEGATIVE_INFINITY
    for (const change of changes) {
      const position = this.#topology.indexOf(change.cameraId)
      const kind = this.targets[position]?.kind
      if (kind !== 'camera' && kind !== 'portal') continue
      now = Math.max(now, change.decidedAt)
      if (!this.#own.feeds.take(position, change)) continue
      touched.set(position, { at: change.since, decidedAt: change.decidedAt })
    }
    return this.#settleAll(touched, now)
  }

  tick(at: number, blind: boolean): Transition[] {
    if (blind) this.#hold.begin(at)
    return blind ? [] : this.#settleAll(new Map(), at)
  }

  takeAgain(): readonly number[] {
    return this.#hold.takeWanted()
  }

  restore(known: Iterable<KnownState>, at: number): Transition[] {
    for (const { targetId, state, reason, since } of known) {
      const position = this.#topology.indexOf(targetId)
      if (position < 0) continue
      if (isPlanned(state)) {
        // Whoever gave the coverage before has said what changed by it.
        if (this.verdict(position).state !== state && this.#overlay.has(position)) continue
        this.#overlay.put(position, { state }, since)
        continue
      }
      this.#states[position] = { state, reason, since }
      this.#own.restore(position, { state, reason, since })
      const place = this.#links.own[position] as number
      if (place >= 0) this.#hold.noteDown(place, at)
    }
    const now = { at, decidedAt: at }
    return this.#settleAll(new Map(this.targets.map((_, position) => [position, now])), at)
  }

  plan(covered: ReadonlyMap<number, PlannedCover>, at: number): Transition[] {
    const out: Transition[] = []
    const positions = new Set([...this.#overlay.positions(), ...covered.keys()])
    for (const position of this.#downwards(positions)) {
      const previous = this.verdict(position)
      const cover = covered.get(position)
      const stays = cover?.state === previous.state
      const since = stays ? previous.since : datedAfter(previous, at, at)
      if (cover) this.#overlay.put(position, cover, since)
      else {
        this.#overlay.lift(position)
        this.#states[position] = { ...(this.#states[position] as Verdict), since }
      }
      if (!stays) out.push(this.#change(position, previous, { at: since, decidedAt: at }))
    }
    return out
  }

  verdict(position: number): Verdict {
    return this.#overlay.verdict(position) ?? (this.#states[position] as Verdict)
  }

  foundVerdict(position: number): Verdict {
    return this.#states[position] as Verdict
  }

  behind(position: number): number {
    return this.#behind.of(position)
  }

  publishedOf(position: number): PublishedVerdict | undefined {
    return this.#own.feeds.known(position)
  }

  lookedAt(position: number): number {
    const place = this.#links.own[position] as number
    return place < 0 ? Number.NEGATIVE_INFINITY : this.#hold.lookedAt(place)
  }

  evidence(position: number): Evidence | undefined {
    return this.#overlay.has(position)
      ? this.#overlay.evidence(position)
      : this.#own.evidence(position)
  }

  silent(): readonly number[] {
    return this.#own.silent()
  }

  #noteTurn(place: number, before: Judged, after: Judged, decidedAt: number): void {
    if (after.state === 'down') this.#hold.noteDown(place, decidedAt)
    if (before.state !== 'down') return
    for (const position of this.#links.concerned[place] as readonly number[]) {
      if (this.#links.own[position] === place) this.#hold.noteBack(position, after.since)
    }
  }

  #settleAll(touched: Batch, now: number): Transition[] {
    const out: Transition[] = []
    for (const position of this.#hold.positions()) {
      if (touched.has(position)) continue
      const { at, decidedAt } = this.#hold.begun(position) as Touched
      touched.set(position, { at, decidedAt: Math.max(decidedAt, now) })
    }
    for (const position of this.#downwards(touched.keys())) {
      this.#settle(position, undefined, touched, now, out)
    }
    return out
  }

  /** Parents before children. */
  #downwards(positions: Iterable<number>): number[] {
    const depth = (position: number): number => this.#depth[position] as number
    return [...positions].sort((a, b) => depth(a) - depth(b) || a - b)
  }

  /** Brings a target up to date, and all below it that this touches. */
  #settle(
    position: number,
    above: Touched | undefined,
    touched: Batch,
    now: number,
    out: Transition[],
  ): void {
    const own = touched.get(position)
    let cause = later(own ?? (above as Touched), above)
    const parent = this.#topology.parents[position] as number
    const before = this.#shadow(position)
    const failed = parent < 0 ? -1 : this.#shadow(parent)
    if (this.#behind.put(position, failed)) this.#onMoved(position)
    const previous = this.#states[position] as Verdict
    const next = this.#effective(position)
    const falls = next.state === 'down' && previous.state !== 'down'
    const begun = this.#hold.begun(position)
    let released = false
    if (falls && this.#hold.mustWait(position, now)) {
      this.#hold.keep(position, own ?? cause)
    } else if (!this.#waitsAlong(position)) {
      // What fell silent before its parent did was unavailable from its own first lost echo on.
      const silent = next.state === 'down' || next.state === 'unreachable'
      const at = (silent ? (begun ?? own)?.at : undefined) ?? cause.at
      this.#hold.drop(position)
      released = begun !== undefined
      if (next.state !== previous.state || this.#showsElse(position, next, previous)) {
        released ||= (this.#links.own[position] as number) < 0
        cause = this.#become(position, next, at, cause, out)
      } else if (next.reason !== previous.reason) {
        this.#states[position] = { ...previous, reason: next.reason }
      }
      if (this.#behind.of(position) < 0) this.#own.feeds.noteShown(position)
      if (falls) this.#askBelow(position, now)
    }
    if (this.#shadow(position) === before && !released) return
    for (const child of this.#forest.children(position)) {
      this.#settle(child, cause, touched, now, out)
    }
  }

  /** What has no address goes with what it hangs on, and so is held with it. */
  #waitsAlong(position: number): boolean {
    if (this.#behind.of(position) >= 0) return false
    let up = position
    while (up >= 0 && (this.#links.own[up] as number) < 0) up = this.#topology.parents[up] as number
    return up >= 0 && up !== position && this.#hold.begun(up) !== undefined
  }

  /** Another condition of a feed is a change of its own; why an address is silent may be learnt later. */
  #showsElse(position: number, next: Found, previous: Verdict): boolean {
    return next.reason !== previous.reason && this.#own.feeds.verdict(position) !== undefined
  }

  /** Gives when it did. */
  #become(position: number, next: Found, at: number, cause: Touched, out: Transition[]): Touched {
    const previous = this.#states[position] as Verdict
    const since = datedAfter(previous, at, cause.decidedAt)
    const dated = begunAt(since, cause)
    this.#states[position] = this.#sharedVerdict(position, next, since)
    this.#onMoved(position)
    const wasSilent = previous.state === 'down' || previous.state === 'unreachable'
    if (wasSilent && next.state !== 'down' && next.state !== 'unreachable') {
      this.#hold.noteBack(position, since)
    }
    // What is switched off on purpose is not told of; what hangs on it may be.
    if (!this.#overlay.has(position)) out.push(this.#change(position, previous, dated))
    return dated
  }

  /** The parent's own where that is the same: a whole city may fall behind one node in one moment. */
  #sharedVerdict(position: number, { state, reason }: Found, since: number): Verdict {
    const above = this.#states[this.#topology.parents[position] as number]
    const same = above?.since === since && above.state === state && above.reason === reason
    return same ? above : { state, reason, since }
  }

  /** From `previous` to the verdict of now. */
  #change(position: number, previous: Verdict, { at, decidedAt }: Touched): Transition {
    const next = this.verdict(position)
    return {
      targetId: (this.targets[position] as Target).id,
      at,
      decidedAt: Math.max(at, decidedAt),
      from: previous.state,
      to: next.state,
      reason: next.reason,
      evidence: this.#evidenceOf(position, next),
    }
  }

  /** What still seems to live below something that died is looked at soon: an incident is to know all it affects. */
  #askBelow(position: number, now: number): void {
    for (const below of this.#forest.below(position)) {
      const place = this.#links.own[below] as number
      if (place >= 0 && !this.#own.isSilent(place)) this.#hold.askFor(below, now)
    }
  }

  /** What a target's children lie behind. */
  #shadow(position: number): number {
    return this.#states[position]?.state === 'down' ? position : this.#behind.of(position)
  }

  #effective(position: number): Found {
    const own = this.#own.of(position)
    const held = own.state === 'down' || (this.#links.own[position] as number) < 0
    return this.#behind.of(position) >= 0 && held ? BEHIND : own
  }

  #evidenceOf(position: number, next: Verdict): Evidence {
    if (next.reason === 'planned') return this.#overlay.evidence(position) ?? {}
    const above = next.reason === 'parent-down' ? this.#behind.evidence(position) : undefined
    if (above) return above
    const own = this.#own.evidence(position) ?? {}
    const anchor = next.reason === 'anchor-answers' && this.#own.vouchingAddress(position)
    return anchor ? { ...own, anchor } : own
  }
}

type Batch = Map<number, Touched>
