// What could not be written waits here, packed and bounded, until the file can be written again.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { addRow, decodeRows, encodeRows, type MinuteRows } from '../minute-rows.ts'
import type { Change } from '../store.ts'
import { sizeOfChange, sizeOfCore } from './change-size.ts'

/** About 20 to 60 MB once packed. When more wait, the oldest are dropped and counted. */
export const MOST_WAITING_TRANSITIONS = 1_000_000

/** A day, about 40 MB for the whole city once packed. When more wait, the oldest are dropped and counted. */
export const MOST_WAITING_MINUTES = 1_440

/**
 * Room for everything that waits, once packed. Transitions and minutes alone stay below 100 MB: the rest, and in the end
 * all of it, is for incidents and messages. A message with a list of 4,470 targets takes some 60 KB.
 */
const MOST_WAITING_BYTES = 160_000_000

/** Changes that came one by one are packed, and later written, as many together. */
const PACKED_TRANSITIONS = 1_000

export interface WaitingMinute {
  readonly at: number
  /** Row i belongs to `ids[i]`. */
  readonly ids: readonly string[]
  readonly rows: MinuteRows
}

/** Changes in their order, packed. */
interface Part {
  readonly packed: Uint8Array
  readonly size: number
}

/** Some changes that are written in one transaction. */
interface Pack {
  /** Their transitions and gaps. */
  bulk: Part | undefined
  /** Their incidents, messages, documents and audit: these stay together, and are the last to be given up. */
  readonly core: Part | undefined
}

interface Minute {
  readonly at: number
  readonly ids: readonly string[]
  readonly packed: Uint8Array
}

/**
 * First in, first out. Changes never wait for minutes. Where it gets too much the oldest go: minutes first, then
 * transitions, and incidents with their messages only when nothing else is left.
 */
export class WaitingLine {
  readonly #mostTransitions: number
  readonly #mostMinutes: number
  readonly #mostBytes: number
  #packs: Pack[] = []
  #loose: Change[] = []
  #looseSize = 0
  /** Sizes of what is packed. */
  #bulk = 0
  #core = 0
  #bytes = 0
  #minutes: Minute[] = []
  #droppedTransitions = 0
  #droppedMinutes = 0

  constructor(
    bounds: {
      readonly transitions?: number
      readonly minutes?: number
      readonly bytes?: number
    } = {},
  ) {
    this.#mostTransitions = bounds.transitions ?? MOST_WAITING_TRANSITIONS
    this.#mostMinutes = bounds.minutes ?? MOST_WAITING_MINUTES
    this.#mostBytes = bounds.bytes ?? MOST_WAITING_BYTES
  }

  /** Everything but minutes, counted by its size. */
  get transitions(): number {
    return this.#bulk + this.#core + this.#looseSize
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
    this.#loose.push(change)
    this.#looseSize += sizeOfChange(change)
    if (this.#looseSize >= PACKED_TRANSITIONS) this.#pack()
    this.#makeRoom()
  }

  /** A minute comes in several parts: what waits of it already is added up with the next. */
  addMinute({ at, ids, rows }: WaitingMinute): void {
    const last = this.#minutes.at(-1)
    const goesOn = last !== undefined && last.at === at && last.ids === ids
    const packed = encodeRows(goesOn ? summed(decodeRows(last.packed, ids.length), rows) : rows)
    if (goesOn) this.#dropLastMinute()
    this.#minutes.push({ at, ids, packed })
    this.#bytes += packed.byteLength
    this.#makeRoom()
  }

  /**
   * Hands the oldest thing to `write`, and takes it out of the line once that returned; where it throws, everything
   * stays as it was. False when nothing waits.
   */
  writeOldest(write: {
    changes(changes: readonly Change[]): void
    minute(minute: WaitingMinute): void
  }): boolean {
    if (this.#packs.length === 0 && this.#loose.length > 0) this.#pack()
    const pack = this.#packs[0]
    if (pack) {
      write.changes([...unpacked(pack.bulk), ...unpacked(pack.core)])
      this.#dropBulk(pack)
      this.#dropCore()
      return true
    }
    const minute = this.#minutes[0]
    if (!minute) return false
    const { at, ids, packed } = minute
    write.minute({ at, ids, rows: decodeRows(packed, ids.length) })
    this.#dropMinute()
    return true
  }

  #makeRoom(): void {
    const tooMuch = (): boolean => this.#bytes > this.#mostBytes
    while (this.#minutes.length > this.#mostMinutes || (tooMuch() && this.#minutes.length > 0)) {
      this.#dropMinute()
      this.#droppedMinutes++
    }
    const tooMany = (): boolean => this.#bulk + this.#looseSize > this.#mostTransitions
    while ((tooMany() || tooMuch()) && this.#bulk > 0) {
      const pack = this.#packs.find(({ bulk }) => bulk !== undefined)
      this.#droppedTransitions += pack ? this.#dropBulk(pack) : 0
      if (this.#packs[0]?.core === undefined) this.#dropCore()
    }
    while (tooMuch() && this.#packs.length > 0) this.#droppedTransitions += this.#dropCore()
  }

  #pack(): void {
    const bulk = this.#loose.map(({ transitions = [], gaps = [] }) => ({ transitions, gaps }))
    const core = this.#loose.map(({ transitions: _, gaps: __, ...rest }) => rest)
    const coreSize = core.reduce((sum, change) => sum + sizeOfCore(change), 0)
    const pack = {
      bulk: partOf(bulk, this.#looseSize - coreSize),
      core: partOf(core, coreSize),
    }
    this.#packs.push(pack)
    this.#bulk += pack.bulk?.size ?? 0
    this.#core += coreSize
    this.#bytes += bytesOf(pack.bulk) + bytesOf(pack.core)
    this.#loose = []
    this.#looseSize = 0
  }

  /** Gives how much it was. */
  #dropBulk(pack: Pack): number {
    const { size = 0 } = pack.bulk ?? {}
    this.#bulk -= size
    this.#bytes -= bytesOf(pack.bulk)
    pack.bulk = undefined
    return size
  }

  /** Takes the oldest pack, whose bulk is gone, out of the line. */
  #dropCore(): number {
    const { core } = this.#packs.shift() ?? {}
    this.#core -= core?.size ?? 0
    this.#bytes -= bytesOf(core)
    return core?.size ?? 0
  }

  #dropLastMinute(): void {
    this.#bytes -= this.#minutes.pop()?.packed.byteLength ?? 0
  }

  #dropMinute(): void {
    this.#bytes -= this.#minutes.shift()?.packed.byteLength ?? 0
  }
}

function summed(into: MinuteRows, more: MinuteRows): MinuteRows {
  for (let i = 0; i < into.sent.length; i++) addRow(into, i, more, i)
  return into
}

function partOf(changes: readonly Change[], size: number): Part | undefined {
  if (size === 0) return undefined
  return { packed: deflateRawSync(JSON.stringify(changes), { level: 1 }), size }
}

function unpacked(part: Part | undefined): readonly Change[] {
  return part ? (JSON.parse(inflateRawSync(part.packed).toString()) as Change[]) : []
}

function bytesOf(part: Part | undefined): number {
  return part?.packed.byteLength ?? 0
}
