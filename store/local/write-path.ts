// The way of a change to the file: batched while it can be written, waiting while it cannot, in order always.
import { RondaError } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import { faultInWords, mayPass } from '../sqlite/faults.ts'
import { openForReading, openNothing } from '../sqlite/open.ts'
import type { Change, RegisteredTarget } from '../store.ts'
import { breathe, type Reader, reader } from './reader.ts'
import { RONDA_DB } from './schema.ts'
import { WaitingLine, type WaitingMinute } from './waiting-line.ts'
import { openWriter, type Writer } from './writer.ts'

const MOST_RETRY_MS = 30_000
const WAITS_REMEDY =
  'make room on the disk or mend its rights; what waits is then written by itself'
const LOST_REMEDY = 'make room on the disk or mend its rights before the next start'

export interface WritePathOptions {
  readonly path: string
  readonly logger: Logger
  /** Epoch milliseconds now. */
  readonly now: () => number
  /** Milliseconds until a failed write is tried again for the first time; then twice as long each time, up to 30 s. */
  readonly firstRetryMs: number
}

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
 * registration and every minute wait in a `WaitingLine` and are tried again; until all of it is written nothing
 * overtakes it.
 */
export class WritePath {
  readonly line = new WaitingLine()
  readonly #options: WritePathOptions
  readonly #startedAt: number
  #writer: Writer | undefined
  #reader: Reader
  #batch: Batched[] = []
  #waitingTargets: readonly RegisteredTarget[] | undefined
  #waitingSign: number | undefined
  #fault: Fault | undefined
  #retry: NodeJS.Timeout | undefined
  #retryMs: number
  #recovering: Promise<void> | undefined

  /** Throws RND_STORE_OPEN or RND_STORE_NEWER; a disk that is full or read-only does not throw, everything waits. */
  constructor(options: WritePathOptions) {
    this.#options = options
    this.#startedAt = options.now()
    this.#retryMs = options.firstRetryMs
    try {
      this.#reader = this.#open().reader
    } catch (error) {
      if (!mayPass(error)) throw error
      this.#reader = readerOfUnwritable(options.path)
      this.#failed(error)
    }
  }

  /** What can be asked: the file, or where that cannot be opened at all, an empty store. */
  get reader(): Reader {
    return this.#reader
  }

  /** Why nothing can be written, and since when; undefined while all is well. */
  get fault(): Fault | undefined {
    return this.#fault
  }

  /** Resolves when durable; rejects with RND_STORE_WRITE where the change waits instead. */
  commit(change: Change): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#fault) {
        this.line.addChange(change)
        reject(this.#waits(this.#fault))
        return
      }
      if (this.#batch.push({ change, resolve, reject }) === 1) setImmediate(() => this.flush())
    })
  }

  register(targets: readonly RegisteredTarget[]): void {
    this.flush()
    if (!this.#tryTo((writer) => writer.register(targets))) this.#waitingTargets = targets
  }

  minute(minute: WaitingMinute): void {
    this.flush()
    if (!this.#tryTo((writer) => writer.minute(minute))) this.line.addMinute(minute)
  }

  alive(at: number): void {
    this.flush()
    if (!this.#tryTo((writer) => writer.alive(at))) this.#waitingSign = at
  }

  /** Hands the writer over for work that is not kept when it fails. Throws RND_STORE_WRITE. */
  async now<T>(work: (writer: Writer) => Promise<T>): Promise<T> {
    this.flush()
    if (this.#fault || !this.#writer) throw this.cannotWrite(`${this.#fault?.words}`)
    try {
      return await work(this.#writer)
    } catch (error) {
      throw this.cannotWrite(faultInWords(error), error)
    }
  }

  /** Writes all commits of this turn in one transaction. */
  flush(): void {
    const batch = this.#batch
    if (batch.length === 0) return
    this.#batch = []
    const changes = batch.map(({ change }) => change)
    if (this.#tryTo((writer) => writer.changes(changes))) {
      for (const { resolve } of batch) resolve()
      return
    }
    for (const change of changes) this.line.addChange(change)
    for (const { reject } of batch) reject(this.#waits(this.#fault))
  }

  /** Tries a last time to write what waits, and closes the file whatever comes of it. Throws RND_STORE_WRITE. */
  async close(): Promise<void> {
    this.flush()
    clearTimeout(this.#retry)
    if (this.#fault) await this.#recover()
    clearTimeout(this.#retry)
    const fault = this.#fault
    try {
      // Without the mark the next start makes the gap begin at the last sign of life that was written.
      if (this.#writer) this.#writer.close(fault ? undefined : this.#options.now())
      else this.#reader.close()
    } catch (error) {
      const why = `the mark of a clean end is missing: ${faultInWords(error)}`
      throw this.cannotWrite(why, error, LOST_REMEDY)
    }
    if (fault) {
      const { transitions, minutes } = this.line
      const lost = `${transitions} transitions, gaps, incidents and messages (by size) and ${minutes} minutes are lost`
      throw this.cannotWrite(`${fault.words}; ${lost}`, undefined, LOST_REMEDY)
    }
  }

  cannotWrite(why: string, cause?: unknown, remedy = WAITS_REMEDY): RondaError {
    return new RondaError('RND_STORE_WRITE', `cannot write ${this.#options.path}: ${why}`, {
      remedy,
      cause,
    })
  }

  #waits(fault: Fault | undefined): RondaError {
    return this.cannotWrite(`${fault?.words}; ${this.line.transitions} changes wait in memory`)
  }

  #open(): Writer {
    const writer = openWriter(this.#options.path, this.#startedAt)
    const { gapBefore: gap } = writer
    if (gap) {
      const seconds = Math.round((gap.to - gap.from) / 1000)
      this.#options.logger.info(
        { seconds },
        `the program did not run from ${iso(gap.from)} to ${iso(gap.to)}`,
      )
    }
    this.#writer = writer
    return writer
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
    const { path, logger, now } = this.#options
    const words = faultInWords(error)
    if (!this.#fault) logger.error({ path, error: words }, 'the store cannot write, changes wait')
    this.#fault = { words, since: this.#fault?.since ?? now() }
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
    const { path, logger, firstRetryMs } = this.#options
    let written = 0
    try {
      const writer = this.#writer ?? this.#reopen()
      while (this.#writeOldest(writer)) {
        written++
        await breathe()
      }
    } catch (error) {
      this.#failed(error)
      return
    }
    const since = this.#fault && iso(this.#fault.since)
    logger.info({ path, written, since }, 'the store writes again, all is kept')
    this.#fault = undefined
    this.#retryMs = firstRetryMs
  }

  #reopen(): Writer {
    const writer = this.#open()
    this.#reader.close()
    this.#reader = writer.reader
    return writer
  }

  #writeOldest(writer: Writer): boolean {
    if (this.#waitingTargets) {
      writer.register(this.#waitingTargets)
      this.#waitingTargets = undefined
    }
    if (this.#waitingSign !== undefined) {
      writer.alive(this.#waitingSign)
      this.#waitingSign = undefined
    }
    return this.line.writeOldest({
      changes: (changes) => writer.changes(changes),
      minute: (minute) => writer.minute(minute),
    })
  }
}

/** To the second: `2026-03-01T12:00:00Z`. */
function iso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** What can be read of a file that cannot be opened for writing; an empty store where that is nothing. */
function readerOfUnwritable(path: string): Reader {
  try {
    return reader(openForReading(path, RONDA_DB), () => undefined)
  } catch {
    return reader(openNothing(RONDA_DB), () => undefined)
  }
}
