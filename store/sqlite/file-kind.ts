// What tells one of our SQLite files from another, and how an older one becomes one of today.
import type { DatabaseSync } from 'node:sqlite'
import type { ErrorCode } from '../../fleet/error.ts'
import { transact } from './transact.ts'

export interface FileKind {
  /** As messages call it: `store`. */
  readonly name: string
  /** `PRAGMA application_id` of every such file. */
  readonly applicationId: number
  /**
   * Step i leads from version i to version i + 1 (`PRAGMA user_version`). A step that was released is never changed:
   * files of every older version are brought up by the steps they lack.
   */
  readonly migrations: readonly string[]
  /** Code of the error where such a file cannot be opened. */
  readonly openCode: ErrorCode
  /** Code of the error where a newer Ronda wrote it. */
  readonly newerCode: ErrorCode
}

/** Brings a file of version `from` up to today's, each step in a transaction of its own. */
export function migrate(db: DatabaseSync, kind: FileKind, from: number): void {
  const { applicationId, migrations } = kind
  for (let version = from; version < migrations.length; version++) {
    transact(db, () => {
      db.exec(migrations[version] as string)
      db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version + 1}`)
    })
  }
}
