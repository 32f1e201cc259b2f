// Messages on their way out: how they are written and read back, and how their marks change them.
import type { DatabaseSync } from 'node:sqlite'
import type { OutboxEntry, OutboxHealth, OutboxMark, OutboxRow, OutboxState } from '../outbox.ts'
import { entryLimit, keptError } from '../outbox-entry.ts'
import { packBody, unpackBody } from './body.ts'

export interface OutboxWriter {
  rows(rows: readonly OutboxRow[]): void
  marks(marks: readonly OutboxMark[]): void
}

/** Both have to be called inside a transaction. */
export function outboxWriter(db: DatabaseSync): OutboxWriter {
  const insert = db.prepare(
    `INSERT INTO outbox (key, receiver, seq, at, state, attempts)
     VALUES (?, ?, ?, ?, 'waiting', 0) ON CONFLICT DO NOTHING`,
  )
  const putBody = db.prepare('INSERT INTO outbox_bodies (message, body) VALUES (?, ?)')
  const putLast = db.prepare(
    `INSERT INTO outbox_last (one, seq) VALUES (1, ?)
     ON CONFLICT (one) DO UPDATE SET seq = max(seq, excluded.seq)`,
  )
  const mark = db.prepare(
    `UPDATE outbox SET state = ?1, attempts = ?2, last_at = ?3, error = ?4
     WHERE key = ?5 AND (state <> 'sent' OR ?1 = 'sent')`,
  )
  return {
    rows(rows) {
      for (const { key, receiver, seq, at, body } of rows) {
        const { changes, lastInsertRowid } = insert.run(key, receiver, seq, at)
        if (changes === 0) continue
        putBody.run(lastInsertRowid, packBody(body))
        putLast.run(seq)
      }
    },
    marks(marks) {
      for (const one of marks) {
        mark.run(one.state, one.attempts, one.at, keptError(one) ?? null, one.key)
      }
    },
  }
}

export interface OutboxReader {
  outbox(state: OutboxState, limit?: number): readonly OutboxEntry[]
  outboxHealth(): OutboxHealth
  lastOutboxSeq(): number
}

interface Row extends Omit<OutboxEntry, 'body' | 'lastAt' | 'error'> {
  readonly body: unknown
  readonly lastAt: number | null
  readonly error: string | null
}

export function outboxReader(db: DatabaseSync): OutboxReader {
  const page = (direction: 'ASC' | 'DESC') =>
    db.prepare(
      `SELECT key, receiver, seq, at, state, attempts, last_at AS lastAt, error, body
       FROM outbox JOIN outbox_bodies ON message = n
       WHERE state = ? ORDER BY seq ${direction}, key ${direction} LIMIT ?`,
    )
  const pages = { waiting: page('ASC'), sent: page('ASC'), refused: page('DESC') }
  // Both are answered out of an index alone.
  const waiting = db.prepare(
    "SELECT count(*) AS waiting, min(at) AS oldest FROM outbox WHERE state = 'waiting'",
  )
  const refused = db.prepare("SELECT count(*) AS refused FROM outbox WHERE state = 'refused'")
  const last = db.prepare('SELECT seq FROM outbox_last')
  return {
    outbox: (state, limit) =>
      (pages[state].all(state, entryLimit(limit)) as unknown as Row[]).map(entryOf),
    outboxHealth() {
      const { waiting: count, oldest } = waiting.get() ?? {}
      return {
        waiting: Number(count),
        ...(typeof oldest === 'number' ? { oldestWaiting: oldest } : {}),
        refused: Number(refused.get()?.['refused']),
      }
    },
    lastOutboxSeq: () => Number(last.get()?.['seq'] ?? 0),
  }
}

function entryOf({ body, lastAt, error, ...row }: Row): OutboxEntry {
  return {
    ...row,
    body: unpackBody(body),
    ...(lastAt === null ? {} : { lastAt }),
    ...(error === null ? {} : { error }),
  }
}
