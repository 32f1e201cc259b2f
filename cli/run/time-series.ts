// The time series of the running program: what the round found goes out as slots, reports and sums, and comes back as status.
import { hostname } from 'node:os'
import type { Actions, Actor, ReplayOutcome, ReplayRequest } from '../../console/actions.ts'
import { messageOf } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Fleet } from '../../fleet/model.ts'
import type { Transition } from '../../fleet/state.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { IncidentEvent } from '../../incidents/incident.ts'
import type { PlannedStep } from '../../store/aggregates/planned-points.ts'
import { eventsSince } from '../../store/rollups/resend.ts'
import { createRollups, type Rollups } from '../../store/rollups/runner.ts'
import type { Point } from '../../store/schema/measurements.ts'
import { type SlotColumns, SPAN_TIERS } from '../../store/series/columns.ts'
import type { Series } from '../../store/series/series.ts'
import { startSeries } from '../../store/series/start-series.ts'
import type { SeriesStatus } from '../../store/series/status.ts'
import type { Gap, Store } from '../../store/store.ts'
import type { Config } from '../config.ts'
import { atMost } from './at-most.ts'
import type { Closing } from './closing.ts'
import type { InfluxSettings } from './influx.ts'
import type { Keeper } from './keeper.ts'
import { EVENTS_TO } from './series/events.ts'
import { ProcessMeter } from './series/process-meter.ts'
import { createReporter, type Reporter } from './series/reporter.ts'
import type { ReporterSource } from './series/source.ts'
import { seriesEstate } from './series-estate.ts'
import { SLOT_MS } from './slots.ts'
import { registeredTargets } from './watch.ts'

const TICK_MS = 1_000
/** What is at hand gets this long at the end; the rest is in the spool. */
const LAST_SENDS_MS = 3_000
/** A thread that hangs must not hold up the end of the program. */
const LAST_WORK_MS = 5_000
/** From the end of a look until its slot is kept. */
const KEPT_MS = 3_000
const MINUTE_MS = 60_000

export interface TimeSeriesParts {
  readonly config: Config
  readonly fleet: Fleet
  readonly topology: Topology
  readonly store: Store
  readonly keeper: Pick<Keeper, 'change'>
  readonly source: Omit<ReporterSource, 'lastHour'>
  /** From the first echo of a look to its decision, at most, milliseconds. */
  readonly lookMs: number
  readonly startedAt: number
  readonly log: Logger
}

/** Never rejects for a spool that cannot be opened, or a database that is not there: the round goes on, and says so. */
export async function openTimeSeries(
  parts: TimeSeriesParts,
  settings: InfluxSettings,
  closing: Closing,
): Promise<TimeSeries> {
  const { config, fleet, topology, log } = parts
  const estate = seriesEstate(fleet, topology)
  const series = await startSeries({ ...settings, estate, host: hostname() }, log)
  closing.defer(() => series.close(LAST_SENDS_MS))
  const meter = new ProcessMeter(Date.now())
  closing.defer(() => meter.close())
  const rollups = createRollups({
    store: parts.store,
    series,
    targets: registeredTargets(fleet, topology),
    timezone: fleet.timezone,
    retention: config.retention,
    settleMs: SLOT_MS + parts.lookMs + KEPT_MS,
    logger: log,
    now: Date.now,
  })
  closing.defer(() => atMost(LAST_WORK_MS, rollups.stop()))
  const reporter = createReporter({
    series,
    estate,
    source: { ...parts.source, lastHour: () => rollups.lastHour() },
    placeOnMap: (kel) => topology.area(kel),
    meter,
    city: fleet.city,
    timezone: fleet.timezone,
    host: hostname(),
    now: parts.startedAt,
    logger: log,
  })
  const timeSeries = new TimeSeries(parts, { series, rollups, reporter }, await series.status())
  const ticks = setInterval(() => timeSeries.tick(), TICK_MS)
  closing.defer(async () => {
    clearInterval(ticks)
    await atMost(LAST_WORK_MS, timeSeries.end())
  })
  timeSeries.catchUp()
  return timeSeries
}

interface Rooms {
  readonly series: Series
  readonly rollups: Rollups
  readonly reporter: Reporter
}

export class TimeSeries {
  /** As of the last second in which its thread answered. */
  status: SeriesStatus
  readonly #parts: TimeSeriesParts
  readonly #series: Series
  readonly #rollups: Rollups
  readonly #reporter: Reporter
  #lostSlots = 0
  /** What is written once more goes on page by page until the end. */
  #ended = false
  readonly #again = new Set<Promise<void>>()

  constructor(parts: TimeSeriesParts, { series, rollups, reporter }: Rooms, status: SeriesStatus) {
    this.#parts = parts
    this.status = status
    this.#series = series
    this.#rollups = rollups
    this.#reporter = reporter
  }

