// Tells the series what is so every 10 s, minute, hour and midnight, and what happened: aggregates and events.
import type { Logger } from '../../../fleet/logger.ts'
import { STATES, type State, type Transition, UNAVAILABLE } from '../../../fleet/state.ts'
import type { IncidentEvent } from '../../../incidents/incident.ts'
import { causePlaces } from '../../../store/aggregates/cause-place.ts'
import { downPoints } from '../../../store/aggregates/down-points.ts'
import { feedsPoints } from '../../../store/aggregates/feed-points.ts'
import {
  fleetPoints,
  kecamatanGroups,
  kelPoints,
  kelurahanGroups,
  type PlaceOnMap,
} from '../../../store/aggregates/fleet-points.ts'
import { isTold, stepOf } from '../../../store/aggregates/incident-points.ts'
import {
  causePoints,
  incidentsByTarget,
  openIncidentPoints,
} from '../../../store/aggregates/open-incident-points.ts'
import {
  type PlannedStep,
  plannedOpenPoints,
  plannedPoints,
} from '../../../store/aggregates/planned-points.ts'
import { midnightPoints } from '../../../store/aggregates/state-points.ts'
import { workerPoint } from '../../../store/aggregates/worker-point.ts'
import { worstPoints } from '../../../store/aggregates/worst-points.ts'
import { STATE_CODES } from '../../../store/schema/codes.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import type { SeriesTarget } from '../../../store/schema/series-target.ts'
import type { Series } from '../../../store/series/series.ts'
import type { SeriesStatus } from '../../../store/series/status.ts'
import { SLOT_MS } from '../slots.ts'
import { Due, midnights } from './due.ts'
import { Events, type KeptEvents } from './events.ts'
import { BITE, HandOver, nextTurn } from './hand-over.ts'
import type { ProcessMeter } from './process-meter.ts'
import type { ReporterSource } from './source.ts'
import { Told } from './told.ts'

const MINUTE_MS = 60_000
const WORST_EVERY_MS = 300_000
const HOUR_MS = 3_600_000

export interface ReporterOptions {
  readonly series: Pick<Series, 'points' | 'status'>
  /** In the order of the store's registration: a position in it is one in the topology. */
  readonly estate: readonly SeriesTarget[]
  readonly source: ReporterSource
  readonly placeOnMap: PlaceOnMap
  readonly meter: Pick<ProcessMeter, 'take'>
  readonly city: string
  /** IANA name of the zone whose midnight counts. */
  readonly timezone: string
  readonly host: string
  /** Epoch milliseconds: the start of the program. Nothing is written for a time before. */
  readonly now: number
  readonly logger: Logger
}

export interface Reporter {
  /** Once a second, epoch milliseconds. What is due is written with the whole time that it is due for. */
  tick(now: number): void
  /** What changed, in order; handed over in later turns of the event loop. */
  moved(transitions: readonly Transition[], events: readonly IncidentEvent[]): void
  /** Of suspensions and windows; handed over in later turns. */
  planned(steps: readonly PlannedStep[]): void
  /**
   * Makes the same points of what the local store kept since the mark `EVENTS_TO` (events.ts), after a start: page by page
   * (store/rollups/resend.ts), each moves the mark to its end. Then `follow`.
   */
  resend(page: KeptEvents): Promise<void>
  /**
   * All from before the start was sent again: from now on the mark goes with what moves. It stays where it is after the
   * first refusal, so that the next start sends from there.
   */
  follow(): void
  /** Points of other rooms, of the raw tier; handed over in later turns of the event loop. */
  extra(points: readonly Point[]): void
  /** Resolves when all that was begun is in the spool, or failed; never where the thread does not answer. */
  idle(): Promise<void>
}

/** None of its calls throws or rejects; a series thread that fails is in the log, once. */
export function createReporter(options: ReporterOptions): Reporter {
  return new CityReporter(options)
}

