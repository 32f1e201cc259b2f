// The way into the spool's file: all that waits for it in memory, written when it can be, and what is known of the file.
import { RondaError } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import { faultInWords, isBusy, isDamaged, mayPass } from '../sqlite/faults.ts'
import { transact } from '../sqlite/transact.ts'
import { DropLog } from './drop-log.ts'
import { Fault } from './fault.ts'
import { Ledger, type Paid } from './ledger.ts'
import { LetterBox } from './letter-box.ts'
import { type Loss, LossSum, readLosses } from './loss-book.ts'
import { MemoryRing } from './memory-ring.ts'
import { DiskRoom } from './room.ts'
import { isOursDamaged, remainsOf, setAside } from './set-aside.ts'
import { openSpoolFile, readMarks, readSpoolFile, type SpoolFile } from './spool-file.ts'
import { type Bitten, writeBite } from './write-bite.ts'

/** Bytes of frames that one transaction writes. */
const BITE_BYTES = 8 * 1024 * 1024

export interface SpoolOptions {
  /** `spool.db` in the data folder. */
  readonly path: string
  /** Names of the databases that are written to; each has an account of its own. */
  readonly targets: readonly string[]
  /** The cap, bytes of pages in use: of frames, indices and dead letters; free pages and the log do not count. */
  readonly maxBytes: number
  /** Of the disk, 0 to 100: with less free the cap shrinks, down to 16 MiB. 0: the disk is not looked at. */
  readonly minFreePercent: number
  readonly logger: Logger
  /** Epoch milliseconds now. */
  readonly now: () => number
}

export class SpoolWriter {
  readonly ring = new MemoryRing()
  readonly ledger = new Ledger()
  readonly letters: LetterBox
  readonly room: DiskRoom
  /** As they will be in the file. */
  readonly marks = new Map<string, number>()
  lostInMemory = 0
  readonly #options: SpoolOptions
  readonly #drops: DropLog
  readonly #newMarks = new Set<string>()
  #savedLosses = new LossSum()
  #newLosses = new LossSum()
  #file: SpoolFile | undefined
  #fault: Fault | undefined
  #nextSeq = 1

  /** Throws RND_SPOOL_OPEN; a disk that is full or read-only does not throw, everything waits. */
  constructor(options: SpoolOptions) {
    this.#options = options
    this.letters = new LetterBox(options.maxBytes)
    this.room = new DiskRoom(options)
    this.#drops = new DropLog(options.logger)
    try {
      this.#open()
    } catch (error) {
      if (!mayPass(error)) throw error
      this.#notePassing(error)
      this.#openForReading()
    }
  }

  /** For questions; undefined while it cannot even be read. */
  get file(): SpoolFile | undefined {
    return this.#file
  }

  /** Why nothing can be written; undefined while all is well. */
  get fault(): Fault | undefined {
    return this.#fault
  }

