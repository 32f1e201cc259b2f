// One transaction around a piece of work: all of it or nothing.
import type { DatabaseSync } from 'node:sqlite'

/** Commits what `work` wrote, durable on return; rolls back and throws where it, or the commit, fails. */
export function transact<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite rolls back by itself on some faults (a full disk), and then refuses a second time.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
