// The series `worker`: the program about itself.
import type { Point } from '../schema/measurements.ts'
import type { SeriesStatus } from '../series/status.ts'
import type { StoreHealth } from '../store.ts'

/** What the round says of itself (probes/round/plan.ts RoundHealth), as far as it is written. */
export interface RoundFacts {
  readonly rounds: number
  readonly sent: number
  readonly received: number
  readonly lost: number
  readonly overruns: number
  readonly dropped: number
  readonly confirming: number
  readonly blind: boolean
  readonly lagP99Ms: number
}

/** What the operating system and the event loop say of the process. */
export interface ProcessFacts {
  readonly rssBytes: number
  /** Thousandths of a core since the last look, all threads. */
  readonly cpuPermille: number
  /** Longest stall of the main thread since the last look, milliseconds. */
  readonly loopLagMs: number
}

export interface OutboxFacts {
  /** Messages that wait for a receiver. */
  readonly waiting: number
  /** Receivers that take nothing now. */
  readonly failing: number
  /** Seconds for which the notifier has brought nothing to anybody that it should have; absent where there is none. */
  readonly silentS?: number
}

export interface WorkerFacts {
  readonly city: string
  readonly host: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly process: ProcessFacts
  readonly outbox: OutboxFacts
  readonly openIncidents: number
  readonly store: StoreHealth
  /** Undefined before the round's first word about itself. */
  readonly round: RoundFacts | undefined
  /** Undefined where the series thread did not say. */
  readonly series: SeriesStatus | undefined
}

/** `at`: epoch milliseconds. Fields of a part that says nothing are left out. */
export function workerPoint(facts: WorkerFacts, at: number): Point<'worker'> {
  const { city, host, process, outbox, store, round, series } = facts
  return {
    measurement: 'worker',
    tags: { worker: city, host },
    fields: {
      ...(round ? aboutRound(round) : {}),
      loop_lag_ms: Math.round(process.loopLagMs),
      rss_bytes: process.rssBytes,
      cpu_permille: Math.round(process.cpuPermille),
      uptime_s: Math.max(0, Math.floor((at - facts.startedAt) / 1000)),
      incidents: facts.openIncidents,
      outbox_waiting: outbox.waiting,
      receivers_failing: outbox.failing,
      notifier_silent_s: outbox.silentS,
      store_writable: store.writable ? 1 : 0,
      store_bytes: store.fileBytes,
      ...(series ? aboutSeries(series) : {}),
    },
    at,
  }
}

function aboutRound(round: RoundFacts): Point<'worker'>['fields'] {
  const { rounds, sent, received, lost, overruns, dropped, confirming } = round
  return {
    rounds,
    sent,
    received,
    lost,
    overruns,
    dropped,
    confirming,
    blind: round.blind ? 1 : 0,
    lag_p99_ms: Math.round(round.lagP99Ms),
  }
}

/** Of several databases the sum of what each lost, and the worst in age and time. */
function aboutSeries({ spool, targets }: SeriesStatus): Point<'worker'>['fields'] {
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, n) => all + n, 0)
  const lagMs = targets.map((target) => target.lagMs)
  const writeMs = targets.map((target) => target.liveP50Ms).filter((ms) => ms !== undefined)
  return {
    spool_bytes: spool.fileBytes,
    spool_frames: spool.frames,
    spool_points: spool.points,
    spool_age_s: Math.round(Math.max(0, ...lagMs) / 1000),
    spool_dropped: sum(targets.map(({ losses }) => sum(Object.values(losses.dropped)))),
    dead_letters: sum(targets.map(({ losses }) => losses.deadLetters)),
    write_ms: writeMs.length === 0 ? undefined : Math.round(Math.max(...writeMs)),
  }
}
