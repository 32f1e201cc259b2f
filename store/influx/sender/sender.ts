// Brings what the spool owes to one database: new frames at once, old ones behind them, and none is lost on the way.
import type { Logger } from '../../../fleet/logger.ts'
import type { SeriesTargetStatus } from '../../series/status.ts'
import type { Frame, Spool } from '../../spool/spool.ts'
import type { Dialect } from '../dialect.ts'
import type { InfluxTarget, KeepDays } from '../target.ts'
import { DELAYS, type Delays } from './backoff.ts'
import { BatchSize } from './batch-size.ts'
import { Condition } from './condition.ts'
import { type Exchange, httpExchange } from './exchange.ts'
import { Lanes } from './lanes.ts'
import { SetAside } from './set-aside.ts'

export interface SenderOptions {
  readonly target: InfluxTarget
  readonly dialect: Dialect
  /** Its frames are owed to `target.name`. */
  readonly spool: Spool
  readonly keepDays: KeepDays
  readonly logger: Logger
  /** Name of the machine: tag of the test's points. */
  readonly host: string
  /** Epoch milliseconds; default Date.now. */
  readonly now?: () => number
  /** 0 to 1; default Math.random. */
  readonly random?: () => number
  readonly delays?: Partial<Delays>
  /** Default: over HTTP. */
  readonly exchange?: Exchange
}

export interface Sender {
  /** Tests the contract, then sends. */
  start(): void
  /** Frames that were put into the spool just now. Returns at once. */
  offer(frames: readonly Frame[]): void
  /** Tries everything that waits or is held now. */
  hurry(): void
  status(): SeriesTargetStatus
  /** Begins nothing old any more, lets what is new go out for at most `graceMs`, then ends all requests. */
  close(graceMs: number): Promise<void>
}

/** The spool stays open; what was not sent stays in it. */
export function createSender(options: SenderOptions): Sender {
  const { target, dialect, spool, keepDays, logger: log, host } = options
  const now = options.now ?? Date.now
  const condition = new Condition(target, log, now())
  const written = { points: 0, lastAt: undefined }
  const context = {
    target,
    dialect,
    spool,
    keepDays,
    log,
    now,
    random: options.random ?? Math.random,
    delays: { ...DELAYS, ...options.delays },
    exchange: options.exchange ?? httpExchange(target),
    condition,
    aside: new SetAside(),
    size: new BatchSize(),
    written,
  }
  const lanes = new Lanes(context, host)
  return {
    start: () => lanes.start(),
    offer: (frames) => lanes.offer(frames),
    hurry: () => lanes.hurry(),
    close: (graceMs) => lanes.close(graceMs),
    status: () => statusOf(options, lanes, condition, context.written, now()),
  }
}

function statusOf(
  { target, spool }: SenderOptions,
  lanes: Lanes,
  condition: Condition,
  written: { readonly points: number; readonly lastAt: number | undefined },
  at: number,
): SeriesTargetStatus {
  const { name, url, dialect } = target
  const backlog = spool.backlog(name)
  const { state, since } = condition.state(lanes.owesOlder(backlog.frames), at)
  const { problem } = condition
  const [p50, p99] = [lanes.latencies.percentile(0.5), lanes.latencies.percentile(0.99)]
  return {
    name,
    url,
    dialect,
    state,
    since,
    backlog,
    lagMs: Math.max(at - (backlog.waitingSince ?? at), 0),
    written: written.points,
    ...(written.lastAt === undefined ? {} : { lastWrittenAt: written.lastAt }),
    ...(p50 === undefined ? {} : { liveP50Ms: Math.round(p50) }),
    ...(p99 === undefined ? {} : { liveP99Ms: Math.round(p99) }),
    ...(problem === undefined ? {} : { problem }),
    losses: spool.losses(name),
    deadLetters: spool.deadLetterCount(name),
  }
}
