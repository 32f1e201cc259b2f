// How the time series get on: what `ronda store status`, the console and the metrics show.

import type { Problem } from '../influx/problem.ts'
import type { DialectName } from '../influx/target.ts'
import type { Tier } from '../schema/tiers.ts'
import type { Backlog, Losses, SpoolHealth } from '../spool/spool.ts'

/**
 * - `starting`: not tried yet. `writing`: what comes is written at once, nothing else is owed. `catching-up`: the same,
 *   and old frames are on their way. `waiting`: it cannot be reached or asks for patience; tried again by itself.
 *   `held`: nothing is sent until somebody mends what `problem` says; tried again now and then.
 */
export const TARGET_STATES = ['starting', 'writing', 'catching-up', 'waiting', 'held'] as const
export type TargetState = (typeof TARGET_STATES)[number]

export interface SeriesTargetStatus {
  readonly name: string
  readonly url: string
  readonly dialect: DialectName
  readonly state: TargetState
  /** Epoch milliseconds since when. */
  readonly since: number
  readonly backlog: Backlog
  /** How long the frame has waited that is owed for longest, milliseconds; 0 where nothing is. Not the age of its points. */
  readonly lagMs: number
  /** Points that it acknowledged since the start of the program. */
  readonly written: number
  /** Epoch milliseconds; absent before the first. */
  readonly lastWrittenAt?: number
  /** From handing over to acknowledgement of new frames, the last 500; absent before the first. */
  readonly liveP50Ms?: number
  readonly liveP99Ms?: number
  readonly problem?: Problem
  readonly losses: Losses
  /** Dead letters that are kept now. */
  readonly deadLetters: number
}

export interface SeriesStatus {
  readonly at: number
  readonly spool: SpoolHealth
  readonly targets: readonly SeriesTargetStatus[]
  /** End of the last span of each tier that is in the spool or beyond, epoch ms; absent where none is yet. */
  readonly rolledTo: Readonly<Partial<Record<Tier, number>>>
}
