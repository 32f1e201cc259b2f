// A city without packets or clocks: looks with the round's timing over scripted silences, through estate and incidents.
import type { Fleet, TargetId } from '../../fleet/model.ts'
import type { Random } from '../../fleet/random.ts'
import type { Transition } from '../../fleet/state.ts'
import { buildTopology, type Topology } from '../../fleet/topology.ts'
import { createEstate, type Estate } from '../../incidents/estate.ts'
import type { IncidentEvent } from '../../incidents/incident.ts'
import { createIncidents, type Incidents } from '../../incidents/incidents.ts'
import type { PlannedOver } from '../../incidents/new-cases.ts'
import type { PlannedCover } from '../../incidents/overlay.ts'
import type { FeedChange } from '../../probes/feeds/verdict.ts'
import { CONFIRMED, type ResultColumns } from '../../probes/result.ts'

const STEP_MS = 250
const TIMEOUT_MS = 1000
const ECHOES = 7
const GAP_MS = 500
const COVER: Omit<PlannedCover, 'until'> = {
  state: 'suspended',
  plannedId: 'letter-12',
  owner: 'diskominfo',
  why: 'switched off by letter',
}

export interface Silence {
  readonly targetId: string
  /** Milliseconds since the start; `to` is for ever by default. */
  readonly from: number
  readonly to?: number
}

interface Row {
  readonly index: number
  readonly at: number
  readonly decidedAt: number
  readonly sent: number
  readonly lost: number
  readonly flags: number
}

export interface PureCity {
  readonly topology: Topology
  /** Since the last restart. */
  readonly estate: Estate
  readonly transitions: Transition[]
  readonly events: IncidentEvent[]
  /** Milliseconds since the start. */
  readonly now: number
  silence(...more: readonly Silence[]): void
  /** From now on these are switched off on purpose, and no others. `over`: what ended by that, and whom it covered. */
  plan(
    covered: readonly string[],
    over?: { readonly by: PlannedOver; readonly ids: readonly string[] },
  ): void
  /** From now on the probe sees nothing: no look is made. Until `sighted`. */
  blind(): void
  sighted(): void
  readonly isBlind: boolean
  /** What the picture round publishes now. */
  feeds(changes: readonly FeedChange[]): void
  /** Walks on until so many milliseconds after the start. */
  until(ms: number): void
  /** A new core in the place of the old one, as after a start: from what is open and the states. */
  restartIncidents(): void
  /** As killed and started again after so many milliseconds: goes on from states and open incidents, nothing else. */
  restart(awayMs: number): void
  open(): ReturnType<Incidents['open']>
}

