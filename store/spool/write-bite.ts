// One transaction of the spool: what waits goes into the file, what is paid goes out, then the cap is kept.
import { transact } from '../sqlite/transact.ts'
import type { Dropped } from './frame-table.ts'
import type { Paid } from './ledger.ts'
import type { LetterBox } from './letter-box.ts'
import type { LetterTotal } from './letter-table.ts'
import { type Loss, LossSum, writeLosses } from './loss-book.ts'
import type { Held } from './memory-ring.ts'
import type { SpoolFile } from './spool-file.ts'

/** Debts that one transaction takes out while there is room and no letter waits. */
const PAID_AT_ONCE = 500
/** Bodies that it removes for the cap. */
const BODIES_AT_ONCE = 64

export interface Bite {
  readonly frames: readonly Held[]
  readonly marks: Iterable<readonly [string, number]>
  readonly letters: LetterBox
  readonly losses: Iterable<Loss>
  /** As many of them as one transaction may take. */
  readonly paid: Iterable<Paid>
  readonly targets: readonly string[]
  /** Bodies of the trash that it removes while there is room. */
  readonly sweep: number
  readonly limitBytes: number
}

/** What it came to; true only after the commit. */
export interface Bitten {
  readonly settled: readonly Paid[]
  readonly dropped: readonly Dropped[]
  readonly lettersGone: readonly LetterTotal[]
  /** All losses that are in the file now and were not before. */
  readonly losses: LossSum
}

/** Durable on return. Throws the error of SQLite: then nothing of it is written. */
export function writeBite(file: SpoolFile, bite: Bite): Bitten {
  return transact(file.db, () => {
    for (const { frame, putMs, debtors } of bite.frames) file.frames.insert(frame, putMs, debtors)
    const mark = file.db.prepare('INSERT OR REPLACE INTO marks VALUES (?, ?)')
    for (const [key, value] of bite.marks) mark.run(key, value)
    for (const letter of bite.letters.waiting) file.letters.insert(letter)
    const lettersGone = capLetters(file, bite)
    const { settled, dropped } = makeRoom(file, bite)
    const losses = new LossSum(bite.losses)
    for (const { target, expired } of settled) {
      losses.add({ target, why: 'expired', points: expired })
    }
    for (const { targets, worth, points } of dropped) {
      for (const target of targets) losses.add({ target, why: `dropped:${worth}`, points })
    }
    for (const { target } of lettersGone) {
      losses.add({ target, why: 'dead-dropped', points: 1 })
    }
    writeLosses(file.db, losses)
    return { settled, dropped, lettersGone, losses }
  })
}

/** Whatever is cheapest goes first: what is paid, the trash, and only then what is still owed. */
function makeRoom(file: SpoolFile, bite: Bite): Pick<Bitten, 'settled' | 'dropped'> {
  const settled: Paid[] = []
  const dropped: Dropped[] = []
  const waiting = bite.paid[Symbol.iterator]()
  const settle = (most: number): boolean => {
    for (let i = 0; i < most; i++) {
      const { done, value } = waiting.next()
      if (done) return false
      file.frames.pay(value.target, value.seq)
      settled.push(value)
    }
    return true
  }
  // Letters go with what was acknowledged because of them: a kill in between would bury them twice.
  settle(bite.letters.waiting.length > 0 ? Number.POSITIVE_INFINITY : PAID_AT_ONCE)
  file.frames.sweep(bite.sweep)
  // A put that is larger than a bite must not outgrow the cap.
  const most = Math.max(BODIES_AT_ONCE, 2 * bite.frames.length)
  for (let i = 0; i < most && file.pages.liveBytes() > bite.limitBytes; i++) {
    if (settle(PAID_AT_ONCE) || file.frames.sweep(1) > 0) continue
    const gone = file.frames.drop(bite.targets)
    if (gone === undefined) break
    dropped.push(gone)
  }
  return { settled, dropped }
}

function capLetters(file: SpoolFile, bite: Bite): readonly LetterTotal[] {
  let { letters, bytes } = bite.letters.sum
  const gone: LetterTotal[] = []
  while (bite.letters.isTooMuch(letters, bytes)) {
    const oldest = file.letters.takeOldest()
    if (oldest === undefined) break
    letters--
    bytes -= oldest.bytes
    gone.push(oldest)
  }
  return gone
}
