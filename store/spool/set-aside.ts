// A spool file that is damaged is moved away, so that a new one can be begun; the newest such file is kept for a look.
import { closeSync, openSync, readdirSync, readSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { RondaError } from '../../fleet/error.ts'
import { isDamaged } from '../sqlite/faults.ts'
import { frameTable } from './frame-table.ts'
import { type LetterTotal, letterTable } from './letter-table.ts'
import { type Loss, readLosses } from './loss-book.ts'
import { SPOOL_DB } from './schema.ts'
import type { Worth } from './spool.ts'
import { readMarks } from './spool-file.ts'

const MAGIC = Buffer.from('SQLite format 3\0')
/** https://www.sqlite.org/fileformat2.html#the_database_header */
const HEADER_BYTES = 100
const APPLICATION_ID_AT = 68

/**
 * True where an error says that the file is damaged and the file was ours: its header carries our application id, or is
 * all zeros, as a power cut leaves it. Anything else may be a file of somebody who gave the wrong path.
 */
export function isOursDamaged(path: string, error: unknown): boolean {
  const cause = error instanceof RondaError ? error.cause : error
  return isDamaged(cause) && isOurs(headerOf(path))
}

/** What could still be read of a damaged file; absent what could not. */
export interface Remains {
  readonly marks?: readonly (readonly [string, number])[]
  readonly losses?: readonly Loss[]
  readonly owed?: readonly {
    readonly target: string
    readonly worth: Worth
    readonly points: number
  }[]
  readonly letters?: readonly LetterTotal[]
}

export function remainsOf(path: string): Remains {
  let db: DatabaseSync | undefined
  try {
    const damaged = new DatabaseSync(path, { readOnly: true, defensive: false })
    db = damaged
    // With this, which a defensive connection refuses, SQLite reads a file that is shorter than it should be.
    db.exec('PRAGMA writable_schema = ON')
    return {
      ...readable('marks', () => readMarks(damaged)),
      ...readable('losses', () => readLosses(damaged)),
      ...readable('owed', () => frameTable(damaged).byWorth()),
      ...readable('letters', () => letterTable(damaged).totals()),
    }
  } catch {
    // Too damaged even to be opened.
    return {}
  } finally {
    db?.close()
  }
}

function readable<K extends keyof Remains>(
  key: K,
  read: () => Remains[K],
): Pick<Remains, K> | undefined {
  try {
    return { [key]: read() } as Pick<Remains, K>
  } catch {
    return undefined
  }
}

/** Moves the file and its log away and gives the new name; an older file of that kind goes. Throws the system's error. */
export function setAside(path: string, at: number): string {
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
  const away = `${path}.broken-${stamp}`
  const folder = dirname(path)
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${basename(path)}.broken-`)) rmSync(join(folder, name), { force: true })
  }
  renameSync(path, away)
  moveIfThere(`${path}-wal`, `${away}-wal`)
  rmSync(`${path}-shm`, { force: true })
  return away
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}

function isOurs(header: Buffer): boolean {
  if (header.every((byte) => byte === 0)) return true
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) return false
  return header.readUInt32BE(APPLICATION_ID_AT) === SPOOL_DB.applicationId
}

function headerOf(path: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES, 0xff)
  const fd = openSync(path, 'r')
  try {
    readSync(fd, header, 0, HEADER_BYTES, 0)
    return header
  } finally {
    closeSync(fd)
  }
}
