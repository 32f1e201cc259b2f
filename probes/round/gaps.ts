// Times in which nothing could be known: told to the reader of the round, and kept while looks may touch them.
import type { GapReason, RoundGap } from './plan.ts'

/** Drops on our side that follow each other within this long are one gap. */
const COALESCE_US = 1_000_000

export interface Gaps {
  /** A gap that is over. Its epoch times are given where the clock stepped in it, else computed. */
  add(reason: GapReason, fromUs: number, toUs: number, from?: number, to?: number): void
  /** Blindness began (no `toUs`) or ended. */
  blind(fromUs: number, toUs?: number): void
  /** Packets were dropped on our side between two looks at the counter; told once nothing more is dropped. */
  droppedHere(fromUs: number, toUs: number): void
  /** True when [fromUs, toUs] has a moment in common with a gap. */
  touch(fromUs: number, toUs: number): boolean
  /** Tells what is due and forgets what lies before `beforeUs`. */
  tend(nowUs: number, beforeUs: number): void
  /** Tells what is still held back. */
  finish(): void
}

export function createGaps(
  epochMs: (monotonicUs: number) => number,
  tell: (gap: RoundGap) => void,
): Gaps {
  let known: { fromUs: number; toUs: number }[] = []
  let dropped: { fromUs: number; toUs: number } | undefined
  let blindFromUs = Number.POSITIVE_INFINITY
  /** As it was told at the beginning: the end must name the same moment. */
  let blindFrom = 0

  function tellDropped(): void {
    if (!dropped) return
    tell({ reason: 'dropped-here', from: epochMs(dropped.fromUs), to: epochMs(dropped.toUs) })
    dropped = undefined
  }

  return {
    add(reason, fromUs, toUs, from = epochMs(fromUs), to = epochMs(toUs)) {
      known.push({ fromUs, toUs })
      tell({ reason, from, to })
    },
    blind(fromUs, toUs) {
      if (toUs === undefined) {
        blindFromUs = fromUs
        blindFrom = epochMs(fromUs)
        tell({ reason: 'blind', from: blindFrom })
        return
      }
      blindFromUs = Number.POSITIVE_INFINITY
      known.push({ fromUs, toUs })
      tell({ reason: 'blind', from: blindFrom, to: Math.max(blindFrom, epochMs(toUs)) })
    },
    droppedHere(fromUs, toUs) {
      known.push({ fromUs, toUs })
      if (dropped) dropped.toUs = toUs
      else dropped = { fromUs, toUs }
    },
    touch(fromUs, toUs) {
      if (toUs >= blindFromUs) return true
      for (const gap of known) if (fromUs <= gap.toUs && toUs >= gap.fromUs) return true
      return false
    },
    tend(nowUs, beforeUs) {
      if (dropped && nowUs - dropped.toUs > COALESCE_US) tellDropped()
      const oldest = known[0]
      if (oldest && oldest.toUs < beforeUs) known = known.filter((gap) => gap.toUs >= beforeUs)
    },
    finish: tellDropped,
  }
}
