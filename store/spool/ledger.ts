// Running totals of what the file owes, and the debts that are paid but not yet taken out of it.
import type { Debt, Dropped, FrameTable, Total } from './frame-table.ts'

/** A debt that is paid; `expired` are its points where it was too old to be sent, else 0. */
export interface Paid {
  readonly target: string
  readonly seq: number
  readonly expired: number
}

interface Sum {
  frames: number
  points: number
  bytes: number
}

export class Ledger {
  readonly #owed = new Map<string, Sum>()
  readonly #paid = new Map<string, Map<number, Paid>>()
  /** Frames that are owed to anybody. */
  readonly #all = { frames: 0, points: 0 }

  /** Takes over the totals of a file that was opened just now; what is paid already is known by `paid`. */
  load(frames: FrameTable, paid: Iterable<Paid>): void {
    this.clear()
    for (const total of frames.totals()) this.#owed.set(total.target, { ...total })
    Object.assign(this.#all, frames.all())
    for (const one of paid) {
      const debt = frames.debt(one.target, one.seq)
      if (debt) this.pay(one, debt)
    }
  }

  clear(): void {
    this.#owed.clear()
    this.#paid.clear()
    Object.assign(this.#all, { frames: 0, points: 0 })
  }

  of(target: string): Omit<Total, 'target'> {
    return this.#owed.get(target) ?? { frames: 0, points: 0, bytes: 0 }
  }

  get all(): { readonly frames: number; readonly points: number } {
    return this.#all
  }

  add(points: number, bytes: number, targets: Iterable<string>): void {
    for (const target of targets) this.#change(target, 1, points, bytes)
    this.#all.frames++
    this.#all.points += points
  }

  pay(paid: Paid, { points, bytes, debtors }: Debt): void {
    const { target, seq } = paid
    const ofTarget = this.#paid.get(target) ?? new Map<number, Paid>()
    this.#paid.set(target, ofTarget.set(seq, paid))
    this.#change(target, -1, points, bytes)
    let payers = 0
    for (const seqs of this.#paid.values()) payers += Number(seqs.has(seq))
    if (payers < debtors) return
    this.#all.frames--
    this.#all.points -= points
  }

  isPaid(target: string, seq: number): boolean {
    return this.#paid.get(target)?.has(seq) ?? false
  }

  /** All that is paid and not yet taken out of the file. */
  *paid(): Generator<Paid> {
    for (const ofTarget of this.#paid.values()) yield* ofTarget.values()
  }

  /** They are out of the file now. */
  settled(paid: Iterable<Paid>): void {
    for (const { target, seq } of paid) this.#paid.get(target)?.delete(seq)
  }

  /** The cap took them out. */
  dropped(dropped: Iterable<Dropped>): void {
    for (const { targets, points, bytes } of dropped) {
      for (const target of targets) this.#change(target, -1, points, bytes)
      this.#all.frames--
      this.#all.points -= points
    }
  }

  #change(target: string, sign: 1 | -1, points: number, bytes: number): void {
    const sum = this.#owed.get(target) ?? { frames: 0, points: 0, bytes: 0 }
    sum.frames += sign
    sum.points += sign * points
    sum.bytes += sign * bytes
    this.#owed.set(target, sum)
  }
}
