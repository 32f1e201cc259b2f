// The open file of the spool: its tables, its lock, and one transaction of everything that waits for it.
import type { DatabaseSync } from 'node:sqlite'
import { takeWriterLock } from '../sqlite/lock.ts'
import { makeFile, openForReading, openForWriting } from '../sqlite/open.ts'
import { type FrameTable, frameTable } from './frame-table.ts'
import { type LetterTable, letterTable } from './letter-table.ts'
import { type FilePages, filePages } from './room.ts'
import { SPOOL_DB } from './schema.ts'

export interface SpoolFile {
  readonly db: DatabaseSync
  readonly writable: boolean
  readonly frames: FrameTable
  readonly letters: LetterTable
  readonly pages: FilePages
  close(): void
}

/** Takes the lock, opens or makes the file. Throws RND_SPOOL_OPEN, or where `mayPass` says so the error itself. */
export function openSpoolFile(path: string): SpoolFile {
  makeFile(path, SPOOL_DB)
  makeFile(`${path}-lock`, SPOOL_DB)
  const unlock = takeWriterLock(path, SPOOL_DB)
  try {
    return fileOn(openForWriting(path, SPOOL_DB), true, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

/** Opens beside a writer or without one, and takes no lock. Throws RND_SPOOL_OPEN. */
export function readSpoolFile(path: string): SpoolFile {
  return fileOn(openForReading(path, SPOOL_DB), false, () => {})
}

export function readMarks(db: DatabaseSync): readonly (readonly [string, number])[] {
  const rows = db.prepare('SELECT key, value FROM marks').all()
  return rows.map((row) => [String(row['key']), Number(row['value'])])
}

function fileOn(db: DatabaseSync, writable: boolean, unlock: () => void): SpoolFile {
  const close = (): void => {
    try {
      db.close()
    } finally {
      unlock()
    }
  }
  try {
    return {
      db,
      writable,
      frames: frameTable(db),
      letters: letterTable(db),
      pages: filePages(db),
      close,
    }
  } catch (error) {
    db.close()
    throw error
  }
}