class CityReporter implements Reporter {
  readonly #options: ReporterOptions
  readonly #hand: HandOver
  readonly #events: Events
  readonly #kecamatan
  readonly #kelurahan
  readonly #placeOf
  readonly #told: Told
  readonly #slot: Due
  readonly #minute: Due
  readonly #worst: Due
  readonly #hour: Due
  readonly #day: Due
  #midnight = Number.NEGATIVE_INFINITY
  #asksStatus = false
  #asksHour = false

  constructor(options: ReporterOptions) {
    const { series, estate, source, timezone, now, logger } = options
    this.#options = options
    this.#hand = new HandOver(series, logger)
    this.#kecamatan = kecamatanGroups(estate)
    this.#kelurahan = kelurahanGroups(estate)
    this.#placeOf = causePlaces(estate)
    this.#told = new Told((incident) => source.causeTags(incident), source.openIncidents(), now)
    const byId = new Map(estate.map((target) => [target.id, target]))
    this.#events = new Events(this.#hand, {
      targetOf: (id) => byId.get(id),
      placeOf: this.#placeOf,
      midnight: () => this.#midnight,
    })
    this.#slot = new Due(SLOT_MS, now)
    this.#minute = new Due(MINUTE_MS, now)
    this.#worst = new Due(WORST_EVERY_MS, now)
    this.#hour = new Due(HOUR_MS, now)
    this.#day = midnights(timezone, now)
  }

  tick(now: number): void {
    try {
      this.#tick(now)
      this.#hand.works('tick')
    } catch (error) {
      this.#hand.fails('tick', error)
    }
  }

  moved(transitions: readonly Transition[], events: readonly IncidentEvent[]): void {
    this.#events.take({ transitions, steps: events.filter(isTold).map(stepOf) })
  }

  resend(page: KeptEvents): Promise<void> {
    return this.#events.again(page)
  }

  follow(): void {
    this.#events.mark()
  }

  planned(steps: readonly PlannedStep[]): void {
    if (steps.length === 0) return
    void this.#hand.do(() => this.#hand.send('ev', 'kept', plannedPoints(steps)))
  }

  extra(points: readonly Point[]): void {
    if (points.length === 0 || this.#hand.isBehind) return
    void this.#hand.do(() => this.#hand.send('raw', 'raw', points))
  }

  idle(): Promise<void> {
    return this.#hand.idle()
  }

  #tick(now: number): void {
    const midnight = this.#day.take(now)
    const slot = this.#slot.take(now)
    const minute = this.#minute.take(now)
    const hour = this.#hour.take(now)
    const worst = this.#worst.take(now)
    if (midnight !== undefined) this.#tellMidnight(midnight)
    if ((slot ?? minute ?? hour ?? worst) === undefined) return
    if (this.#hand.isBehind) throw new Error('the thread is far behind, aggregates are left out')
    const codes = this.#codes()
    const stateOf = (position: number): State => STATES[codes[position] as number] as State
    if (slot !== undefined) this.#tellSlot(slot, now, stateOf)
    if (minute !== undefined) this.#tellMinute(minute, stateOf)
    if (hour !== undefined) {
      this.#tellFleet('h1', 'hour', hour, stateOf)
      this.#tellFeeds('h1', 'hour', hour)
    }
    if (worst !== undefined) this.#hand.ask(() => this.#tellWorst(worst))
  }

  /** As of this moment, for turns to come; a code is a place in `STATES`. */
  #codes(): Uint8Array {
    const { estate, source } = this.#options
    const codes = new Uint8Array(estate.length)
    for (let position = 0; position < codes.length; position++) {
      codes[position] = STATE_CODES[source.verdict(position).state]
    }
    return codes
  }

  #tellSlot(at: number, now: number, stateOf: (position: number) => State): void {
    const { source } = this.#options
    this.#tellFleet('raw', 'raw', at, stateOf)
    void this.#hand.do(() =>
      this.#hand.send('raw', 'raw', causePoints(source.openIncidents(), this.#placeOf, at)),
    )
    void this.#hand.do(() =>
      this.#hand.send('raw', 'raw', this.#told.outages(source.openIncidents(), at)),
    )
    this.#tellFeeds('raw', 'raw', at)
    this.#hand.ask(() => this.#tellWorker(at, now))
  }

  #tellMinute(at: number, stateOf: (position: number) => State): void {
    const { source, placeOnMap } = this.#options
    this.#tellFleet('m1', 'minute', at, stateOf)
    void this.#hand.do(() =>
      this.#hand.send('m1', 'minute', kelPoints(this.#kelurahan, stateOf, placeOnMap, at)),
    )
    void this.#hand.do(() =>
      this.#hand.send('raw', 'raw', this.#told.faults(source.faults(at), at)),
    )
    void this.#hand.do(() => this.#hand.send('raw', 'raw', plannedOpenPoints(source.planned(), at)))
    void this.#hand.do(() =>
      this.#hand.send('raw', 'raw', openIncidentPoints(source.openIncidents(), this.#placeOf, at)),
    )
    void this.#hand.do(() => this.#tellDown(at, stateOf))
  }

  async #tellDown(at: number, stateOf: (position: number) => State): Promise<void> {
    const { source, estate } = this.#options
    const dead: number[] = []
    for (let position = 0; position < estate.length; position++) {
      if (UNAVAILABLE.has(stateOf(position))) dead.push(position)
    }
    const incidentOf = incidentsByTarget(source.openIncidents())
    const view = {
      verdict: (position: number) => source.verdict(position),
      causeOf: (position: number) => source.causeOf(position),
      incidentOf: (targetId: string) => incidentOf.get(targetId),
    }
    for (let from = 0; from < dead.length; from += BITE) {
      if (from > 0) await nextTurn()
      await this.#hand.send(
        'raw',
        'raw',
        downPoints(estate, dead.slice(from, from + BITE), view, at),
      )
    }
  }

  #tellFleet(
    tier: 'raw' | 'm1' | 'h1',
    worth: 'raw' | 'minute' | 'hour',
    at: number,
    stateOf: (position: number) => State,
  ): void {
    void this.#hand.do(() =>
      this.#hand.send(tier, worth, fleetPoints(this.#kecamatan, stateOf, at)),
    )
  }

  #tellFeeds(tier: 'raw' | 'h1', worth: 'raw' | 'hour', at: number): void {
    const groups = this.#options.source.conditions()
    if (groups.length === 0) return
    void this.#hand.do(() => this.#hand.send(tier, worth, feedsPoints(groups, at)))
  }

  #tellMidnight(at: number): void {
    const { estate, source } = this.#options
    this.#midnight = at
    void this.#hand.do(async () => {
      for (let from = 0; from < estate.length; from += BITE) {
        if (from > 0) await nextTurn()
        const points = midnightPoints(
          estate,
          (position) => source.verdict(position),
          at,
          from,
          from + BITE,
        )
        await this.#hand.send('ev', 'state', points)
      }
    })
  }

  async #tellWorker(at: number, now: number): Promise<void> {
    const { source, meter, city, host } = this.#options
    const about = {
      city,
      host,
      startedAt: this.#options.now,
      process: meter.take(now),
      outbox: source.outbox(now),
      openIncidents: source.openIncidents().length,
      store: source.storeHealth(),
      round: source.roundHealth(),
    }
    const series = await this.#status()
    await this.#hand.do(() =>
      this.#hand.send('raw', 'raw', [workerPoint({ ...about, series }, at)]),
    )
  }

  /** Undefined where the thread has not answered the last question yet, or fails. */
  async #status(): Promise<SeriesStatus | undefined> {
    if (this.#asksStatus) return undefined
    this.#asksStatus = true
    try {
      const status = await this.#options.series.status()
      this.#hand.works('status')
      return status
    } catch (error) {
      this.#hand.fails('status', error)
      return undefined
    } finally {
      this.#asksStatus = false
    }
  }

  async #tellWorst(at: number): Promise<void> {
    const { source, estate } = this.#options
    if (this.#asksHour) return
    this.#asksHour = true
    try {
      const sums = await source.lastHour()
      this.#hand.works('worst')
      await this.#hand.do(() => this.#hand.send('raw', 'raw', worstPoints(sums, estate, at)))
    } catch (error) {
      this.#hand.fails('worst', error)
    } finally {
      this.#asksHour = false
    }
  }
}
