// The book of looks as files: looks/<day>.ndjson.gz, appended to once a minute.
import { createReadStream } from 'node:fs'
import { appendFile, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip, gzipSync } from 'node:zlib'
import { WriteQueue } from '../files/write-queue.ts'
import type { LookRow, Looks, LooksHealth } from './looks.ts'
import { readRow, rowText } from './row-text.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const FLUSH_MS = 60_000
/** Members that wait for the disk, and rows of the member that is being filled. */
const MOST_WAITING = 60
const MOST_ROWS = 100_000
/** What a reader takes at most of one question; a city's labelled feeds are far fewer. */
const MOST_READ = 1_000_000
const FILE = /^(\d{4}-\d\d-\d\d)\.ndjson\.gz$/

/** Makes `folder` at the first writing. Nothing here throws or rejects for a disk that is ill: `health` says so. */
export function createLooks(folder: string, now: () => number = Date.now): Looks {
  return new FileLooks(folder, now)
}

class FileLooks implements Looks {
  readonly #folder: string
  readonly #queue: WriteQueue
  readonly #timer: NodeJS.Timeout
  /** Hour of the last routine row of each camera. */
  readonly #hours = new Map<string, number>()
  #rows: LookRow[] = []
  #dropped = 0

  constructor(folder: string, now: () => number) {
    this.#folder = folder
    this.#queue = new WriteQueue(MOST_WAITING, now)
    this.#timer = setInterval(() => this.#flush(), FLUSH_MS).unref()
  }

  add(rows: readonly LookRow[]): void {
    for (const row of rows) {
      const hour = Math.floor(row.at / HOUR_MS)
      const isRoutine = row.found === 'live' && row.published === 'live'
      if (isRoutine && this.#hours.get(row.cameraId) === hour) continue
      this.#hours.set(row.cameraId, hour)
      if (this.#rows.length < MOST_ROWS) this.#rows.push(row)
      else this.#dropped++
    }
  }

  async read({ cameras, from, to }: Parameters<Looks['read']>[0]): ReturnType<Looks['read']> {
    const rows: LookRow[] = []
    let unreadable = 0
    for (const { file, day } of await this.#files()) {
      if (day + DAY_MS <= from || day >= to) continue
      try {
        for await (const line of linesOf(join(this.#folder, file))) {
          const row = readRow(line)
          if (row === undefined) unreadable++
          else if (row.at >= from && row.at < to && cameras.has(row.cameraId)) rows.push(row)
          if (rows.length >= MOST_READ) break
        }
      } catch {
        // The end of a file that was cut off in the middle of a member.
        unreadable++
      }
    }
    return { rows: rows.sort((a, b) => a.at - b.at), unreadable }
  }

  async retain(days: number, now: number): Promise<number> {
    let removed = 0
    for (const { file, day } of await this.#files()) {
      if (day + DAY_MS > now - days * DAY_MS) continue
      await rm(join(this.#folder, file), { force: true })
      removed++
    }
    return removed
  }

  health(): LooksHealth {
    const { writable, lastError, dropped } = this.#queue.health()
    return {
      writable,
      ...(lastError === undefined ? {} : { lastError }),
      dropped: this.#dropped + dropped,
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#flush()
    await this.#queue.settle()
  }

  #flush(): void {
    const rows = this.#rows
    this.#rows = []
    for (const [day, text] of textsByDay(rows)) {
      this.#queue.add(async () => {
        await mkdir(this.#folder, { recursive: true, mode: 0o700 })
        const path = join(this.#folder, `${day}.ndjson.gz`)
        await appendFile(path, gzipSync(text), { mode: 0o600 })
      })
    }
  }

  /** Oldest first; `day` is its begin, epoch milliseconds. */
  async #files(): Promise<{ readonly file: string; readonly day: number }[]> {
    let names: string[]
    try {
      names = await readdir(this.#folder)
    } catch {
      return []
    }
    return names
      .flatMap((file) => {
        const day = FILE.exec(file)?.[1]
        return day === undefined ? [] : [{ file, day: Date.parse(`${day}T00:00:00Z`) }]
      })
      .sort((a, b) => a.day - b.day)
  }
}

function textsByDay(rows: readonly LookRow[]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const row of rows) {
    const day = new Date(row.at).toISOString().slice(0, 10)
    texts.set(day, `${texts.get(day) ?? ''}${rowText(row)}\n`)
  }
  return texts
}

function linesOf(path: string): AsyncIterable<string> {
  const input = createReadStream(path)
  const plain = createGunzip()
  input.on('error', (error) => plain.destroy(error))
  return createInterface({ input: input.pipe(plain), crlfDelay: Number.POSITIVE_INFINITY })
}
