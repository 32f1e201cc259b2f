// A file that is open for writing: one transaction per call, durable when it returns.
import type { DatabaseSync } from 'node:sqlite'
import { takeWriterLock } from '../sqlite/lock.ts'
import { makeFile, openForWriting } from '../sqlite/open.ts'
import { transact } from '../sqlite/transact.ts'
import type { Change, Gap, RegisteredTarget, Retention } from '../store.ts'
import { changeWriter } from './changes.ts'
import { liveness } from './liveness.ts'
import { minuteWriter } from './minutes.ts'
import { type Reader, reader } from './reader.ts'
import { removeOld } from './retention.ts'
import { RONDA_DB } from './schema.ts'
import { targetTable } from './targets.ts'
import type { WaitingMinute } from './waiting-line.ts'

export interface Writer {
  readonly reader: Reader
  /** The gap since the file was last in use, as it was written at the opening. */
  readonly gapBefore: Gap | undefined
  register(targets: readonly RegisteredTarget[]): void
  /** All changes in one transaction. */
  changes(changes: readonly Change[]): void
  minute(minute: WaitingMinute): void
  alive(at: number): void
  retain(retention: Retention, now: number, breathe: () => Promise<void>): Promise<number>
  /** Writes the mark of a clean end, where `endedAt` is given, and closes whatever comes of it. */
  close(endedAt: number | undefined): void
}

/** Takes the lock, opens or makes the file, and writes the gap since it was last in use. Throws as `openForWriting`. */
export function openWriter(path: string, startedAt: number): Writer {
  makeFile(path, RONDA_DB)
  makeFile(`${path}-lock`, RONDA_DB)
  const unlock = takeWriterLock(path, RONDA_DB)
  let db: DatabaseSync | undefined
  try {
    db = openForWriting(path, RONDA_DB)
    return writerOn(db, unlock, startedAt)
  } catch (error) {
    db?.close()
    unlock()
    throw error
  }
}

function writerOn(db: DatabaseSync, unlock: () => void, startedAt: number): Writer {
  const targets = targetTable(db)
  const life = liveness(db)
  const writeChange = changeWriter(db, targets)
  const writeMinute = minuteWriter(db, targets)
  const written = <T>(work: () => T): T => {
    try {
      return transact(db, work)
    } catch (error) {
      targets.forget()
      throw error
    }
  }
  const gapBefore = written(() => {
    const gap = life.gapUntil(startedAt)
    if (gap) writeChange({ gaps: [gap] })
    life.sign(startedAt)
    return gap
  })
  return {
    reader: reader(db, () => undefined),
    gapBefore,
    register: (all) => written(() => targets.register(all)),
    changes: (all) => written(() => all.forEach(writeChange)),
    minute: ({ at, ids, rows }) => written(() => writeMinute(at, ids, rows)),
    alive: (at) => written(() => life.sign(at)),
    retain: (retention, now, breathe) => removeOld(db, retention, now, breathe),
    close(endedAt) {
      try {
        if (endedAt !== undefined) written(() => life.end(endedAt))
      } finally {
        db.close()
        unlock()
      }
    },
  }
}
