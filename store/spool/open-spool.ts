// Opens the spool for the program that writes it.
import { DiskSpool } from './disk-spool.ts'
import type { Spool } from './spool.ts'
import type { SpoolOptions } from './spool-writer.ts'

/**
 * Opens or makes the file at `path` and takes its lock. What is owed to a database that is not among `targets` is
 * forgotten, and the log says how much; a new one is owed what comes from now on. A damaged spool is moved to
 * `<path>.broken-<time>` and a new one is begun. A disk that is full or read-only does not throw: frames wait in memory.
 * Throws RND_SPOOL_OPEN where the file is no SQLite file, not a spool, of a newer Ronda, or another Ronda writes it.
 */
export function openSpool(options: SpoolOptions): Spool {
  return new DiskSpool(options)
}
