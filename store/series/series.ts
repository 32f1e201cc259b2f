// The way of the time series as the program sees it. The work (lines, gzip, spool, HTTP) is done in a thread of its own.

import type { InfluxTarget, KeepDays } from '../influx/target.ts'
import type { Point } from '../schema/measurements.ts'
import type { SeriesTarget } from '../schema/series-target.ts'
import type { Tier } from '../schema/tiers.ts'
import type { DeadLetter, Worth } from '../spool/spool.ts'
import type { SlotColumns, SpanColumns } from './columns.ts'
import type { SeriesStatus } from './status.ts'

export interface SeriesOptions {
  readonly targets: readonly InfluxTarget[]
  readonly keepDays: KeepDays
  readonly spool: {
    /** The file: `spool.db` in the data folder. */
    readonly path: string
    readonly maxBytes: number
    /** Of the disk, 0 to 100: below that the cap shrinks. */
    readonly minFreePercent: number
  }
  /** In the order of the store's registration. */
  readonly estate: readonly SeriesTarget[]
  readonly host: string
}

export interface PointBatch {
  readonly tier: Tier
  readonly worth: Worth
  readonly points: readonly Point[]
}

export interface Replayed {
  /** Dead letters that go out again, frames that are tried at once. */
  readonly deadLetters: number
  readonly frames: number
}

export interface Series {
  /** Resolves when the slot is in the spool. Its columns belong to the thread. */
  slot(columns: SlotColumns): Promise<void>
  /** Resolves when it is in the spool, together with the mark that it was rolled up. Its columns belong to the thread. */
  span(columns: SpanColumns): Promise<void>
  /** Resolves when they are in the spool, with `marks`. */
  points(batches: readonly PointBatch[], marks?: Readonly<Record<string, number>>): Promise<void>
  /** A mark of the spool: what was rolled up or kept by then. */
  mark(key: string): Promise<number | undefined>
  status(): Promise<SeriesStatus>
  deadLetters(query: {
    readonly target?: string
    readonly after?: number
    readonly most: number
  }): Promise<readonly DeadLetter[]>
  /** Tries everything that waits at once; with `deadLetters` sends those again too (all, or of one target). */
  replay(options: { readonly target?: string; readonly deadLetters: boolean }): Promise<Replayed>
  /** Sends what is at hand for at most `graceMs`, then closes the spool; what is owed goes out after the next start. */
  close(graceMs: number): Promise<void>
}
