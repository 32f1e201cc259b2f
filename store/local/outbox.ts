// Messages on their way out: how they are written and read back, and how their marks change them.
import type { DatabaseSync } from 'node:sqlite'
import type { OutboxEntry, OutboxHealth, OutboxMark, OutboxRow, OutboxState } from '../outbox.ts'
import { entryLimit, keptError } from '../outbox-entry.ts'
import { packBody, unpackBody } from './body.ts'
import { sizeOfText } from './change-size.ts'

/** What a page holds, in transitions by its size: 800 KB, a few milliseconds for each thread. */
const PAGE = 4_000

/** No text that goes on with anything else comes behind it. */
const LAST_CHARACTER = '\u{10ffff}'

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

/** Behind which row a page begins. */
export type After = Pick<OutboxEntry, 'seq' | 'key'>

type OnePage = (
  limit: number,
  after: After | undefined,
) => readonly OutboxEntry[] | Promise<readonly OutboxEntry[]>

export interface OutboxReader {
  /** In the order of `outbox`, from the first or from behind `after`: at most `limit`, fewer where they are long. */
  outboxPage(state: OutboxState, limit: number, after?: After): readonly OutboxEntry[]
  outboxOf(prefix: string, limit: number): readonly OutboxEntry[]
  outboxHealth(): OutboxHealth
  lastOutboxSeq(): number
}

interface Row extends Omit<OutboxEntry, 'body' | 'lastAt' | 'error'> {
  readonly body: unknown
  readonly lastAt: number | null
  readonly error: string | null
}

export function outboxReader(db: DatabaseSync): OutboxReader {
  const page = (direction: 'ASC' | 'DESC', behind: '>' | '<') =>
    db.prepare(
      `SELECT key, receiver, seq, at, state, attempts, last_at AS lastAt, error, body
       FROM outbox JOIN outbox_bodies ON message = n
       WHERE state = ?1 AND seq ${behind}= ?2 AND (seq ${behind} ?2 OR key ${behind} ?3)
       ORDER BY seq ${direction}, key ${direction} LIMIT ?4`,
    )
  // The rows first, out of the index of keys: bodies only of those that are given.
  const begun = db.prepare(
    `SELECT key, receiver, seq, at, state, attempts, last_at AS lastAt, error, body
     FROM (SELECT * FROM outbox WHERE key >= ?1 AND key < ?2 ORDER BY seq DESC, key DESC LIMIT ?3)
       JOIN outbox_bodies ON message = n
     ORDER BY seq DESC, key DESC`,
  )
  const rising = { rows: page('ASC', '>'), from: { seq: 0, key: '' } }
  const falling = { rows: page('DESC', '<'), from: { seq: Number.MAX_SAFE_INTEGER, key: '' } }
  const pages = { waiting: rising, sent: rising, refused: falling }
  // Both are answered out of an index alone.
  const waiting = db.prepare(
    "SELECT count(*) AS waiting, min(at) AS oldest FROM outbox WHERE state = 'waiting'",
  )
  const refused = db.prepare("SELECT count(*) AS refused FROM outbox WHERE state = 'refused'")
  const last = db.prepare('SELECT seq FROM outbox_last')
  return {
    outboxPage(state, limit, after) {
      const { rows, from } = pages[state]
      const { seq, key } = after ?? from
      const entries: OutboxEntry[] = []
      let size = 0
      for (const row of rows.iterate(state, seq, key, limit)) {
        const entry = entryOf(row as unknown as Row)
        entries.push(entry)
        size += sizeOfText(entry)
        if (size >= PAGE) break
      }
      return entries
    },
    outboxOf(prefix, limit) {
      const rows = begun.all(prefix, `${prefix}${LAST_CHARACTER}`, entryLimit(limit))
      return rows.map((row) => entryOf(row as unknown as Row))
    },
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

/** Asks for pages until there is none, or until `limit`: a long outbox is never in memory twice, nor on its way at once. */
export async function allPages(
  ask: OnePage,
  limit: number | undefined,
): Promise<readonly OutboxEntry[]> {
  const most = entryLimit(limit)
  const entries: OutboxEntry[] = []
  while (entries.length < most) {
    const page = await ask(most - entries.length, entries.at(-1))
    if (page.length === 0) break
    for (const entry of page) entries.push(entry)
  }
  return entries
}

function entryOf({ body, lastAt, error, ...row }: Row): OutboxEntry {
  return {
    ...row,
    body: unpackBody(body),
    ...(lastAt === null ? {} : { lastAt }),
    ...(error === null ? {} : { error }),
  }
}
