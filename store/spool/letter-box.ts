// Dead letters that wait for the file, and running totals of those in it.
import {
  cutLetter,
  LETTER_BYTES_MOST,
  LETTERS_MOST,
  type LetterTotal,
  letterBytes,
  type NewLetter,
} from './letter-table.ts'
import type { DeadLetter } from './spool.ts'

/** Letters that wait for the next transaction, or while the file cannot be written. */
const WAITING_MOST = 10_000
const WAITING_BYTES_MOST = 16 * 1024 * 1024

export class LetterBox {
  readonly #totals = new Map<string, { letters: number; bytes: number }>()
  readonly #bytesMost: number
  #waiting: DeadLetter[] = []
  #nextN = 1
  #waitingBytes = 0

  /** Letters take 64 MiB at most, and no more than a quarter of the spool's cap. */
  constructor(maxBytes: number) {
    this.#bytesMost = Math.min(LETTER_BYTES_MOST, maxBytes / 4)
  }

  get waiting(): readonly DeadLetter[] {
    return this.#waiting
  }

  add(letters: readonly NewLetter[]): void {
    for (const letter of letters) {
      const cut = cutLetter(letter)
      this.#waiting.push({ n: this.#nextN++, ...cut })
      this.#waitingBytes += letterBytes(cut)
    }
  }

  /** As many wait as may: they have to be written now. */
  get isFull(): boolean {
    return this.#waiting.length > WAITING_MOST || this.#waitingBytes > WAITING_BYTES_MOST
  }

  /** The next number is `n` or higher. */
  numberFrom(n: number): void {
    this.#nextN = Math.max(this.#nextN, n)
  }

  /** Of those that wait, behind `found` that were read from the file. */
  read(
    { target, after = 0, most }: { target?: string; after?: number; most: number },
    found: number,
  ): readonly DeadLetter[] {
    return this.#waiting
      .filter((one) => one.n > after && (target === undefined || one.target === target))
      .slice(0, Math.max(0, most - found))
  }

  /** Takes out those that wait; gives how many. */
  take(ns: ReadonlySet<number>): number {
    const before = this.#waiting.length
    this.#waiting = this.#waiting.filter(({ n }) => !ns.has(n))
    this.#waitingBytes = this.#waiting.reduce((sum, one) => sum + letterBytes(one), 0)
    return before - this.#waiting.length
  }

  /** While they cannot be written: lets the oldest go that there is no room for, and gives those. */
  trim(): readonly NewLetter[] {
    let end = 0
    let bytes = this.#waitingBytes
    while (this.#waiting.length - end > WAITING_MOST || bytes > WAITING_BYTES_MOST) {
      bytes -= letterBytes(this.#waiting[end] as DeadLetter)
      end++
    }
    this.#waitingBytes = bytes
    return this.#waiting.splice(0, end)
  }

  count(target?: string): number {
    let count = this.#waiting.filter((one) => target === undefined || one.target === target).length
    for (const [name, { letters }] of this.#totals) {
      if (target === undefined || name === target) count += letters
    }
    return count
  }

  /** How many more there are than may be once those that wait are in the file too. */
  isTooMuch(letters: number, bytes: number): boolean {
    return letters > LETTERS_MOST || bytes > this.#bytesMost
  }

  /** Of the file, with those that wait. */
  get sum(): { letters: number; bytes: number } {
    const sum = { letters: this.#waiting.length, bytes: this.#waitingBytes }
    for (const { letters, bytes } of this.#totals.values()) {
      sum.letters += letters
      sum.bytes += bytes
    }
    return sum
  }

  /** Those that waited are in the file. */
  written(): void {
    for (const letter of this.#waiting) {
      this.#change({ target: letter.target, letters: 1, bytes: letterBytes(letter) }, 1)
    }
    this.#waiting = []
    this.#waitingBytes = 0
  }

  gone(letters: Iterable<LetterTotal>): void {
    for (const letter of letters) this.#change(letter, -1)
  }

  /** Takes over what another file holds. */
  load(totals: readonly LetterTotal[]): void {
    this.#totals.clear()
    for (const total of totals) this.#change(total, 1)
  }

  #change({ target, letters, bytes }: LetterTotal, sign: 1 | -1): void {
    const total = this.#totals.get(target) ?? { letters: 0, bytes: 0 }
    total.letters += sign * letters
    total.bytes += sign * bytes
    this.#totals.set(target, total)
  }
}
