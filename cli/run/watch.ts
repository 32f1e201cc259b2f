// The middle of the program: results come in from the round; states, counts, board, history and metrics follow.
import type { Condition } from '../../fleet/condition.ts'
import type { Fleet } from '../../fleet/model.ts'
import { AVAILABLE, type Transition, UNAVAILABLE } from '../../fleet/state.ts'
import { mayBePinged, pingedTargets, type Topology } from '../../fleet/topology.ts'
import { createEstate, type Estate, LOOK_MS } from '../../incidents/estate.ts'
import type { Incident, IncidentEvent, Verdict } from '../../incidents/incident.ts'
import { createIncidents, type Incidents } from '../../incidents/incidents.ts'
import type { FeedChange, PublishedVerdict } from '../../probes/feeds/verdict.ts'
import { INCONCLUSIVE, type ResultColumns, UNSENDABLE } from '../../probes/result.ts'
import { OUTSIDE, type SlotColumns } from '../../store/series/columns.ts'
import type { CurrentState, RegisteredTarget } from '../../store/store.ts'
import { CityBoard } from './board.ts'
import { type Away, CameraWatch } from './camera-watch.ts'
import { type ConditionNumbers, StateCounts } from './counts.ts'
import { coversOf } from './covers.ts'
import type { PlanningMoves } from './planning.ts'
import { Histogram } from './prometheus.ts'
import { SlotAccumulator } from './slots.ts'

/** Around the design's figures: 4 s is the least that a confirm takes, 15 s is the bar. */
const DETECTION_BOUNDS_S = [4, 5, 6, 8, 10, 12, 14, 15, 20, 30, 60]
/** A clock that went back by more than this was set; less is only the order in which messages come. */
const SET_BACK_MS = 2000
const KINDS = ['node', 'uplink', 'nvr', 'camera', 'portal'] as const

/** What a store is to know of the targets; rows of minutes follow the order of the pinged ones among them. */
export function registeredTargets(fleet: Fleet, topology: Topology): readonly RegisteredTarget[] {
  const pinged = new Set(pingedTargets(fleet).map((target) => target.id))
  return topology.targets.map((target) => ({
    targetId: target.id,
    kind: target.kind,
    areas: topology
      .areaPath(target)
      .map((area) => area.id)
      .reverse(),
    pinged: pinged.has(target.id),
  }))
}

/** What a batch of results or the passing of time changed. */
export interface Moved {
  /** Parents before children. */
  readonly transitions: readonly Transition[]
  readonly incidents: readonly IncidentEvent[]
  /** Positions in what is asked, to be looked at at once. */
  readonly again: readonly number[]
  /** NVRs that can no longer be asked for their cameras, or can again; absent where none went or came. */
  readonly away?: Away
  /** Epoch milliseconds of the decision; never before that of the one before, unless the clock was set back. */
  readonly at: number
}

/** Results that were taken in: states, counts and board are those of now, the incidents not yet. */
export interface Begun {
  /** How many states changed. */
  readonly size: number
  /** Makes incidents of what changed: once, and before anything else is moved on. */
  finish(): Moved
}

export interface WatchOptions {
  /** The picture round runs: cameras have looks of their own, and count in their areas. Default false. */
  readonly feeds?: boolean
}

/** Everything that the program knows of the city at this moment, moved on by what the round finds. */
export class Watch {
  readonly estate: Estate
  readonly board: CityBoard
  readonly counts: StateCounts
  readonly detection = new Histogram(DETECTION_BOUNDS_S)
  readonly #fleet: Fleet
  readonly #topology: Topology
  readonly #lookMs: number
  readonly #cameras: CameraWatch
  #incidents: Incidents
  /** A look was conclusive since the start. */
  #hasSeen = false
  /** The last moment that states and incidents were moved on to. */
  #at: number
  readonly #slots: SlotAccumulator
  /** Per position in what is asked: rows of the slots that an answer belongs to. */
  readonly #slotRows: readonly (readonly number[])[]
  /** Per row of the slots: the position of its target. */
  readonly #slotPositions: readonly number[]
  /** Per target: microseconds of the last answer. */
  readonly #rttUs: Float32Array
  readonly #ownPositions: readonly (readonly number[])[]
  /** Per target: the rows of `counts` that it stands in, its kind and, if it is asked, its areas. */
  readonly #countedIn: readonly (readonly number[])[]

