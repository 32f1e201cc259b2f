// What the parts of one sender share.
import type { Logger } from '../../../fleet/logger.ts'
import type { Spool } from '../../spool/spool.ts'
import type { Dialect } from '../dialect.ts'
import type { InfluxTarget, KeepDays } from '../target.ts'
import type { Delays } from './backoff.ts'
import type { BatchSize } from './batch-size.ts'
import type { Condition } from './condition.ts'
import type { Exchange } from './exchange.ts'
import type { SetAside } from './set-aside.ts'

export interface SenderContext {
  readonly target: InfluxTarget
  readonly dialect: Dialect
  readonly spool: Spool
  readonly keepDays: KeepDays
  readonly log: Logger
  /** Epoch milliseconds. */
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
  readonly delays: Delays
  readonly exchange: Exchange
  readonly condition: Condition
  readonly aside: SetAside
  readonly size: BatchSize
  readonly written: Written
}

/** Points that the database acknowledged since the start, and when it did so last. */
export interface Written {
  points: number
  lastAt: number | undefined
}
