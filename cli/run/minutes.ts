// Adds up what the round found of each pinged target, minute by minute, for the store's history.
import type { ResultColumns } from '../../probes/result.ts'
import { INCONCLUSIVE } from '../../probes/result.ts'
import type { MinuteColumns } from '../../store/store.ts'

const MINUTE_MS = 60_000
/** What a column of counts can hold: more echoes than this are counted as so many. */
const MOST = 65_535

/**
 * Rows are the store's: one per pinged target. A result belongs to the minute of its first echo; one that comes later
 * than the minute's end is added to the minute that is open, so that nothing is lost and no minute is written twice.
 */
export class MinuteAccumulator {
  readonly #rows: number
  #open: MinuteColumns & { readonly answered: Uint16Array }

  /** `rows`: pinged targets. `now`: epoch milliseconds. */
  constructor(rows: number, now: number) {
    this.#rows = rows
    this.#open = emptyMinute(rows, now)
  }

  /** Adds `columns`; `rowsOf(index)` gives the rows that an address stands for (none for an anchor). */
  add(columns: ResultColumns, rowsOf: (index: number) => readonly number[]): void {
    const { sent, lost, rttMinUs, rttAvgUs, rttMaxUs, answered } = this.#open
    for (let i = 0; i < columns.count; i++) {
      if (((columns.flags[i] ?? 0) & INCONCLUSIVE) !== 0) continue
      const rttUs = columns.rttUs[i] ?? Number.NaN
      for (const row of rowsOf(columns.index[i] ?? 0)) {
        sent[row] = Math.min(MOST, (sent[row] ?? 0) + (columns.sent[i] ?? 0))
        lost[row] = Math.min(MOST, (lost[row] ?? 0) + (columns.lost[i] ?? 0))
        if (Number.isNaN(rttUs)) continue
        const n = Math.min(MOST, (answered[row] ?? 0) + 1)
        answered[row] = n
        const before = rttAvgUs[row] ?? 0
        rttAvgUs[row] = n === 1 ? rttUs : before + (rttUs - before) / n
        rttMinUs[row] = n === 1 ? rttUs : Math.min(rttMinUs[row] ?? rttUs, rttUs)
        rttMaxUs[row] = n === 1 ? rttUs : Math.max(rttMaxUs[row] ?? rttUs, rttUs)
      }
    }
  }

  /**
   * The minute that is over at `now`, if one is; a new one is open after that. A clock that was set back ends the open
   * minute too; a minute that comes twice is added up by the store.
   */
  take(now: number): MinuteColumns | undefined {
    if (floorToMinute(now) === this.#open.at) return undefined
    return this.takeOpen(now)
  }

  /** The open minute, over or not: for the end of the program. Undefined when nothing was asked in it. */
  takeOpen(now: number): MinuteColumns | undefined {
    const { answered: _, ...done } = this.#open
    this.#open = emptyMinute(this.#rows, now)
    return done.sent.some((n) => n > 0) ? done : undefined
  }
}

function emptyMinute(
  rows: number,
  now: number,
): MinuteColumns & { readonly answered: Uint16Array } {
  const nothing = () => new Float32Array(rows).fill(Number.NaN)
  return {
    at: floorToMinute(now),
    sent: new Uint16Array(rows),
    lost: new Uint16Array(rows),
    answered: new Uint16Array(rows),
    rttMinUs: nothing(),
    rttAvgUs: nothing(),
    rttMaxUs: nothing(),
  }
}

function floorToMinute(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS
}
