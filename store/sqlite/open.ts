// Opens one of our files: finds out whether it is ours and how old, says what to do where it is not.
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { RondaError } from '../../fleet/error.ts'
import { makeFolder } from '../../fleet/make-folder.ts'
import { faultInWords, isBusy, isDamaged, mayPass } from './faults.ts'
import { type FileKind, migrate } from './file-kind.ts'
import { takeWriterLock } from './lock.ts'

const BUSY_TIMEOUT_MS = 5_000
/** A write-ahead log that a big commit made longer than this is cut back at the next checkpoint. */
const WAL_KEPT_BYTES = 16 * 1024 * 1024

/** Where every camera of a city is, and when it was blind, is nobody else's business. */
const PRIVATE_FILE = 0o600
const PRIVATE_FOLDER = 0o700

/**
 * Makes an empty file for this user only, and its folder, where there is none, and takes the rights of others from one that
 * is there. SQLite gives its log and shared memory the rights of the file. SQLite hides the system's reason ("unable to open"); this
 * finds a missing right or a full disk by name. Throws as `openForWriting`.
 */
export function makeFile(path: string, kind: FileKind): void {
  attempt(path, kind, () => {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found?.isDirectory()) throw folderThere()
    if (found) {
      for (const file of [path, `${path}-wal`, `${path}-shm`]) closeToOthers(file)
      return
    }
    makeFolder(dirname(path), PRIVATE_FOLDER)
    closeSync(openSync(path, 'a', PRIVATE_FILE))
  })
}

/** A file of another user, or on a read-only disk, stays as it is. */
function closeToOthers(file: string): void {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0
  if ((mode & 0o077) === 0) return
  try {
    chmodSync(file, PRIVATE_FILE)
  } catch {
    // What comes next says whether it can be used at all.
  }
}

/**
 * Opens for writing and migrates an older file; an empty one becomes one of this kind. The writer's lock has to be held. Throws
 * its `newerCode`, its `openCode`, or, where `mayPass` says so, the error of SQLite or of the system itself.
 */
export function openForWriting(path: string, kind: FileKind): DatabaseSync {
  return attempt(path, kind, () => {
    return closedOnError(new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS }), (db) => {
      const version = versionOf(path, kind, db)
      // Before the first table, and before WAL, which writes the first page.
      if (version === 0) db.exec('PRAGMA auto_vacuum = INCREMENTAL')
      db.exec('PRAGMA journal_mode = WAL')
      db.exec(`PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${WAL_KEPT_BYTES}`)
      migrate(db, kind, version)
      return db
    })
  })
}

/** Opens for reading beside a writer or without one. Throws its `newerCode` or its `openCode`. */
export function openForReading(path: string, kind: FileKind): DatabaseSync {
  if (!existsSync(path)) {
    throw new RondaError(kind.openCode, `there is no ${kind.name} at ${path}`, {
      remedy: 'start `ronda run` with this data folder first: it makes the file',
    })
  }
  try {
    if (statSync(path).isDirectory()) throw folderThere()
    return closedOnError(readable(path), (db) => {
      const version = versionOf(path, kind, db)
      const known = kind.migrations.length
      if (version === known) return db
      throw new RondaError(
        kind.openCode,
        `${path} has schema version ${version}, this Ronda reads version ${known}`,
        { remedy: 'start `ronda run` once: it brings the file up to date' },
      )
    })
  } catch (error) {
    throw error instanceof RondaError ? error : cannotOpen(path, kind, error)
  }
}

/**
 * Throws what `makeFile` and `openForWriting` would throw, or the lock where `lockToo` (a program that runs has it), and
 * makes and changes nothing. What is not there yet is well where it can be made.
 */
export function checkForWriting(path: string, kind: FileKind, lockToo: boolean): void {
  attempt(path, kind, () => {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found?.isDirectory()) throw folderThere()
    let folder = dirname(path)
    while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder)
    accessSync(folder, constants.W_OK | constants.X_OK)
    if (found === undefined) return
    accessSync(path, constants.R_OK | constants.W_OK)
    if (lockToo && existsSync(`${path}-lock`)) takeWriterLock(path, kind)()
    if (found.size === 0) return
    closedOnError(readable(path), (db) => {
      versionOf(path, kind, db)
      db.close()
    })
  })
}

/** A database that keeps nothing: it answers while the file cannot be opened at all. */
export function openNothing(kind: FileKind): DatabaseSync {
  const db = new DatabaseSync(':memory:')
  migrate(db, kind, 0)
  return db
}

function readable(path: string): DatabaseSync {
  const open = (where: string | URL): DatabaseSync => {
    const options = { readOnly: true, timeout: BUSY_TIMEOUT_MS }
    return closedOnError(new DatabaseSync(where, options), (db) => {
      db.prepare('SELECT count(*) FROM sqlite_schema').get()
      return db
    })
  }
  try {
    return open(path)
  } catch (error) {
    // A folder that cannot be written has no place for SQLite's shared memory. Without a log beside it, and so without
    // a writer, the file can be read as it stands.
    if (!mayPass(error) || existsSync(`${path}-wal`)) throw error
    const url = pathToFileURL(path)
    url.searchParams.set('immutable', '1')
    return open(url)
  }
}

function closedOnError<T>(db: DatabaseSync, work: (db: DatabaseSync) => T): T {
  try {
    return work(db)
  } catch (error) {
    db.close()
    throw error
  }
}

/** The schema version of a file that is ours, 0 of an empty one. */
function versionOf(path: string, kind: FileKind, db: DatabaseSync): number {
  const tables = numberOf(db, 'SELECT count(*) AS n FROM sqlite_schema')
  if (tables === 0) return 0
  if (
    numberOf(db, 'SELECT application_id AS n FROM pragma_application_id') !== kind.applicationId
  ) {
    throw new RondaError(kind.openCode, `${path} is a database of another program`, {
      remedy: 'give another path, or move the file away: a new one is made',
    })
  }
  const version = numberOf(db, 'SELECT user_version AS n FROM pragma_user_version')
  const known = kind.migrations.length
  if (version > known) {
    throw new RondaError(
      kind.newerCode,
      `${path} has schema version ${version}, this Ronda knows up to version ${known}`,
      { remedy: 'upgrade Ronda, or move the file away: a new one is made' },
    )
  }
  return version
}

function folderThere(): Error {
  return new Error('it is a folder')
}

function numberOf(db: DatabaseSync, sql: string): number {
  return Number(db.prepare(sql).get()?.['n'])
}

function attempt<T>(path: string, kind: FileKind, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof RondaError || mayPass(error)) throw error
    throw cannotOpen(path, kind, error)
  }
}

function cannotOpen(path: string, kind: FileKind, error: unknown): RondaError {
  let remedy = 'check that the folder exists and that this user may read and write it'
  if (isBusy(error)) remedy = 'end the program that keeps it locked, then try again'
  if (isDamaged(error)) remedy = 'move the file away and start again: a new one is made'
  return new RondaError(kind.openCode, `cannot open ${path}: ${faultInWords(error)}`, {
    remedy,
    cause: error,
  })
}
