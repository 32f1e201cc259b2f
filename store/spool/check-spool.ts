// Whether the spool could be opened for writing, without opening it: for `ronda doctor`.
import { statSync } from 'node:fs'
import { checkForWriting } from '../sqlite/open.ts'
import { SPOOL_DB } from './schema.ts'
import { isOursDamaged } from './set-aside.ts'

/**
 * Throws what `openSpool` would throw (RND_SPOOL_OPEN), or of a disk that cannot be written the error itself; makes and
 * changes nothing. `lockToo`: nobody should hold its lock. `damaged`: it would be moved away, and a new one begun.
 */
export function checkSpool(path: string, lockToo: boolean): 'well' | 'damaged' {
  try {
    checkForWriting(path, SPOOL_DB, lockToo)
    return 'well'
  } catch (error) {
    const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
    if (isFile && isOursDamaged(path, error)) return 'damaged'
    throw error
  }
}
