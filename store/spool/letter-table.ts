// Dead letters in the file: capped by number and bytes, the oldest go first.
import type { DatabaseSync } from 'node:sqlite'
import type { DeadLetter } from './spool.ts'

export const LETTERS_MOST = 100_000
export const LETTER_BYTES_MOST = 64 * 1024 * 1024
const MESSAGE_MOST = 500
const LINE_BYTES_MOST = 64 * 1024

export type NewLetter = Omit<DeadLetter, 'n'>
export interface LetterTotal {
  readonly target: string
  readonly letters: number
  readonly bytes: number
}
export type LetterTable = ReturnType<typeof letterTable>

/** A message of at most 500 characters and a line of at most 64 KiB of UTF-8. */
export function cutLetter(letter: NewLetter): NewLetter {
  const bytes = Buffer.from(letter.line)
  let end = LINE_BYTES_MOST
  // Not in the middle of a character.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  const line = bytes.length > LINE_BYTES_MOST ? bytes.toString('utf8', 0, end) : letter.line
  return { ...letter, message: letter.message.slice(0, MESSAGE_MOST), line }
}

/** Bytes that it is counted with: its two texts. */
export function letterBytes({ message, line }: NewLetter): number {
  return Buffer.byteLength(message) + Buffer.byteLength(line)
}

export function letterTable(db: DatabaseSync) {
  const insert = db.prepare(
    `INSERT INTO dead_letters (n, at, target, tier, precision, status, message, line, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const COLUMNS = 'n, at, target, tier, precision, status, message, line'
  const all = db.prepare(`SELECT ${COLUMNS} FROM dead_letters WHERE n > ? ORDER BY n LIMIT ?`)
  const ofTarget = db.prepare(
    `SELECT ${COLUMNS} FROM dead_letters WHERE target = ? AND n > ? ORDER BY n LIMIT ?`,
  )
  const oldest = db.prepare('SELECT n FROM dead_letters ORDER BY n LIMIT 1')
  const remove = db.prepare('DELETE FROM dead_letters WHERE n = ? RETURNING target, bytes')
  const take = (n: number): LetterTotal | undefined => {
    const row = remove.get(n)
    if (row === undefined) return undefined
    return { target: String(row['target']), letters: 1, bytes: Number(row['bytes']) }
  }
  return {
    insert(letter: DeadLetter): void {
      const { n, at, target, tier, precision, status, message, line } = letter
      insert.run(n, at, target, tier, precision, status, message, line, letterBytes(letter))
    },
    read(query: { target?: string; after?: number; most: number }): readonly DeadLetter[] {
      const { target, after = 0, most } = query
      const rows = target === undefined ? all.all(after, most) : ofTarget.all(target, after, most)
      return rows.map((row) => ({ ...row })) as unknown as readonly DeadLetter[]
    },
    take,
    /** The highest number that was ever written; 0 before the first. */
    lastN(): number {
      const row = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'dead_letters'").get()
      return Number(row?.['seq'] ?? 0)
    },
    takeOldest(): LetterTotal | undefined {
      const row = oldest.get()
      return row === undefined ? undefined : take(Number(row['n']))
    },
    totals(): readonly LetterTotal[] {
      const sql = `SELECT target, count(*) AS letters, sum(bytes) AS bytes
                   FROM dead_letters GROUP BY target`
      return db.prepare(sql).all() as unknown as readonly LetterTotal[]
    },
  }
}
