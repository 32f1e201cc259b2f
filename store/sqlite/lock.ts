// One writer for one file: a lock that the kernel drops with the process, however it ends.
import { DatabaseSync } from 'node:sqlite'
import { RondaError } from '../../fleet/error.ts'
import { isBusy } from './faults.ts'
import type { FileKind } from './file-kind.ts'

/**
 * Takes the lock of the file at `path`, an exclusive transaction on the empty file `<path>-lock`, and returns what gives
 * it back. Throws its `openCode` where another process, or another writer of this one, holds it. Readers need no lock.
 */
export function takeWriterLock(path: string, kind: FileKind): () => void {
  const lock = new DatabaseSync(`${path}-lock`, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw error
    throw new RondaError(kind.openCode, `another Ronda is writing to ${path}`, {
      remedy: 'end the other `ronda run`, or give this one a data folder of its own',
      cause: error,
    })
  }
  return () => lock.close()
}
