// How much of the disk the spool may take, and how it gives back what it needs no more.
import { statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { transact } from '../sqlite/transact.ts'

/** Below this a disk that is nearly full does not press the cap: incidents and SLA find room in it. */
const LEAST_BYTES = 16 * 1024 * 1024
const LOOK_EVERY_MS = 30_000
/** Free pages that stay in the file: steady traffic uses them again and again. */
const SLACK_BYTES = 4 * 1024 * 1024
const PAGES_AT_ONCE = 64
const GIVE_BACK_MS = 5

export interface RoomOptions {
  readonly path: string
  readonly maxBytes: number
  /** Of the disk, 0 to 100. */
  readonly minFreePercent: number
  /** Epoch milliseconds now. */
  readonly now: () => number
}

/** Bytes of the file and of its log. */
export function spoolBytes(path: string): number {
  return sizeOf(path) + sizeOf(`${path}-wal`)
}

/**
 * The cap: `maxBytes`, and less where the disk has less than `minFreePercent` free: then what the file takes now minus
 * what the disk lacks, and minus the 4 MiB of free pages that stay, but not below 16 MiB. Looks at the disk every 30 s.
 */
export class DiskRoom {
  readonly #options: RoomOptions
  #limit: number
  #isShort = false
  #lookAt = Number.NEGATIVE_INFINITY

  constructor(options: RoomOptions) {
    this.#options = options
    this.#limit = options.maxBytes
  }

  get limit(): number {
    const { now, minFreePercent } = this.#options
    const at = now()
    if (minFreePercent > 0 && (at >= this.#lookAt || at < this.#lookAt - LOOK_EVERY_MS)) {
      this.#lookAt = at + LOOK_EVERY_MS
      this.#look()
    }
    return this.#limit
  }

  /** The disk has less free than it should. */
  get isShort(): boolean {
    return this.#isShort
  }

  #look(): void {
    const { path, maxBytes, minFreePercent } = this.#options
    try {
      const { bavail, bsize, blocks } = statfsSync(dirname(path))
      const lacks = (blocks * minFreePercent) / 100 - bavail
      this.#isShort = lacks > 0
      const allowed = Math.max(LEAST_BYTES, sizeOf(path) - SLACK_BYTES - lacks * bsize)
      this.#limit = this.#isShort ? Math.min(maxBytes, allowed) : maxBytes
    } catch {
      // A disk that cannot be asked tells its reason at the next write.
    }
  }
}

export type FilePages = ReturnType<typeof filePages>

export function filePages(db: DatabaseSync) {
  const pageBytes = numberOf(db, 'SELECT page_size AS n FROM pragma_page_size')
  const slackPages = SLACK_BYTES / pageBytes
  const all = db.prepare('SELECT page_count AS n FROM pragma_page_count')
  const free = db.prepare('SELECT freelist_count AS n FROM pragma_freelist_count')
  const pages = () => {
    const unused = Number(free.get()?.['n'])
    return { free: unused, used: Number(all.get()?.['n']) - unused }
  }
  return {
    /** Pages in use, of all tables and indices, times their size: what the cap counts. Free pages and log not. */
    liveBytes: (): number => pages().used * pageBytes,
    /**
     * Cuts free pages off the end of the file for some 5 ms, where more are free than in use (so that a page is not moved
     * more often than it pays) or the disk is short; 4 MiB stay. True where there was something to do.
     */
    giveBack(isShort: boolean): boolean {
      const before = pages()
      const isWorth = isShort || before.free > before.used
      if (!isWorth || before.free <= slackPages) return false
      const until = performance.now() + GIVE_BACK_MS
      transact(db, () => {
        let left = before.free
        while (left > slackPages && performance.now() < until) {
          db.exec(`PRAGMA incremental_vacuum(${Math.min(PAGES_AT_ONCE, left - slackPages)})`)
          const now = pages().free
          if (now >= left) break
          left = now
        }
      })
      // The file itself shrinks when the log is moved into it; a reader in the way only puts that off.
      db.exec('PRAGMA wal_checkpoint(PASSIVE)')
      return true
    },
  }
}

function numberOf(db: DatabaseSync, sql: string): number {
  return Number(db.prepare(sql).get()?.['n'])
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