  /** All that is gone: in the file, on its way there, and expired but still in the file. */
  get losses(): LossSum {
    return new LossSum([...this.#savedLosses, ...this.#newLosses, ...this.#expiredAndPaid()])
  }

  nextSeq(): number {
    return this.#nextSeq++
  }

  addMark(key: string, value: number): void {
    this.marks.set(key, value)
    this.#newMarks.add(key)
  }

  addLoss(loss: Loss): void {
    this.#newLosses.add(loss)
  }

  /** Asks the file; where that fails `otherwise` is the answer, and the fault is noted. */
  read<T>(question: (file: SpoolFile) => T, otherwise: T): T {
    if (this.#file === undefined) return otherwise
    try {
      return question(this.#file)
    } catch (error) {
      this.#failed(error)
      return otherwise
    }
  }

  /** Writes at once, in a transaction of its own; undefined where that cannot be done now. */
  now<T>(work: (file: SpoolFile) => T): T | undefined {
    const file = this.#file
    if (this.#fault || !file) return undefined
    try {
      return transact(file.db, () => work(file))
    } catch (error) {
      this.#failed(error)
      return undefined
    }
  }

  /** Writes what waits; `sweep` bodies of the trash go meanwhile. Until a failed write is due again everything waits. */
  write(sweep: number): void {
    const { now, logger } = this.#options
    if (this.#fault && !this.#fault.isDue(now())) {
      this.#trim()
      this.#drops.say(now(), this.room.limit)
      return
    }
    // Without a fault a failure means a damaged file that was moved away: what waits goes into a new one.
    for (let tries = 0; tries < 2; tries++) {
      try {
        if (!this.#file?.writable) this.#open()
        while (this.#writeBite(sweep));
        if (this.#fault) logger.info({ since: this.#fault.since }, 'the spool writes again')
        this.#fault = undefined
        break
      } catch (error) {
        this.#failed(error)
      }
      if (this.#fault) break
    }
    this.#trim()
    this.#drops.say(now(), this.room.limit)
  }

  /** Whether anything is only in memory yet. */
  waits(): boolean {
    const isNew = this.ring.size > 0 || this.#newMarks.size > 0 || this.letters.waiting.length > 0
    return isNew || hasAny(this.#newLosses) || hasAny(this.ledger.paid())
  }

  /** Whether `write` would have something to do. */
  hasWork(): boolean {
    if (this.waits()) return true
    const isTooMuch = (file: SpoolFile): boolean =>
      this.ledger.all.frames > 0 && file.pages.liveBytes() > this.room.limit
    return this.read((file) => file.frames.hasTrash() || isTooMuch(file), false)
  }

  giveBack(): void {
    if (this.#fault || !this.#file?.writable) return
    try {
      this.#file.pages.giveBack(this.room.isShort)
    } catch (error) {
      this.#failed(error)
    }
  }

  close(): void {
    const { path, logger } = this.#options
    this.#drops.sayRest(this.room.limit)
    if (this.ring.size > 0) {
      const { size: frames, points } = this.ring
      logger.error({ path, frames, points }, 'the spool could not be written: these are lost')
    }
    try {
      this.#file?.close()
    } catch (error) {
      logger.error({ path, error: faultInWords(error) }, 'the spool did not close well')
    }
    this.#file = undefined
  }

  /** One transaction; true where frames still wait. */
  #writeBite(sweep: number): boolean {
    const file = this.#file as SpoolFile
    const frames = this.ring.first(BITE_BYTES)
    const isLast = frames.length === this.ring.size
    const bitten = writeBite(file, {
      frames,
      // A mark says that what came before it is kept.
      marks: isLast ? [...this.#newMarks].map((key) => [key, this.marks.get(key) ?? 0]) : [],
      letters: this.letters,
      losses: this.#newLosses,
      paid: this.ledger.paid(),
      targets: this.#options.targets,
      sweep,
      limitBytes: this.room.limit,
    })
    for (const held of frames) {
      const { points, body } = held.frame
      this.ledger.add(points, body.byteLength, held.debtors)
      this.ring.remove(held)
    }
    if (isLast) this.#newMarks.clear()
    this.letters.written()
    this.#account(bitten)
    return !isLast
  }

  #account({ settled, dropped, lettersGone, losses }: Bitten): void {
    this.ledger.settled(settled)
    this.ledger.dropped(dropped)
    this.letters.gone(lettersGone)
    for (const loss of losses) this.#savedLosses.add(loss)
    this.#newLosses = new LossSum()
    for (const { worth, points } of dropped) this.#drops.add(worth, points)
  }

  /** While nothing can be written: the newest stay, the rest is counted. */
  #trim(): void {
    if (!this.#fault) return
    for (const { frame, debtors } of this.ring.trim()) {
      const { worth, points } = frame
      for (const target of debtors) this.addLoss({ target, why: `dropped:${worth}`, points })
      this.#drops.add(worth, points)
      this.lostInMemory += points
    }
    for (const { target } of this.letters.trim()) {
      this.addLoss({ target, why: 'dead-dropped', points: 1 })
    }
  }

  *#expiredAndPaid(): Generator<Loss> {
    for (const { target, expired: points } of this.ledger.paid()) {
      if (points > 0) yield { target, why: 'expired', points }
    }
  }

  #open(): void {
    const { path } = this.#options
    try {
      this.#adopt(openSpoolFile(path))
    } catch (error) {
      if (!isOursDamaged(path, error)) throw error
      this.#setAside(error)
      this.#adopt(openSpoolFile(path))
    }
  }

  #openForReading(): void {
    // Without its last number: no file comes near the milliseconds since 1970, so these never meet.
    this.#numberFrom(Math.floor(this.#options.now()))
    try {
      this.#adopt(readSpoolFile(this.#options.path))
    } catch {
      // Then there is nothing that could be asked.
    }
  }

  /** Frames and letters. */
  #numberFrom(n: number): void {
    this.#nextSeq = Math.max(this.#nextSeq, n)
    this.letters.numberFrom(n)
  }

  #adopt(file: SpoolFile): void {
    try {
      if (file.writable) this.#forgetOthers(file)
      this.#savedLosses = new LossSum(readLosses(file.db))
      for (const [key, value] of readMarks(file.db)) {
        if (!this.#newMarks.has(key)) this.marks.set(key, value)
      }
      this.letters.load(file.letters.totals())
      const paid: readonly Paid[] = [...this.ledger.paid()]
      this.ledger.load(file.frames, paid)
      this.#nextSeq = Math.max(this.#nextSeq, file.frames.lastSeq() + 1)
      this.letters.numberFrom(file.letters.lastN() + 1)
    } catch (error) {
      file.close()
      throw error
    }
    this.#file?.close()
    this.#file = file
  }

  /** What is owed to a database that is no longer configured. */
  #forgetOthers(file: SpoolFile): void {
    const { targets, logger } = this.#options
    for (const { target, frames, points, bytes } of file.frames.totals()) {
      if (targets.includes(target)) continue
      transact(file.db, () => file.frames.forget(target))
      logger.warn(
        { target, frames, points, bytes },
        'a database is no longer configured: what was owed to it is forgotten',
      )
    }
  }

  /** A damaged file is moved away, and then there is no fault; anything else is one. */
  #failed(error: unknown): void {
    if (this.#file === undefined || !isOursDamaged(this.#options.path, error)) {
      this.#notePassing(error)
      return
    }
    try {
      this.#setAside(error)
    } catch (moving) {
      this.#notePassing(moving)
    }
  }

  /** Throws what is no fault of the disk or the file, but of the program. */
  #notePassing(error: unknown): void {
    const { path, logger, now } = this.#options
    const isKnown = mayPass(error) || isBusy(error) || isDamaged(error)
    if (!isKnown && !(error instanceof RondaError)) throw error
    const words = faultInWords(error)
    if (this.#fault) {
      this.#fault.again(words, now())
      return
    }
    this.#fault = new Fault(words, now())
    logger.error({ path, error: words }, 'the spool cannot be written, new points wait in memory')
  }

  /** Moves a damaged file away, counts what was owed in it, and keeps what can be read or is remembered. */
  #setAside(error: unknown): void {
    const { path, logger, now } = this.#options
    const owedThen = this.#options.targets.map((target) => ({ target, ...this.ledger.of(target) }))
    this.#file?.close()
    this.#file = undefined
    const { marks = [], losses, owed, letters = [] } = remainsOf(path)
    const away = setAside(path, now())
    for (const [key, value] of marks) if (!this.marks.has(key)) this.marks.set(key, value)
    for (const key of this.marks.keys()) this.#newMarks.add(key)
    for (const loss of losses ?? this.#savedLosses) this.#newLosses.add(loss)
    this.#savedLosses = new LossSum()
    // Where even that cannot be read, nearly all of it is raw.
    const gone = owed ?? owedThen.map((one) => ({ ...one, worth: 'raw' as const }))
    for (const { target, worth, points } of gone) {
      this.#newLosses.add({ target, why: `dropped:${worth}`, points })
    }
    for (const { target, letters: points } of letters) {
      this.#newLosses.add({ target, why: 'dead-dropped', points })
    }
    this.ledger.clear()
    this.letters.load([])
    this.#numberFrom(Math.floor(now()))
    const points = gone.reduce((sum, one) => sum + one.points, 0)
    logger.error(
      { path, away, points, error: faultInWords(error) },
      'the spool was damaged: it was moved away and a new one is begun, what was owed in it is lost',
    )
  }
}

function hasAny(some: Iterable<unknown>): boolean {
  for (const _ of some) return true
  return false
}
