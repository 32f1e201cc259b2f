// The notifier's memory and what people did: small pieces by key, and a list that only grows.
import type { DatabaseSync } from 'node:sqlite'
import { auditLimit } from '../bounds.ts'
import type { AuditQuery, AuditRow, StoredDocument } from '../outbox.ts'
import { packBody, unpackBody } from './body.ts'

export interface DocumentWriter {
  documents(documents: readonly StoredDocument[]): void
  audit(rows: readonly AuditRow[]): void
}

/** Both have to be called inside a transaction. */
export function documentWriter(db: DatabaseSync): DocumentWriter {
  const put = db.prepare(
    `INSERT INTO documents (collection, key, body) VALUES (?, ?, ?)
     ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body`,
  )
  const remove = db.prepare('DELETE FROM documents WHERE collection = ? AND key = ?')
  const note = db.prepare(
    'INSERT INTO audit (at, by_whom, via, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?)',
  )
  return {
    documents(documents) {
      for (const { collection, key, body } of documents) {
        if (body === undefined) remove.run(collection, key)
        else put.run(collection, key, packBody(body))
      }
    },
    audit(rows) {
      for (const { at, by, via, action, subject, detail } of rows) {
        note.run(at, by, via, action, subject, JSON.stringify(detail))
      }
    },
  }
}

export interface DocumentReader {
  /** By key, rising. */
  documents(
    collection: StoredDocument['collection'],
  ): readonly { readonly key: string; readonly body: string }[]
  audit(query: AuditQuery): readonly AuditRow[]
}

type Row = Omit<AuditRow, 'detail'> & { readonly detail: string }

export function documentReader(db: DatabaseSync): DocumentReader {
  const all = db.prepare('SELECT key, body FROM documents WHERE collection = ? ORDER BY key')
  const page = (where: string) =>
    db.prepare(
      `SELECT at, by_whom AS "by", via, action, subject, detail FROM audit ${where}
       ORDER BY at DESC, n DESC LIMIT ?`,
    )
  const ofAll = page('')
  const ofOne = page('WHERE subject = ?')
  return {
    documents: (collection) =>
      all.all(collection).map(({ key, body }) => ({ key: String(key), body: unpackBody(body) })),
    audit(query) {
      const limit = auditLimit(query)
      const rows = query.subject === undefined ? ofAll.all(limit) : ofOne.all(query.subject, limit)
      return (rows as unknown as Row[]).map((row) => ({
        ...row,
        detail: JSON.parse(row.detail) as AuditRow['detail'],
      }))
    },
  }
}
