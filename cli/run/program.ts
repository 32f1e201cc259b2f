// `ronda run` as a whole: opens every room, lets data flow between them, and closes them in reverse order.
import type { Policy } from '../../alerts/policy/policy.ts'
import type { Actions } from '../../console/actions.ts'
import type { Live, LiveEvent } from '../../console/live.ts'
import { startConsole } from '../../console/server.ts'
import { messageOf } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Fleet } from '../../fleet/model.ts'
import { buildTopology, type Topology } from '../../fleet/topology.ts'
import type { RoundPlan } from '../../probes/round/plan.ts'
import { startLocalStore } from '../../store/local/start-local-store.ts'
import type { Store } from '../../store/store.ts'
import type { CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { makeDataFolder, storeFile } from '../data-folder.ts'
import { announceRunning, withdrawRunning } from '../running.ts'
import { AckKey } from './ack-key.ts'
import { createActions } from './actions.ts'
import { type AroundRoom, openAround } from './around/room.ts'
import { type AroundSettings, aroundOf } from './around/settings.ts'
import { cityOf } from './city.ts'
import { Closing } from './closing.ts'
import { feedLogins, isMadeUp, startCityFeeds } from './feeds/city.ts'
import { feedLive } from './feeds/live.ts'
import { type FeedRoom, openFeeds } from './feeds/room.ts'
import { Flow } from './flow.ts'
import { keepHouse } from './housekeeping.ts'
import { type InfluxSettings, influxOf } from './influx.ts'
import { createKeeper, type Keeper } from './keeper.ts'
import { createLive, type LiveSource } from './live.ts'
import { collectOnce, keepYoungGenerationSmall } from './memory.ts'
import { type MetricsSource, metricsText } from './metrics.ts'
import { closingLines, openingLines } from './opening.ts'
import { startPinging } from './pinger.ts'
import { Planning } from './planning.ts'
import { policyOf } from './policy.ts'
import { type SeriesSourceParts, seriesSource } from './series-source.ts'
import { startTelling } from './telling.ts'
import { receiverSummaries } from './telling-summary.ts'
import { openTimeSeries, type TimeSeries } from './time-series.ts'
import { tokenForActing, wantsToken } from './token.ts'
import { registeredTargets, Watch } from './watch.ts'

/** As in alerts/policy/config.ts, where there is no policy. */
const MASS_SHARE = 0.01
const CRITICAL_FROM = 100
const SUMMARY_EVERY_MS = 1_000
const SETTLE_MS = 10_000
const SETTLED_MS = 2_000

interface City {
  readonly config: Config
  readonly fleet: Fleet
  readonly topology: Topology
  /** Undefined where nobody is to be told. */
  readonly policy: Policy | undefined
  /** Undefined where no database of time series is configured. */
  readonly influx: InfluxSettings | undefined
  readonly around: AroundSettings
  /** Of NVRs; undefined where no feed is looked at. */
  readonly logins: ReturnType<typeof feedLogins> | undefined
  readonly store: Store
  readonly keeper: Keeper
  readonly watch: Watch
  readonly flow: Flow
  readonly log: Logger
  readonly startedAt: number
}

/** Runs until `context.signal` aborts or the round breaks down by itself, which is thrown. Gives the exit code. */
export async function runCity(
  config: Config,
  context: CommandContext,
  log: Logger,
): Promise<number> {
  const open = new Closing()
  const runs = async (): Promise<void> => walkCity(await openCity(config, log, open), context, open)
  await open.after(runs, (error) => log.error({}, messageOf(error)))
  // A supervisor's SIGTERM is a wish fulfilled; Ctrl-C is an interruption.
  return context.signal.reason === 'SIGTERM' ? 0 : 130
}

/** Estate, store and what was known before; nothing is asked yet. */
async function openCity(config: Config, log: Logger, open: Closing): Promise<City> {
  const startedAt = Date.now()
  keepYoungGenerationSmall()
  const fleet = await cityOf(config)
  const topology = buildTopology(fleet)
  const policy = policyOf(config, fleet)
  const influx = influxOf(config)
  const around = aroundOf(config, fleet)
  const logins = config.feeds.enabled ? feedLogins(config, fleet) : undefined
  makeDataFolder(config.data, log)
  const store = await startLocalStore(storeFile(config), log)
  open.defer(() => store.close())
  await store.register(registeredTargets(fleet, topology))
  const keeper = await createKeeper(store, log)
  open.defer(() => keeper.stop())
  const watch = new Watch(fleet, topology, startedAt, lookMsOf(config), {
    feeds: config.feeds.enabled,
  })
  const states = await store.currentStates()
  const restored = watch.restore(states, await store.openIncidents(), startedAt)
  if (restored.length > 0) void keeper.change({ transitions: restored })
  const flow = new Flow(fleet, config, watch, keeper, log)
  const rooms = { store, keeper, watch, flow, log, startedAt }
  return { config, fleet, topology, policy, influx, around, logins, ...rooms }
}

/** Page, round and housekeeping, until the signal; then the last minute and the last word. */
async function walkCity(city: City, context: CommandContext, open: Closing): Promise<void> {
  const { config, fleet, keeper, flow, watch, log } = city
  const walking = new Closing()
  open.defer(() => walking.close())
  let feeds: FeedRoom | undefined
  flow.series = await startSeries(city, (now) => feeds?.faults(now) ?? [], walking)
  walking.defer(() => {
    for (const slot of watch.lastSlots(Date.now())) flow.keepSlot(slot)
  })
  let around: AroundRoom | undefined
  const live = liveOf(city, { feeds: () => feeds, around: () => around })
  flow.publish = (event) => live.publish(event)
  const token = tokenForActing(config, log)
  const ackKey = new AckKey(token)
  const planning = await openPlanning(city)
  flow.planning = planning
  const replay = flow.series?.replay
  const actions = upToDate(createActions({ ...city, planning, ackKey, replay }), flow)
  const page = await startConsole({
    live,
    listen: config.console.listen,
    token: wantsToken(config) ? token : undefined,
    acting: { actions, token },
    logger: log,
  })
  walking.defer(() => page.close())
  announce(config.data, page.url, log)
  walking.defer(() => withdrawRunning(config.data))
  await startTelling(city, { ackKey, walking })
  await flow.plan(city.startedAt)

  const plan = planOf(city)
  collectOnce()
  const pinging = await startPinging(config, fleet, plan, city.startedAt, (m) => flow.take(m))
  flow.simulated = pinging.simulated
  flow.again = (indices) => pinging.round.again(indices)
  walking.defer(() => flow.finish())
  walking.defer(() => pinging.round.stop())
  const summaries = setInterval(() => void publishSummary(live), SUMMARY_EVERY_MS)
  walking.defer(() => clearInterval(summaries))
  context.err(openingLines({ config, fleet, plan, url: page.url, simulated: pinging.simulated }))
  try {
    feeds = await startFeeds(city, walking)
    around = openAround(city, !isMadeUp(config) || feeds !== undefined, walking)
    const housekeeping = keepHouse(city, feeds)
    walking.defer(async () => void (await housekeeping.destroy()))
    const walks = (): Promise<void> => Promise.race([pinging.round.ended, aborted(context.signal)])
    await walking.after(walks, (error) => log.error({}, messageOf(error)))
  } finally {
    await keeper.settle(SETTLE_MS)
    context.err(closingLines(config, keeper))
  }
}

async function openPlanning(city: City): Promise<Planning> {
  const { fleet, topology, policy, store, keeper, flow, log } = city
  const planning = new Planning({
    fleet,
    topology,
    massShare: policy?.massShare ?? MASS_SHARE,
    documents: await store.documents('planned'),
    commit: (change) => keeper.change(change),
    announce: (announcement) => flow.notifier?.announce(announcement),
    now: Date.now,
  })
  for (const key of planning.unreadable) {
    log.error({ key }, 'a planned outage that was kept cannot be read, and does not hold')
  }
  return planning
}

/** Closed after the round: what that says at its end is taken in before. */
async function startSeries(
  city: City,
  faultsFound: SeriesSourceParts['faultsFound'],
  closing: Closing,
): Promise<TimeSeries | undefined> {
  const { influx, config, policy } = city
  if (influx === undefined) return undefined
  const parts = {
    ...city,
    source: seriesSource({
      ...city,
      faultsFound,
      looksAtFeeds: config.feeds.enabled,
      criticalFrom: policy?.criticalFrom ?? CRITICAL_FROM,
    }),
    lookMs: lookMsOf(config),
  }
  return await openTimeSeries(parts, influx, closing)
}

/** For the synthetic city its simulator comes first: without it there is nothing to look at. */
async function startFeeds(city: City, closing: Closing): Promise<FeedRoom | undefined> {
  const { config, fleet, log, startedAt, logins } = city
  if (logins === undefined) return undefined
  if (isMadeUp(config) && !(await startCityFeeds(config, fleet, startedAt, closing, log))) {
    return undefined
  }
  return await openFeeds({ ...city, logins }, closing)
}

/** Who acknowledges finds taken in what the round has said so far; `flow.plan` sees to that for what is planned. */
function upToDate(actions: Actions, flow: Flow): Actions {
  return {
    ...actions,
    acknowledge(id, note, actor) {
      flow.finish()
      return actions.acknowledge(id, note, actor)
    },
  }
}

function liveOf(
  city: City,
  { feeds, around }: Pick<MetricsSource, 'feeds' | 'around'>,
): ReturnType<typeof createLive> {
  const { config, fleet, topology, policy, store, keeper, watch, flow, startedAt } = city
  const { board, counts, detection } = watch
  const roundHealth = () => flow.health
  const storeHealth = () => keeper.health()
  return createLive({
    fleet,
    topology,
    store,
    board,
    counts,
    startedAt,
    roundHealth,
    storeHealth,
    verdictOf: (id) => watch.verdictOf(id),
    evidenceOf: (id) => watch.estate.evidence(topology.indexOf(id)),
    openIncidents: () => watch.openIncidents(),
    lastRttUs: (id) => watch.lastRttUs(id),
    packetsPerSecond: () => flow.rate.perSecond,
    notices: () => flow.notices(),
    receivers: () => (flow.notifier ? receiverSummaries(policy, flow.notifier.receivers()) : []),
    planned: () => flow.planning?.planned() ?? [],
    told: (id) => flow.notifier?.told(id),
    ...(flow.series ? seriesOf(flow.series) : {}),
    ...(config.feeds.enabled ? feedLive(watch, feeds, config.feeds.decoder) : {}),
    portalFeedOf: (id) => around()?.feedOf(id),
    metrics: () =>
      metricsText({
        counts,
        detection,
        startedAt,
        roundHealth,
        storeHealth,
        openIncidents: () => watch.openIncidents().length,
        receivers: () => flow.notifier?.receivers() ?? [],
        series: () => flow.series?.status,
        conditions: () => (config.feeds.enabled ? watch.conditions() : undefined),
        feeds,
        around,
      }),
  })
}

function seriesOf(series: TimeSeries): Pick<LiveSource, 'series' | 'deadLetters'> {
  return { series: async () => series.status, deadLetters: (query) => series.deadLetters(query) }
}

async function publishSummary(live: Live & { publish(event: LiveEvent): void }): Promise<void> {
  live.publish({ type: 'summary', summary: await live.summary() })
}

function planOf({ fleet, config, watch }: City): RoundPlan {
  const { addresses, intervalMs, names } = watch.estate.asked
  const silent = watch.estate.silent()
  return { addresses, intervalMs, names, anchors: fleet.anchors, silent, options: config.round }
}

/** A whole confirm, the timeout of its last echo, and what settling its seconds and handing over take. */
function lookMsOf({ round }: Config): number {
  const { confirmAfterMs, confirmEchoes, confirmGapMs, timeoutMs } = round
  return confirmAfterMs + confirmEchoes * confirmGapMs + timeoutMs + SETTLED_MS
}

/** A note that cannot be written (a disk that is full or read-only) stops nothing. */
function announce(data: string, url: string, log: Logger): void {
  try {
    announceRunning(data, { pid: process.pid, url })
  } catch (error) {
    log.warn(
      {},
      `the note of the running program cannot be written (${messageOf(error)}): ronda status and ronda why will not find it, the page is at ${url}`,
    )
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