  /** `lookMs`: from the first echo of a look to its decision, at most. */
  constructor(
    fleet: Fleet,
    topology: Topology,
    now: number,
    lookMs = LOOK_MS,
    { feeds = false }: WatchOptions = {},
  ) {
    this.#fleet = fleet
    this.#topology = topology
    this.#lookMs = lookMs
    this.#at = now
    const kecamatan = fleet.areas.filter(({ level }) => level === 'kecamatan').map(({ id }) => id)
    this.#cameras = new CameraWatch(topology, kecamatan, () => this.estate)
    const onMoved = (position: number): void => this.#cameras.note(position)
    this.estate = createEstate({ fleet, startedAt: now, lookMs, onMoved })
    this.#incidents = this.#newIncidents()
    const { entries } = this.estate.asked
    const pinged = pingedTargets(fleet)
    const slotRow = new Map(pinged.map((target, row) => [target.id, row]))
    const own = entries.map((sharers) => sharers.filter((entry) => entry.role === 'own'))
    this.#slotRows = own.map((sharers) => sharers.map(({ targetId }) => slotRow.get(targetId) ?? 0))
    this.#slotPositions = pinged.map(({ id }) => topology.indexOf(id))
    this.#ownPositions = own.map((sharers) =>
      sharers.map(({ targetId }) => topology.indexOf(targetId)),
    )
    const intervalMs = pinged.map(({ kind }) => fleet.intervalMs[kind])
    this.#slots = new SlotAccumulator(intervalMs, now, lookMs)
    this.#rttUs = new Float32Array(topology.targets.length).fill(Number.NaN)
    this.board = new CityBoard(fleet, topology)
    this.counts = new StateCounts([...KINDS, ...fleet.areas.map((area) => area.id)])
    this.#countedIn = topology.targets.map((target) =>
      this.counts.rowsOf([
        target.kind,
        // Without looks of its own a camera would only hide in an area's count what is known under `unknown`.
        ...(mayBePinged(target) || (feeds && target.kind === 'camera')
          ? topology.areaPath(target).map((area) => area.id)
          : []),
      ]),
    )
    for (const [position] of topology.targets.entries()) {
      this.counts.move(this.#countedIn[position] ?? [], undefined, 'unknown')
    }
  }

  /** Takes over what the store knew. Gives the changes that the estate, as it is now, makes of it. */
  restore(
    states: readonly CurrentState[],
    open: readonly Incident[],
    now: number,
  ): readonly Transition[] {
    const transitions = this.estate.restore(states, now)
    for (const position of this.#topology.targets.keys()) {
      this.#cameras.note(position)
      const { state } = this.estate.verdict(position)
      if (state === 'unknown') continue
      this.counts.move(this.#countedIn[position] ?? [], 'unknown', state)
      this.board.set(position, state)
    }
    this.#cameras.take()
    this.#incidents.restore(open, (position) => this.estate.verdict(position), now)
    return transitions
  }

  /** The first half of taking results in: a whole city that changes at once is too long for one turn of the event loop. */
  begin(columns: ResultColumns): Begun {
    this.#slots.add(columns, (index) => this.#slotRows[index] ?? [])
    this.#noteAnswers(columns)
    const decidedAt = columns.decidedAt[columns.count - 1] ?? this.#at
    const transitions = this.estate.apply(columns)
    this.#show(transitions)
    return { size: transitions.length, finish: () => this.#moved(decidedAt, transitions) }
  }

  /** Lets time pass; `blind`: epoch milliseconds since when the probe sees nothing. At least once a second. */
  tick(now: number, blind: number | undefined): Moved {
    if (now < this.#at - SET_BACK_MS) this.#startAnew(now)
    const seen = this.#noteSight(blind, this.#moment(now))
    const moved = this.#moveTo(now, this.estate.tick(this.#at, blind !== undefined))
    return { ...moved, incidents: [...seen, ...moved.incidents] }
  }

  /** What the picture round published, oldest first. */
  takeFeeds(changes: readonly FeedChange[], now: number): Moved {
    const at = this.#moment(now)
    return this.#moveTo(at, this.estate.applyFeeds(changes))
  }

  /** The probe sees nothing since then, epoch milliseconds. */
  blind(since: number): Moved {
    const incidents = this.#incidents.blind(since, this.#moment(since))
    return { transitions: [], incidents, again: [], at: this.#at }
  }

  /** What is switched off on purpose from now on, and which of it has ended. */
  plan({ coverage, over }: Pick<PlanningMoves, 'coverage' | 'over'>, now: number): Moved {
    const at = this.#moment(now)
    const transitions = coverage ? this.estate.plan(coversOf(coverage), at) : []
    const moved = this.#moveTo(at, transitions)
    const ended = over.flatMap(({ planned, positions }) => {
      const { kind, id, owner, reason } = planned
      const outage = { planned: kind, plannedId: id, owner, why: reason }
      return this.#incidents.plannedOver(outage, positions, at)
    })
    return { ...moved, incidents: [...moved.incidents, ...ended] }
  }

  /** Nothing for an incident that is unknown or over. */
  acknowledge(id: string, by: string, note: string | undefined, now: number): Moved {
    const at = this.#moment(now)
    const acknowledged = { at, by, ...(note === undefined ? {} : { note }) }
    const incidents = this.#incidents.acknowledge(id, acknowledged)
    return { transitions: [], incidents, again: [], at }
  }

  /** Open and recovering ones. */
  openIncidents(): readonly Incident[] {
    return this.#incidents.open()
  }

  /** The slots of 10 s that are finished, oldest first, each once. */
  slotsOver(now: number): readonly SlotColumns[] {
    return this.#slots.take(now, this.#upOf)
  }

  /** Those that are open, for the end of the program. */
  lastSlots(now: number): readonly SlotColumns[] {
    return this.#slots.takeAll(now, this.#upOf)
  }

  verdictOf(id: string): Verdict {
    return this.estate.verdict(this.#topology.indexOf(id))
  }

  /** What a camera shows, with what is above it; undefined for what is no camera. */
  conditionOf(id: string): Condition | undefined {
    return this.#cameras.conditionOf(this.#topology.indexOf(id))
  }

  /** How many cameras show each condition: in the whole city, or in one kecamatan by its id. */
  conditions(kecamatan?: string): ConditionNumbers {
    return this.#cameras.conditions(kecamatan)
  }

  /** What was last published of a camera or portal, for FeedCamera.known at the start. */
  publishedOf(id: string): PublishedVerdict | undefined {
    return this.estate.publishedOf(this.#topology.indexOf(id))
  }

  /** Ids of all NVRs that are away now, for the start of the picture round; what changes comes with `Moved`. */
  awayNvrs(): readonly string[] {
    return this.#cameras.away()
  }

  /** Microseconds; NaN where the target never answered. */
  lastRttUs(id: string): number {
    return this.#rttUs[this.#topology.indexOf(id)] ?? Number.NaN
  }

  readonly #upOf = (row: number): number => {
    const { state } = this.estate.verdict(this.#slotPositions[row] as number)
    if (AVAILABLE.has(state)) return 1
    return UNAVAILABLE.has(state) ? 0 : OUTSIDE
  }

  /** A blindness that was known before the start lasts until something was seen since. */
  #noteSight(blind: number | undefined, at: number): IncidentEvent[] {
    if (blind !== undefined) return this.#incidents.blind(blind, at)
    return this.#hasSeen ? this.#incidents.sighted(at) : []
  }

  #moveTo(at: number, transitions: readonly Transition[]): Moved {
    this.#show(transitions)
    return this.#moved(at, transitions)
  }

  /** Counts and board. */
  #show(transitions: readonly Transition[]): void {
    for (const { targetId, from, to, at: since, decidedAt } of transitions) {
      const position = this.#topology.indexOf(targetId)
      this.counts.move(this.#countedIn[position] ?? [], from, to)
      this.board.set(position, to)
      this.#cameras.note(position)
      // A camera is looked at every few minutes: that says nothing of the round of echoes.
      const falls = to === 'down' && from !== 'down'
      const target = this.#topology.targets[position]
      if (falls && target && mayBePinged(target)) {
        this.detection.observe((decidedAt - since) / 1000)
      }
    }
  }

  #moved(at: number, transitions: readonly Transition[]): Moved {
    const incidents = this.#incidents.take(transitions, this.#moment(at))
    const away = this.#cameras.take()
    return {
      transitions,
      incidents,
      again: this.estate.takeAgain(),
      at: this.#at,
      ...(away ? { away } : {}),
    }
  }

  /** Results come up to a flush later than the tick that follows them. */
  #moment(at: number): number {
    this.#at = Math.max(this.#at, at)
    return this.#at
  }

  /** The clock was set back: what waits for a time that is far away now begins to wait anew. */
  #startAnew(now: number): void {
    const open = this.#incidents.open()
    this.#at = now
    this.estate.tick(now, true)
    this.#incidents = this.#newIncidents()
    this.#incidents.restore(open, (position) => this.estate.verdict(position), now)
  }

  #newIncidents(): Incidents {
    return createIncidents({
      fleet: this.#fleet,
      topology: this.#topology,
      lookMs: this.#lookMs,
      lookedAt: (position) => this.estate.lookedAt(position),
    })
  }

  #noteAnswers(columns: ResultColumns): void {
    for (let row = 0; row < columns.count; row++) {
      const flags = columns.flags[row] ?? 0
      if ((flags & INCONCLUSIVE) !== 0) continue
      if ((flags & UNSENDABLE) === 0) this.#hasSeen = true
      const rttUs = columns.rttUs[row] ?? Number.NaN
      for (const position of this.#ownPositions[columns.index[row] ?? 0] ?? []) {
        this.#rttUs[position] = rttUs
      }
    }
  }
}
