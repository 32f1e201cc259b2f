// What could not be written waits here, packed and bounded, until the file can be written again.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { IncidentEvent } from '../../incidents/incident.ts'
import { decodeRows, encodeRows, type MinuteRows } from '../minute-rows.ts'
import type { Change } from '../store.ts'

/** About 20 to 60 MB once packed. When more wait, the oldest are dropped and counted. */
export const MOST_WAITING_TRANSITIONS = 1_000_000

/** A day, about 40 MB for the whole city once packed. When more wait, the oldest are dropped and counted. */
export const MOST_WAITING_MINUTES = 1_440

/** Changes that came one by one are packed, and later written, as many together. */
const PACKED_TRANSITIONS = 1_000

export interface WaitingMinute {
  readonly at: number
  /** Row i belongs to `ids[i]`. */
  readonly ids: readonly string[]
  readonly rows: MinuteRows
}

interface Pack {
  readonly packed: Uint8Array
  readonly size: number
}

/** First in, first out. Changes never wait for minutes, and minutes are the first to be given up. */
export class WaitingLine {
  readonly #mostTransitions: number
  readonly #mostMinutes: number
  #packs: Pack[] = []
  #loose: Change[] = []
  #looseSize = 0
  #transitions = 0
  #minutes: { at: number; ids: readonly string[]; packed: Uint8Array }[] = []
  #droppedTransitions = 0
  #droppedMinutes = 0

  constructor(bounds: { readonly transitions?: number; readonly minutes?: number } = {}) {
    this.#mostTransitions = bounds.transitions ?? MOST_WAITING_TRANSITIONS
    this.#mostMinutes = bounds.minutes ?? MOST_WAITING_MINUTES
  }

  get transitions(): number {
    return this.#transitions
  }

  get minutes(): number {
    return this.#minutes.length
  }

  get droppedTransitions(): number {
    return this.#droppedTransitions
  }

  get droppedMinutes(): number {
    return this.#droppedMinutes
  }

  get empty(): boolean {
    return this.#packs.length + this.#loose.length + this.#minutes.length === 0
  }

  addChange(change: Change): void {
    const size = sizeOfChange(change)
    this.#loose.push(change)
    this.#looseSize += size
    this.#transitions += size
    if (this.#looseSize >= PACKED_TRANSITIONS) this.#pack()
    while (this.#transitions > this.#mostTransitions && this.#packs.length > 0) {
      this.#droppedTransitions += this.#shift()
    }
  }

  addMinute({ at, ids, rows }: WaitingMinute): void {
    this.#minutes.push({ at, ids, packed: encodeRows(rows) })
    if (this.#minutes.length > this.#mostMinutes) {
      this.#minutes.shift()
      this.#droppedMinutes++
    }
  }

  /**
   * Hands the oldest thing to `write`, and takes it out of the line once that returned; where it throws, everything
   * stays as it was. False when nothing waits.
   */
  writeOldest(write: {
    change(change: Change): void
    minute(minute: WaitingMinute): void
  }): boolean {
    if (this.#packs.length === 0 && this.#loose.length > 0) this.#pack()
    const pack = this.#packs[0]
    if (pack) {
      write.change(JSON.parse(inflateRawSync(pack.packed).toString()) as Change)
      this.#shift()
      return true
    }
    const minute = this.#minutes[0]
    if (!minute) return false
    const { at, ids, packed } = minute
    write.minute({ at, ids, rows: decodeRows(packed, ids.length) })
    this.#minutes.shift()
    return true
  }

  #pack(): void {
    const together: Change = {
      transitions: this.#loose.flatMap((change) => change.transitions ?? []),
      gaps: this.#loose.flatMap((change) => change.gaps ?? []),
      incidents: this.#loose.flatMap((change) => change.incidents ?? []),
    }
    const packed = deflateRawSync(JSON.stringify(together), { level: 1 })
    this.#packs.push({ packed, size: this.#looseSize })
    this.#loose = []
    this.#looseSize = 0
  }

  #shift(): number {
    const size = this.#packs.shift()?.size ?? 0
    this.#transitions -= size
    return size
  }
}

/** In transitions, by the room that it takes: a gap counts as one. */
export function sizeOfChange({ transitions = [], gaps = [], incidents = [] }: Change): number {
  const steps = incidents.reduce((sum, event) => sum + sizeOfEvent(event), 0)
  return transitions.length + gaps.length + steps
}

/** A step of an incident counts as three transitions, and as one more for every ten ids of its list. */
export function sizeOfEvent({ incident }: IncidentEvent): number {
  return 3 + Math.ceil(incident.affected.length / 10)
}