/** `order`: phases and the order of rows within a batch. `phaseMs`: of some targets by id. */
export function pureCity(
  fleet: Fleet,
  order: Random,
  phaseMs: Readonly<Record<string, number>> = {},
): PureCity {
  const topology = buildTopology(fleet)
  let estate = createEstate({ fleet, startedAt: 0 })
  const lookedAt = (position: number): number => estate.lookedAt(position)
  let incidents = createIncidents({ fleet, topology, lookedAt })
  const { names, intervalMs } = estate.asked
  const phases = names.map((name, k) => phaseMs[name] ?? order.next() * (intervalMs[k] as number))
  const nextAt = [...phases]
  let covered: ReadonlyMap<number, PlannedCover> = new Map()
  const busyUntil = names.map(() => 0)
  const believedAlive = names.map(() => true)
  const silences = new Map<number, Silence[]>()
  const placeOf = new Map(names.map((name, k) => [name, k]))
  let wishes = new Set<number>()
  let rows: Row[] = []
  let now = 0
  let isBlind = false
  const transitions: Transition[] = []
  const events: IncidentEvent[] = []

  const answers = (place: number, at: number): boolean =>
    !(silences.get(place) ?? []).some(
      ({ from, to }) => at >= from && at < (to ?? Number.POSITIVE_INFINITY),
    )

  function look(index: number, at: number, wished: boolean): void {
    const first = answers(index, at)
    const alive = believedAlive[index] as boolean
    if (alive ? first : !first && !wished) {
      const decidedAt = at + (alive ? 20 : TIMEOUT_MS)
      put({ index, at, decidedAt, sent: 1, lost: alive ? 0 : 1, flags: 0 })
      return
    }
    let lost = 0
    for (let k = 0; k < ECHOES; k++) if (!answers(index, at + k * GAP_MS)) lost++
    believedAlive[index] = lost < ECHOES
    const decidedAt = at + (ECHOES - 1) * GAP_MS + TIMEOUT_MS
    put({ index, at, decidedAt, sent: ECHOES, lost, flags: CONFIRMED })
  }

  function put(row: Row): void {
    busyUntil[row.index] = row.decidedAt
    rows.push(row)
  }

  function step(): void {
    now += STEP_MS
    if (isBlind) {
      if (now % 1000 === 0) take(estate.tick(now, true))
      return
    }
    for (let k = 0; k < nextAt.length; k++) {
      const at = nextAt[k] as number
      if (at > now) continue
      nextAt[k] = at + (intervalMs[k] as number)
      if ((busyUntil[k] as number) <= at) look(k, at, false)
    }
    for (const k of [...wishes]) {
      if ((busyUntil[k] as number) > now) continue
      wishes.delete(k)
      look(k, now, true)
    }
    const decided = order.shuffled(rows.filter(({ decidedAt }) => decidedAt <= now))
    rows = rows.filter(({ decidedAt }) => decidedAt > now)
    if (decided.length > 0) take(estate.apply(columnsOf(decided)))
    if (now % 1000 === 0) take(estate.tick(now, false))
    wishes = new Set([...wishes, ...estate.takeAgain()])
  }

  function take(changes: readonly Transition[]): void {
    transitions.push(...changes)
    events.push(...incidents.take(changes, now))
  }

  return {
    topology,
    get estate() {
      return estate
    },
    transitions,
    events,
    get now() {
      return now
    },
    silence(...more) {
      for (const silence of more) {
        const place = placeOf.get(silence.targetId)
        if (place === undefined) continue
        silences.set(place, [...(silences.get(place) ?? []), silence])
      }
    },
    plan(ids, over) {
      const cover = { ...COVER, until: now + 3_600_000 }
      covered = new Map(ids.map((id) => [topology.indexOf(id), cover]))
      take(estate.plan(covered, now))
      if (!over) return
      const positions = over.ids.map((id) => topology.indexOf(id))
      events.push(...incidents.plannedOver(over.by, positions, now))
    },
    blind() {
      isBlind = true
      rows = []
      events.push(...incidents.blind(now, now))
    },
    sighted() {
      isBlind = false
      for (const [place, every] of intervalMs.entries()) {
        busyUntil[place] = now
        nextAt[place] = now + Math.floor(order.next() * every)
      }
      events.push(...incidents.sighted(now))
    },
    get isBlind() {
      return isBlind
    },
    feeds(changes) {
      take(estate.applyFeeds(changes))
    },
    until(ms) {
      while (now < ms) step()
    },
    restartIncidents() {
      const open = incidents.open()
      incidents = createIncidents({ fleet, topology, lookedAt })
      incidents.restore(open, (position) => estate.verdict(position), now)
    },
    restart(awayMs) {
      const open = incidents.open()
      const known = topology.targets.map(({ id }, position) => ({
        targetId: id,
        ...estate.verdict(position),
      }))
      now += Math.ceil(awayMs / STEP_MS) * STEP_MS
      rows = []
      wishes = new Set()
      estate = createEstate({ fleet, startedAt: now })
      transitions.push(...estate.restore(known, now))
      incidents = createIncidents({ fleet, topology, lookedAt })
      incidents.restore(open, (position) => estate.verdict(position), now)
      take(estate.plan(covered, now))
      believedAlive.fill(true)
      for (const place of estate.silent()) believedAlive[place] = false
      for (const [place, every] of intervalMs.entries()) {
        busyUntil[place] = now
        nextAt[place] = now + Math.floor(order.next() * every)
      }
    },
    open: () => incidents.open(),
  }
}

export function columnsOf(rows: readonly Row[]): ResultColumns {
  const column = (name: keyof Row): number[] => rows.map((row) => row[name])
  return {
    count: rows.length,
    index: Uint32Array.from(column('index')),
    at: Float64Array.from(column('at')),
    decidedAt: Float64Array.from(column('decidedAt')),
    sent: Uint8Array.from(column('sent')),
    lost: Uint8Array.from(column('lost')),
    rttUs: new Float32Array(rows.length).fill(Number.NaN),
    flags: Uint8Array.from(column('flags')),
    cause: new Uint16Array(rows.length),
    reporter: new Uint16Array(rows.length),
    reporters: [],
  }
}

/** Ids of a target and of everything below it, sorted. */
export function wholeSubtree(topology: Topology, id: TargetId | string): string[] {
  return [id, ...topology.subtree(id).map((target) => target.id)].sort()
}
