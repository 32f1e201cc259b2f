// One scripted city told two ways: by the desk of the built-in notifier, and by the series that alert rules look at.
import { createDesk } from '../../../alerts/desk/create-desk.ts'
import type { Desk, DeskMoves } from '../../../alerts/desk/desk.ts'
import { createComposer } from '../../../alerts/message/create-composer.ts'
import type { Notification } from '../../../alerts/notification.ts'
import { viewCause } from '../../../alerts/policy/cause-view.ts'
import type { Policy } from '../../../alerts/policy/policy.ts'
import { createReporter, type Reporter } from '../../../cli/run/series/reporter.ts'
import { seriesEstate, topmostDead } from '../../../cli/run/series-estate.ts'
import { causeTags } from '../../../cli/run/series-source.ts'
import { type Logger, silentLogger } from '../../../fleet/logger.ts'
import type { Fleet } from '../../../fleet/model.ts'
import { seededRandom } from '../../../fleet/random.ts'
import { askedOf } from '../../../incidents/asked.ts'
import type { IncidentEvent } from '../../../incidents/incident.ts'
import { causeName } from '../../../store/aggregates/cause-place.ts'
import type { RecorderFault } from '../../../store/aggregates/fault-points.ts'
import type { OutboxFacts } from '../../../store/aggregates/worker-point.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import type { SeriesTarget } from '../../../store/schema/series-target.ts'
import type { Tier } from '../../../store/schema/tiers.ts'
import { type MinuteSums, NO_RTT } from '../../../store/series/columns.ts'
import type { PointBatch } from '../../../store/series/series.ts'
import { type PureCity, pureCity } from '../../rigs/pure-city.ts'

const SECOND = 1_000
const SLOT_MS = 10_000

/** What is done to the city, milliseconds after the start. */
export interface Deed {
  readonly at: number
  readonly does: (town: Town) => void
}

export interface Script {
  readonly fleet: Fleet
  readonly policy: Policy<unknown>
  readonly deeds: readonly Deed[]
  readonly untilMs: number
  /** Default: every measurement. */
  readonly keeps?: ReadonlySet<string>
  /** What recorders say of themselves. Default: all is well. */
  readonly faults?: (at: number) => readonly RecorderFault[]
  /** Another notifier beside the desk: each second, with what happened in it. */
  readonly second?: (now: number, events: readonly IncidentEvent[]) => Promise<void>
  /** Of the notifier. Default: it works. */
  readonly outbox?: (at: number) => OutboxFacts
}

/** A message of the built-in notifier about one cause; of a digest one for each. */
export interface Said {
  readonly at: number
  readonly receiver: string
  readonly type: Notification['type']
  readonly cause: string
  readonly incidentId: string
  readonly severity: string
  readonly isOver: boolean
}

export interface Town {
  readonly city: PureCity
  readonly said: readonly Said[]
  /** By tier, in the order in which the reporter handed them over. */
  readonly points: ReadonlyMap<Tier, readonly Point[]>
  /** Killed, and started again after so many milliseconds, from what a store keeps. */
  restart(awayMs: number): void
}

/** Plays `script` second by second. Throws where the reporter could not write something. */
export async function tellTwoWays(script: Script): Promise<Town> {
  const town = new ToldTown(script)
  const left = script.deeds.toSorted((one, other) => one.at - other.at)
  while (town.city.now < script.untilMs) {
    while ((left[0]?.at ?? Number.POSITIVE_INFINITY) <= town.city.now) left.shift()?.does(town)
    await town.second()
  }
  return town
}

class ToldTown implements Town {
  readonly city: PureCity
  readonly said: Said[] = []
  readonly points = new Map<Tier, Point[]>()
  readonly #script: Script
  readonly #documents = new Map<string, string>()
  #desk: Desk
  #reporter: Reporter
  #lastSeq = 0
  #seen = { events: 0, transitions: 0 }

  constructor(script: Script) {
    this.#script = script
    this.city = pureCity(script.fleet, seededRandom(1), wholePhases(script.fleet))
    this.#desk = this.#newDesk()
    this.#reporter = this.#newReporter()
  }

