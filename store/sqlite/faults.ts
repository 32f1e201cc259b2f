// What SQLite's error numbers mean to a person, and which of them can pass by themselves.
import { messageOf, RondaError } from '../../fleet/error.ts'

/** Primary result codes, https://www.sqlite.org/rescode.html */
const SQLITE = {
  BUSY: 5,
  NOMEM: 7,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
} as const

/** Our words for each, and SQLite's own, which say no more: https://sqlite.org/src/file/src/main.c, sqlite3ErrStr */
const WORDS: Readonly<Record<number, readonly [ours: string, theirs: string]>> = {
  [SQLITE.BUSY]: ['another program keeps the file locked', 'database is locked'],
  [SQLITE.NOMEM]: ['out of memory', 'out of memory'],
  [SQLITE.READONLY]: ['the file is read-only', 'attempt to write a readonly database'],
  [SQLITE.IOERR]: ['the disk reports an input/output error', 'disk I/O error'],
  [SQLITE.CORRUPT]: ['the file is damaged', 'database disk image is malformed'],
  [SQLITE.FULL]: ['the disk is full', 'database or disk is full'],
  [SQLITE.CANTOPEN]: ['the file cannot be opened', 'unable to open database file'],
  [SQLITE.NOTADB]: ['the file is not a database', 'file is not a database'],
}

/** System errors of a disk that is full, read-only or broken: they can pass while the program runs. */
const PASSING_SYSTEM = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'])
const PASSING_SQLITE: ReadonlySet<number> = new Set([
  SQLITE.NOMEM,
  SQLITE.READONLY,
  SQLITE.IOERR,
  SQLITE.FULL,
  SQLITE.CANTOPEN,
])

/** True where the disk or the file's rights are at fault, not its contents: worth another try later. */
export function mayPass(error: unknown): boolean {
  if (PASSING_SYSTEM.has(systemCode(error))) return true
  return PASSING_SQLITE.has(sqliteCode(error))
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === SQLITE.BUSY
}

/** True where the bytes of the file are no database of any kind, or a broken one. */
export function isDamaged(error: unknown): boolean {
  const code = sqliteCode(error)
  return code === SQLITE.NOTADB || code === SQLITE.CORRUPT
}

/** `the disk is full`; where SQLite says something of its own, that in brackets behind it. */
export function faultInWords(error: unknown): string {
  const message = messageOf(error)
  const words = WORDS[sqliteCode(error)]
  if (words === undefined) return message
  const [ours, theirs] = words
  return message === theirs ? ours : `${ours} (${message})`
}

/** For a question that could not be answered because the file cannot be read. */
export function readFault(path: string, error: unknown): RondaError {
  return new RondaError('RND_STORE_OPEN', `cannot read ${path}: ${faultInWords(error)}`, {
    remedy: 'if it stays so, stop Ronda, move the file away and start again: a new one is made',
    cause: error,
  })
}

/** The primary result code of an error of node:sqlite; 0 for any other. */
function sqliteCode(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error)) return 0
  return typeof error.errcode === 'number' ? error.errcode & 0xff : 0
}

function systemCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
