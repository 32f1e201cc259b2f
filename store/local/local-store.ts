// The store on a disk, in the thread that calls it: writes what it can, keeps what it cannot, says how it goes.
import { RondaError } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import { checkChange, checkMinute, checkTargets } from '../check.ts'
import { quantise } from '../minute-rows.ts'
import type {
  Change,
  MinuteColumns,
  RegisteredTarget,
  Retention,
  Store,
  StoreHealth,
  TransitionQuery,
} from '../store.ts'
import { faultInWords, mayPass, readFault } from './faults.ts'
import { openForReading, openNothing } from './open.ts'
import { breathe, fileBytes, type Reader, reader } from './reader.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { WaitingLine, type WaitingMinute } from './waiting-line.ts'
import { openWriter, type Writer } from './writer.ts'

const MOST_RETRY_MS = 30_000

interface Batched {
  readonly change: Change
  resolve(): void
  reject(error: unknown): void
}

interface Fault {
  readonly words: string
  readonly since: number
}

/**
 * Commits that come in the same turn of the event loop are one transaction. When a write fails, every change, the last
 * registration and every minute wait in a `WaitingLine`, and are tried again after `firstRetryMs`, then twice as long, up
 * to 30 s; until all of it is written nothing overtakes it.
 */
export class LocalStore implements Store {
  readonly #path: string
  readonly #logger: Logger
  readonly #now: () => number
  readonly #firstRetryMs: number
  readonly #startedAt: number
  readonly #line = new WaitingLine()
  #writer: Writer | undefined
  #reader: Reader
  #batch: Batched[] = []
  #pinged: readonly string[] = []
  #waitingTargets: readonly RegisteredTarget[] | undefined
  #waitingSign: number | undefined
  #fault: Fault | undefined
  #retry: NodeJS.Timeout | undefined
  #retryMs: number
  #recovering: Promise<void> | undefined
  #closed = false

  /** Throws RND_STORE_OPEN or RND_STORE_NEWER; a disk that is full or read-only does not throw, it waits. */
  constructor(path: string, logger: Logger, now: () => number, firstRetryMs: number) {
    this.#path = path
    this.#logger = logger
    this.#now = now
    this.#firstRetryMs = firstRetryMs
    this.#retryMs = firstRetryMs
    this.#startedAt = now()
    try {
      this.#reader = this.#open().reader
    } catch (error) {
      if (!mayPass(error)) throw error
      this.#reader = readerOfUnwritable(path)
      this.#failed(error)
    }
  }