  restart(awayMs: number): void {
    this.city.restart(awayMs)
    this.#desk = this.#newDesk()
    const kept = [...this.#documents].map(([key, body]) => ({ key, body }))
    this.#desk.restore(kept, this.#lastSeq, this.city.now)
    this.#reporter = this.#newReporter()
  }

  async second(): Promise<void> {
    const { city } = this
    const now = Math.floor(city.now / SECOND) * SECOND + SECOND
    city.until(now)
    const events = city.events.slice(this.#seen.events)
    const transitions = city.transitions.slice(this.#seen.transitions)
    this.#seen = { events: city.events.length, transitions: city.transitions.length }
    this.#keep(this.#desk.take(events, now))
    this.#keep(this.#desk.tick(now))
    await this.#script.second?.(now, events)
    this.#reporter.moved(transitions, events)
    this.#reporter.tick(now)
    // What it tells it reads later: while nothing moves.
    if (now % SLOT_MS === 0) await this.#reporter.idle()
  }

  #keep({ rows, documents }: DeskMoves): void {
    for (const { key, body } of documents) {
      if (body === undefined) this.#documents.delete(key)
      else this.#documents.set(key, body)
    }
    for (const { receiver, seq, at, body } of rows) {
      this.#lastSeq = Math.max(this.#lastSeq, seq)
      const { type, incidents } = JSON.parse(body) as Notification
      for (const { id, cause, severity, closedAt } of incidents) {
        const isOver = closedAt !== undefined
        const about = { type, cause: causeName(cause), incidentId: id, severity, isOver }
        this.said.push({ at, receiver, ...about })
      }
    }
  }

  #newDesk(): Desk {
    const { fleet, policy } = this.#script
    const { topology } = this.city
    return createDesk({
      policy,
      topology,
      composer: createComposer({ fleet, topology }),
      stateOf: (id) => this.city.estate.verdict(topology.indexOf(id)).state,
    })
  }

  #newReporter(): Reporter {
    const { fleet, policy, faults = () => [], outbox = works } = this.#script
    const { city } = this
    const { topology } = city
    const logger: Logger = { ...silentLogger, error: (_, text) => fail(text) }
    const verdict = (position: number) => city.estate.verdict(position)
    const estate = seriesEstate(fleet, topology)
    return createReporter({
      series: { points: (batches) => this.#take(batches), status: () => statusAt(city.now) },
      estate,
      source: {
        verdict,
        causeOf: (position) => topmostDead(topology, (at) => verdict(at).state, position),
        openIncidents: () => city.open(),
        roundHealth: () => ({ ...CALM_ROUND, blind: city.isBlind }),
        conditions: () => [],
        storeHealth: () => WELL,
        outbox,
        causeTags: causeTags((incident) => viewCause(incident, topology, policy.criticalFrom)),
        faults,
        planned: () => [],
        lastHour: () => Promise.resolve(nothingSent(estate)),
      },
      placeOnMap: (kel) => topology.area(kel),
      meter: { take: () => ({ rssBytes: 1, cpuPermille: 1, loopLagMs: 1 }) },
      city: fleet.city,
      timezone: fleet.timezone,
      host: 'rig',
      now: city.now,
      logger,
    })
  }

  #take(batches: readonly PointBatch[]): Promise<void> {
    const { keeps } = this.#script
    for (const { tier, points } of batches) {
      const all = this.points.get(tier) ?? []
      for (const point of points) {
        if (keeps === undefined || keeps.has(point.measurement)) all.push(point)
      }
      this.points.set(tier, all)
    }
    return Promise.resolve()
  }
}

const CALM_ROUND = {
  ...{ rounds: 1, sent: 0, received: 0, lost: 0, overruns: 0 },
  ...{ dropped: 0, confirming: 0, lagP99Ms: 1 },
}
const WELL = {
  writable: true,
  pendingTransitions: 0,
  droppedMinutes: 0,
  fileBytes: 0,
  schemaVersion: 1,
}
const SPOOL = {
  ...{ bytes: 0, fileBytes: 0, maxBytes: 0, frames: 0, points: 0 },
  ...{ inMemory: 0, lostInMemory: 0 },
}

/** Times of the round are whole milliseconds. */
function wholePhases(fleet: Fleet): Record<string, number> {
  const random = seededRandom(2)
  const { names, intervalMs } = askedOf(fleet)
  return Object.fromEntries(names.map((name, k) => [name, random.below(intervalMs[k] as number)]))
}

function works(): OutboxFacts {
  return { waiting: 0, failing: 0, silentS: 0 }
}

function statusAt(at: number) {
  return Promise.resolve({ at, spool: SPOOL, targets: [], rolledTo: {} })
}

function nothingSent(estate: readonly SeriesTarget[]): MinuteSums {
  const pinged = estate.filter((target) => target.pinged)
  const [sent, rtt] = [new Uint32Array(pinged.length), new Uint16Array(pinged.length).fill(NO_RTT)]
  return { sent, lost: sent, rttMin: rtt, rttAvg: rtt, rttMax: rtt }
}

function fail(text: string): never {
  throw new Error(text)
}
