// Adds up what the round found of each pinged target, slot of 10 s by slot, for the raw series and the store's minutes.
import type { ResultColumns } from '../../probes/result.ts'
import { INCONCLUSIVE } from '../../probes/result.ts'
import type { SlotColumns } from '../../store/series/columns.ts'
import type { MinuteColumns } from '../../store/store.ts'
import { MOST_JITTER_MS, PlannedTimes } from './planned-times.ts'

export const SLOT_MS = 10_000

const MINUTE_MS = 60_000
/** As in incidents/estate.ts: a confirm, its last timeout, and what settling and handing over take. */
const LOOK_MS = 6500
/** What a column of counts can hold: more echoes than this are counted as so many. */
const MOST = 65_535

/** Is the target available at this moment: 1, 0, or `OUTSIDE` the SLA. */
export type UpOf = (row: number) => number

type OpenSlot = SlotColumns & { readonly answered: Uint16Array }

/**
 * Rows are the store's: one per pinged target. A result belongs to the slot in which its first echo was meant to go. A slot is finished when a
 * look that began at its end must be over; what comes later still is added to the oldest open slot and counted as late,
 * so that nothing is lost and no slot is written twice. A slot in which nothing was asked is not given at all.
 */
export class SlotAccumulator {
  readonly #rows: number
  readonly #lookMs: number
  readonly #planned: PlannedTimes
  /** Slots that can be open at once: those that a look may last, and one that waits for `take`. */
  readonly #mostOpen: number
  /** Oldest first. */
  #open: OpenSlot[] = []
  /** Oldest first: closed because a newer one needed their place. */
  #closed: OpenSlot[] = []
  /** Epoch milliseconds: no slot before this is opened any more. */
  #from: number
  #late = 0

  /**
   * `intervalMs`: between two routine looks, of each pinged target. `now`: epoch milliseconds. `lookMs`: from the first
   * echo of a look to its result, at most.
   */
  constructor(intervalMs: readonly number[], now: number, lookMs = LOOK_MS) {
    this.#rows = intervalMs.length
    this.#planned = new PlannedTimes(intervalMs)
    this.#lookMs = lookMs + MOST_JITTER_MS
    this.#mostOpen = Math.ceil(this.#lookMs / SLOT_MS) + 2
    this.#from = floorTo(SLOT_MS, now)
  }

  /** Results that came after their slot was over, ever. */
  get late(): number {
    return this.#late
  }

  /** Adds `columns`; `rowsOf(index)` gives the rows that an address stands for (none for an anchor). */
  add(columns: ResultColumns, rowsOf: (index: number) => readonly number[]): void {
    for (let i = 0; i < columns.count; i++) {
      if (((columns.flags[i] ?? 0) & INCONCLUSIVE) !== 0) continue
      const rows = rowsOf(columns.index[i] ?? 0)
      if (rows.length === 0) continue
      const at = columns.at[i] ?? 0
      const rttUs = columns.rttUs[i] ?? Number.NaN
      for (const row of rows) {
        const slot = this.#slotOf(this.#planned.of(row, at))
        addTo(slot, row, columns.sent[i] ?? 0, columns.lost[i] ?? 0, rttUs)
      }
    }
  }

  /**
   * The slots that are finished at `now`, oldest first, each once. A clock that was set ends what it leaves behind; set
   * back, it may give a slot of a time that was given before.
   */
  take(now: number, upOf: UpOf): SlotColumns[] {
    if (now < this.#from) {
      const all = this.takeAll(now, upOf)
      this.#from = floorTo(SLOT_MS, now)
      return all
    }
    const from = Math.max(this.#from, floorTo(SLOT_MS, now - this.#lookMs))
    // One that lies ahead was dated by a clock that has been set back since.
    const stays = ({ at }: OpenSlot): boolean => at >= from && at <= now + SLOT_MS
    const done = [...this.#closed, ...this.#open.filter((slot) => !stays(slot))]
    this.#closed = []
    this.#open = this.#open.filter(stays)
    this.#from = from
    return done.map((slot) => finished(slot, upOf))
  }

  /** What there is, finished or not: for the end of the program. */
  takeAll(now: number, upOf: UpOf): SlotColumns[] {
    const all = [...this.#closed, ...this.#open]
    this.#closed = []
    this.#open = []
    this.#from = Math.max(this.#from, floorTo(SLOT_MS, now))
    return all.map((slot) => finished(slot, upOf))
  }

  #slotOf(at: number): OpenSlot {
    const start = floorTo(SLOT_MS, at)
    for (const slot of this.#open) if (slot.at === start) return slot
    const oldest = this.#open[0]
    const isFull = this.#open.length >= this.#mostOpen
    const isLate = start < this.#from || (isFull && start < (oldest?.at ?? 0))
    if (isLate) this.#late++
    if (isLate && oldest) return oldest
    if (isFull) this.#close()
    return this.#begin(Math.max(start, this.#from))
  }

  /** The oldest one, to make room. */
  #close(): void {
    const slot = this.#open.shift()
    if (!slot) return
    this.#closed.push(slot)
    this.#from = Math.max(this.#from, slot.at + SLOT_MS)
  }

  #begin(at: number): OpenSlot {
    const slot = emptySlot(this.#rows, at)
    this.#open.push(slot)
    this.#open.sort((a, b) => a.at - b.at)
    return slot
  }
}

/**
 * For `Store.saveMinute`, which adds slots of one minute up. The columns are the slot's own: save it before the slot is
 * handed over to the series thread.
 */
export function minuteOf({ at, sent, lost, rttMinUs, rttAvgUs, rttMaxUs }: SlotColumns) {
  const minute: MinuteColumns = {
    at: floorTo(MINUTE_MS, at),
    sent,
    lost,
    rttMinUs,
    rttAvgUs,
    rttMaxUs,
  }
  return minute
}

function addTo(slot: OpenSlot, row: number, sent: number, lost: number, rttUs: number): void {
  const { answered, rttMinUs, rttAvgUs, rttMaxUs } = slot
  slot.sent[row] = Math.min(MOST, (slot.sent[row] ?? 0) + sent)
  slot.lost[row] = Math.min(MOST, (slot.lost[row] ?? 0) + lost)
  if (Number.isNaN(rttUs)) return
  const n = Math.min(MOST, (answered[row] ?? 0) + 1)
  answered[row] = n
  const before = rttAvgUs[row] ?? 0
  rttAvgUs[row] = n === 1 ? rttUs : before + (rttUs - before) / n
  rttMinUs[row] = n === 1 ? rttUs : Math.min(rttMinUs[row] ?? rttUs, rttUs)
  rttMaxUs[row] = n === 1 ? rttUs : Math.max(rttMaxUs[row] ?? rttUs, rttUs)
}

function finished({ answered: _, ...slot }: OpenSlot, upOf: UpOf): SlotColumns {
  for (let row = 0; row < slot.up.length; row++) slot.up[row] = upOf(row)
  return slot
}

function emptySlot(rows: number, at: number): OpenSlot {
  const nothing = () => new Float32Array(rows).fill(Number.NaN)
  return {
    at,
    sent: new Uint16Array(rows),
    lost: new Uint16Array(rows),
    answered: new Uint16Array(rows),
    rttMinUs: nothing(),
    rttAvgUs: nothing(),
    rttMaxUs: nothing(),
    up: new Uint8Array(rows),
  }
}

function floorTo(stepMs: number, at: number): number {
  return Math.floor(at / stepMs) * stepMs
}
