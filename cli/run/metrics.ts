// /metrics: the program about itself, for Prometheus. Names follow https://prometheus.io/docs/practices/naming/
import { STATES } from '../../fleet/state.ts'
import type { RoundHealth } from '../../probes/round/plan.ts'
import type { SeriesStatus } from '../../store/series/status.ts'
import type { StoreHealth } from '../../store/store.ts'
import type { AroundRoom } from './around/room.ts'
import type { StateCounts } from './counts.ts'
import { aboutTheFeeds, aboutWhatSurrounds } from './feed-metrics.ts'
import type { FeedRoom } from './feeds/room.ts'
import { Exposition, type Histogram } from './prometheus.ts'
import { aboutTheSeries } from './series-metrics.ts'

const KINDS = ['node', 'uplink', 'nvr', 'camera'] as const

export interface MetricsSource {
  readonly counts: StateCounts
  /** Seconds from the first lost echo to `down`. */
  readonly detection: Histogram
  readonly startedAt: number
  roundHealth(): RoundHealth | undefined
  storeHealth(): StoreHealth
  openIncidents(): number
  /** Empty where nobody is to be told. */
  receivers(): readonly {
    readonly receiver: string
    readonly waiting: number
    readonly failingSince?: number | undefined
  }[]
  /** Undefined where no database of time series is configured. */
  series(): SeriesStatus | undefined
  /** Cameras by condition; undefined where no feeds are looked at. */
  conditions(): Readonly<Record<string, number>> | undefined
  /** Undefined until they walk, or where they do not. */
  readonly feeds: () => FeedRoom | undefined
  readonly around: () => AroundRoom | undefined
}

export function metricsText(source: MetricsSource): string {
  const page = new Exposition()
  page.gauge(
    'ronda_start_time_seconds',
    'Start of the program, epoch seconds.',
    source.startedAt / 1000,
  )
  page.gauges(
    'ronda_targets',
    'Targets by kind and state.',
    KINDS.flatMap((kind) => {
      const counts = source.counts.of(kind)
      return STATES.map((state) => [{ kind, state }, counts[state]] as const)
    }),
  )
  const round = source.roundHealth()
  if (round) aboutTheRound(page, round)
  page.histogram(
    'ronda_detection_seconds',
    'From the first lost echo of a target to its state down.',
    source.detection,
  )
  aboutTheStore(page, source.storeHealth())
  page.gauge(
    'ronda_incidents_open',
    'Incidents that are open or recovering.',
    source.openIncidents(),
  )
  const receivers = source.receivers()
  page.gauges(
    'ronda_outbox_waiting',
    'Messages that wait for a receiver.',
    receivers.map(({ receiver, waiting }) => [{ receiver }, waiting] as const),
  )
  page.gauges(
    'ronda_receiver_failing',
    '1 while messages to a receiver do not get through.',
    receivers.map(
      ({ receiver, failingSince }) => [{ receiver }, failingSince === undefined ? 0 : 1] as const,
    ),
  )
  aboutTheSeries(page, source.series())
  aboutTheFeeds(page, source.conditions(), source.feeds())
  aboutWhatSurrounds(page, source.around())
  return page.text()
}

function aboutTheRound(page: Exposition, round: RoundHealth): void {
  page.counter(
    'ronda_rounds_total',
    'Full rounds: every address asked at least that often.',
    round.rounds,
  )
  page.gauge('ronda_blind', '1 while the probe itself sees nothing.', round.blind ? 1 : 0)
  page.gauges(
    'ronda_anchor_up',
    '1 while an anchor near the probe answers.',
    round.anchors.map(({ address, alive }) => [{ address }, alive ? 1 : 0] as const),
  )
  page.gauges('ronda_round_lag_seconds', 'Lateness of routine echoes in the last interval.', [
    [{ quantile: '0.5' }, round.lagP50Ms / 1000],
    [{ quantile: '0.99' }, round.lagP99Ms / 1000],
    [{ quantile: '1' }, round.lagMaxMs / 1000],
  ])
  page.gauge('ronda_confirming', 'Targets in a confirm now.', round.confirming)
  const counters: readonly (readonly [string, string, number])[] = [
    ['echoes_sent', 'Echoes sent.', round.sent],
    ['echoes_received', 'Replies that were ours.', round.received],
    ['echoes_lost', 'Echoes not answered in time.', round.lost],
    ['echoes_stray', 'Packets that looked like replies and were not ours.', round.stray],
    ['echoes_duplicate', 'Replies that came twice.', round.duplicates],
    ['echoes_late', 'Replies that came after their time.', round.late],
    ['icmp_errors', 'ICMP errors that quoted one of our echoes.', round.errors],
    ['sends_blocked', 'Sends that the kernel put off.', round.blocked],
    ['packets_dropped', 'Packets that the kernel dropped on our side.', round.dropped],
    ['overruns', 'Routine echoes skipped because their time was past.', round.overruns],
    ['pauses', 'Times that the program itself stood still.', round.pauses],
    ['clock_steps', 'Times that the wall clock was set.', round.clockSteps],
  ]
  for (const [name, help, value] of counters) page.counter(`ronda_${name}_total`, help, value)
}

function aboutTheStore(page: Exposition, store: StoreHealth): void {
  page.gauge('ronda_store_writable', '1 while the store can write.', store.writable ? 1 : 0)
  page.gauge('ronda_store_bytes', 'Size of the store on disk.', store.fileBytes)
  page.gauge(
    'ronda_store_pending_transitions',
    'Transitions that wait in memory for a store that can write again.',
    store.pendingTransitions,
  )
  page.counter(
    'ronda_store_dropped_minutes_total',
    'Minutes of history dropped because they could not be written.',
    store.droppedMinutes,
  )
}