  async register(targets: readonly RegisteredTarget[]): Promise<void> {
    checkTargets(targets)
    this.#flush()
    this.#pinged = targets.filter(({ pinged }) => pinged).map(({ targetId }) => targetId)
    this.#waitingTargets = targets
    if (this.#fault) return
    this.#tryTo(() => this.#writeOldest())
  }

  commit(change: Change): Promise<void> {
    return new Promise((resolve, reject) => {
      checkChange(change)
      this.#mustBeOpen()
      if (this.#fault) {
        this.#line.addChange(change)
        reject(this.#waits(this.#fault))
        return
      }
      if (this.#batch.push({ change, resolve, reject }) === 1) setImmediate(() => this.#flush())
    })
  }

  async saveMinute(minute: MinuteColumns): Promise<void> {
    checkMinute(minute, this.#pinged.length)
    this.#mustBeOpen()
    this.#flush()
    const row: WaitingMinute = { at: minute.at, ids: this.#pinged, rows: quantise(minute) }
    if (!this.#tryTo((writer) => writer.minute(row))) this.#line.addMinute(row)
  }

  async alive(at: number): Promise<void> {
    this.#mustBeOpen()
    this.#flush()
    if (!this.#tryTo((writer) => writer.alive(at))) this.#waitingSign = at
  }

  currentStates() {
    return this.#ask((from) => from.currentStates())
  }

  transitions(query: TransitionQuery) {
    return this.#ask((from) => from.transitions(query))
  }

  history(targetId: string, from: number, to: number) {
    return this.#ask((reader) => reader.history(targetId, from, to))
  }

  gaps(from: number, to: number) {
    return this.#ask((reader) => reader.gaps(from, to))
  }

  targetAvailability(targetId: string, from: number, to: number) {
    return this.#ask((reader) => reader.targetAvailability(targetId, from, to))
  }

  areaAvailability(areaId: string | undefined, from: number, to: number) {
    return this.#ask((reader) => reader.areaAvailability(areaId, from, to))
  }

  async retain(retention: Retention, now: number): Promise<number> {
    this.#mustBeOpen()
    this.#flush()
    if (this.#fault || !this.#writer) throw this.#cannotWrite(this.#fault?.words ?? 'it is closed')
    try {
      return await this.#writer.retain(retention, now, breathe)
    } catch (error) {
      throw this.#cannotWrite(faultInWords(error), error)
    }
  }

  async health(): Promise<StoreHealth> {
    const { droppedTransitions, droppedMinutes, transitions } = this.#line
    return {
      writable: this.#fault === undefined && !this.#closed,
      ...(this.#fault ? { lastError: this.#fault.words, failingSince: this.#fault.since } : {}),
      pendingTransitions: transitions,
      ...(droppedTransitions > 0 ? { droppedTransitions } : {}),
      droppedMinutes,
      fileBytes: fileBytes(this.#path),
      schemaVersion: SCHEMA_VERSION,
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#flush()
    clearTimeout(this.#retry)
    if (this.#fault) await this.#recover()
    clearTimeout(this.#retry)
    this.#closed = true
    const fault = this.#fault
    try {
      // Without the mark the next start makes the gap begin at the last sign of life that was written.
      if (this.#writer) this.#writer.close(fault ? undefined : this.#now())
      else this.#reader.close()
    } catch (error) {
      throw this.#cannotWrite(`the mark of a clean end is missing: ${faultInWords(error)}`, error)
    }
    if (fault) {
      const lost = `${this.#line.transitions} transitions and gaps are lost`
      throw this.#cannotWrite(`${fault.words}; ${lost}`)
    }
  }

  #open(): Writer {
    const writer = openWriter(this.#path, this.#startedAt)
    this.#writer = writer
    this.#reader = writer.reader
    if (writer.gapBefore) this.#logger.info({ gap: writer.gapBefore }, 'the program did not run')
    return writer
  }

  /** Writes all commits of this turn in one transaction. */
  #flush(): void {
    const batch = this.#batch
    if (batch.length === 0) return
    this.#batch = []
    const changes = batch.map(({ change }) => change)
    if (this.#tryTo((writer) => writer.changes(changes))) {
      for (const { resolve } of batch) resolve()
      return
    }
    for (const change of changes) this.#line.addChange(change)
    for (const { reject } of batch) reject(this.#waits(this.#fault))
  }

  /** False, and the fault noted, where it cannot be written now. */
  #tryTo(work: (writer: Writer) => void): boolean {
    if (this.#fault || !this.#writer) return false
    try {
      work(this.#writer)
      return true
    } catch (error) {
      this.#failed(error)
      return false
    }
  }

  #failed(error: unknown): void {
    const words = faultInWords(error)
    if (!this.#fault) {
      this.#logger.error({ path: this.#path, error: words }, 'the store cannot write, changes wait')
    }
    this.#fault = { words, since: this.#fault?.since ?? this.#now() }
    this.#retry = setTimeout(() => void this.#recover(), this.#retryMs).unref()
    this.#retryMs = Math.min(MOST_RETRY_MS, this.#retryMs * 2)
  }

  /** Writes everything that waits, oldest first; the fault is over when nothing waits any more. */
  #recover(): Promise<void> {
    this.#recovering ??= this.#writeAll().finally(() => {
      this.#recovering = undefined
    })
    return this.#recovering
  }

  async #writeAll(): Promise<void> {
    let written = 0
    try {
      if (!this.#writer) {
        const readOnly = this.#reader
        this.#open()
        readOnly.close()
      }
      while (this.#writeOldest()) {
        written++
        await breathe()
      }
    } catch (error) {
      this.#failed(error)
      return
    }
    this.#logger.info(
      { path: this.#path, written, since: this.#fault?.since },
      'the store writes again, all that waited is kept',
    )
    this.#fault = undefined
    this.#retryMs = this.#firstRetryMs
  }

  #writeOldest(): boolean {
    const writer = this.#writer
    if (!writer) return false
    if (this.#waitingTargets) {
      writer.register(this.#waitingTargets)
      this.#waitingTargets = undefined
    }
    if (this.#waitingSign !== undefined) {
      writer.alive(this.#waitingSign)
      this.#waitingSign = undefined
    }
    return this.#line.writeOldest({
      change: (change) => writer.changes([change]),
      minute: (minute) => writer.minute(minute),
    })
  }

  async #ask<T>(question: (reader: Reader) => T | Promise<T>): Promise<T> {
    this.#mustBeOpen()
    this.#flush()
    try {
      return await question(this.#reader)
    } catch (error) {
      throw readFault(this.#path, error)
    }
  }

  #mustBeOpen(): void {
    if (this.#closed) throw this.#cannotWrite('it is closed')
  }

  #waits(fault: Fault | undefined): RondaError {
    return this.#cannotWrite(`${fault?.words}; ${this.#line.transitions} changes wait in memory`)
  }

  #cannotWrite(why: string, cause?: unknown): RondaError {
    return new RondaError('RND_STORE_WRITE', `cannot write ${this.#path}: ${why}`, {
      remedy: 'make room on the disk or mend its rights; what waits is then written by itself',
      cause,
    })
  }
}

/** What can be read of a file that cannot be opened for writing; an empty store where that is nothing. */
function readerOfUnwritable(path: string): Reader {
  try {
    return reader(openForReading(path), () => undefined)
  } catch {
    return reader(openNothing(), () => undefined)
  }
}