  /** Takes the columns for itself. */
  slot(columns: SlotColumns): void {
    this.#rollups.minute(Math.floor(columns.at / MINUTE_MS) * MINUTE_MS)
    this.#series.slot(columns).then(
      () => {
        if (this.#lostSlots > 0) {
          this.#parts.log.warn({ slots: this.#lostSlots }, 'the spool takes measurements again')
        }
        this.#lostSlots = 0
      },
      (error: unknown) => {
        if (this.#lostSlots++ === 0) {
          this.#parts.log.error({}, `10 s of measurements are lost: ${messageOf(error)}`)
        }
      },
    )
  }

  /** `kept` settles when the change is in the local store: sums are made from what is in there. */
  moved(
    transitions: readonly Transition[],
    events: readonly IncidentEvent[],
    kept: Promise<void>,
  ): void {
    this.#reporter.moved(transitions, events)
    if (transitions.length > 0) void kept.then(() => this.#rollups.transitions(transitions))
  }

  /** Points of other rooms, of the raw tier. */
  points(points: readonly Point[]): void {
    this.#reporter.extra(points)
  }

  /** Of suspensions and maintenance windows. */
  planned(steps: readonly PlannedStep[]): void {
    this.#reporter.planned(steps)
  }

  gap(gap: Gap, kept: Promise<void>): void {
    void kept.then(() => this.#rollups.gap(gap))
  }

  tick(): void {
    const now = Date.now()
    this.#reporter.tick(now)
    void this.#rollups.tick(now)
    void this.#look()
  }

  /** What was decided before the last end, and may not have come into the spool: it is written once more. */
  catchUp(): void {
    const words =
      'changes from before the start are not in the time series; the next start tries again'
    this.#writeAgain(this.#catchUp(), words)
  }

  /** Resolves when nothing more is handed over, except by `slot`. */
  async end(): Promise<void> {
    this.#ended = true
    await Promise.all(this.#again)
    await this.#reporter.idle()
  }

  deadLetters: Series['deadLetters'] = (query) => this.#series.deadLetters(query)

  readonly replay: Actions['replay'] = async (request, actor): Promise<ReplayOutcome> => {
    const { target, deadLetters } = request
    const span = request.span && { ...request.span, to: Math.min(request.span.to, Date.now()) }
    const names = this.status.targets.map(({ name }) => name)
    if (target !== undefined && !names.includes(target)) {
      const what = `there is no database "${target}"`
      const remedy = `those of ronda.yaml are: ${names.join(', ')}`
      return { result: 'refused', problems: [{ field: 'target', what, remedy }] }
    }
    await this.#parts.keeper.change({ audit: [auditOf(request, actor)] })
    const started = await this.#series.replay({
      deadLetters,
      ...(target === undefined ? {} : { target }),
    })
    if (span) this.#replaySpan(span)
    return { result: 'started', ...started, ...(span ? { span } : {}) }
  }

  async #look(): Promise<void> {
    try {
      this.status = await this.#series.status()
    } catch {
      // Its thread has ended and is started again; the log says so.
    }
  }

  async #catchUp(): Promise<void> {
    const { store, startedAt } = this.#parts
    const mark = await this.#series.mark(EVENTS_TO)
    for await (const page of eventsSince(store, mark ?? startedAt, Date.now())) {
      if (this.#ended) return
      await this.#reporter.resend(page)
    }
    this.#reporter.follow()
  }

  #replaySpan({ from, to, tiers }: NonNullable<ReplayRequest['span']>): void {
    const { store, log } = this.#parts
    const work = async (): Promise<void> => {
      const spanTiers = SPAN_TIERS.filter((tier) => tiers.includes(tier))
      const spans =
        spanTiers.length > 0 ? await this.#rollups.replay(from, to, { tiers: spanTiers }) : 0
      let events = 0
      if (tiers.includes('ev')) {
        // A page begins a minute before.
        const pages = eventsSince(store, from + MINUTE_MS, Math.min(to, Date.now()))
        for await (const { transitions, steps } of pages) {
          if (this.#ended) return
          await this.#reporter.resend({ transitions, steps })
          events += transitions.length + steps.length
        }
      }
      log.info({ spans, events }, 'what was asked for is written to the time series once more')
    }
    this.#writeAgain(work(), 'writing the time series once more broke off')
  }

  #writeAgain(work: Promise<void>, failed: string): void {
    const done = work
      .catch((error: unknown) => this.#parts.log.error({}, `${failed}: ${messageOf(error)}`))
      .finally(() => this.#again.delete(done))
    this.#again.add(done)
  }
}

function auditOf({ target, deadLetters, span }: ReplayRequest, { by, via }: Actor) {
  return {
    at: Date.now(),
    by,
    via,
    action: 'replay',
    subject: target ?? 'all',
    detail: {
      ...(deadLetters ? { deadLetters: 'yes' } : {}),
      ...(span ? { from: span.from, to: span.to, tiers: span.tiers.join(',') } : {}),
    },
  }
}
