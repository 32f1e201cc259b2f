// How the time series get on while their thread does not answer: what was last known, and why the spool takes nothing.
import type { Losses } from '../spool/spool.ts'
import type { SeriesOptions } from './series.ts'
import type { SeriesStatus } from './status.ts'

export interface SpoolFault {
  /** Epoch milliseconds. */
  readonly since: number
  readonly words: string
}

const NO_LOSSES: Losses = {
  dropped: { raw: 0, minute: 0, hour: 0, state: 0, kept: 0 },
  expired: 0,
  future: 0,
  deadLetters: 0,
  deadLettersDropped: 0,
}

/** `last`: absent where the spool was never open. `fault`: absent where the thread is only slow to answer. */
export function closedStatus(
  { targets, spool }: Pick<SeriesOptions, 'targets' | 'spool'>,
  last: SeriesStatus | undefined,
  fault: SpoolFault | undefined,
  at = Date.now(),
): SeriesStatus {
  const known = last ?? {
    spool: {
      bytes: 0,
      fileBytes: 0,
      maxBytes: spool.maxBytes,
      frames: 0,
      points: 0,
      inMemory: 0,
      lostInMemory: 0,
    },
    targets: targets.map(({ name, url, dialect }) => ({
      name,
      url,
      dialect,
      state: 'starting' as const,
      since: at,
      backlog: { frames: 0, points: 0, bytes: 0 },
      lagMs: 0,
      written: 0,
      losses: NO_LOSSES,
      deadLetters: 0,
    })),
    rolledTo: {},
  }
  if (fault === undefined) return { ...known, at }
  const failing = { failingSince: fault.since, lastError: fault.words }
  return { ...known, at, spool: { ...known.spool, ...failing } }
}
