// Frames in the file and to whom they are owed: the statements, without transactions of their own.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Tier } from '../schema/tiers.ts'
import { type Frame, type FrameHead, type Precision, WORTHS, type Worth } from './spool.ts'

type Row = Record<string, SQLOutputValue>

export interface Total {
  readonly target: string
  readonly frames: number
  readonly points: number
  readonly bytes: number
}

export type StoredHead = FrameHead & { readonly seq: number }

/** One frame that is owed to one target; `debtors` is the number of all targets it is owed to. */
export interface Debt {
  readonly points: number
  readonly bytes: number
  readonly debtors: number
}

export interface Dropped {
  readonly worth: Worth
  readonly points: number
  readonly bytes: number
  /** To whom it was owed. */
  readonly targets: readonly string[]
}

export type FrameTable = ReturnType<typeof frameTable>

const HEAD = 'f.seq, f.tier, f.worth, f.precision, f.points, f.from_ms, f.to_ms'
const OWED = 'FROM owed o JOIN frames f ON f.seq = o.seq'

export function frameTable(db: DatabaseSync) {
  const removal = frameRemoval(db)
  const insertHead = db.prepare('INSERT OR REPLACE INTO frames VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const insertBody = db.prepare('INSERT OR REPLACE INTO bodies VALUES (?, ?)')
  const insertDebt = db.prepare('INSERT OR REPLACE INTO owed VALUES (?, ?, ?, ?, ?, ?, ?)')
  const heads = db.prepare(`SELECT ${HEAD} ${OWED} WHERE o.target = ? AND o.seq > ? ORDER BY o.seq`)
  const body = db.prepare('SELECT body FROM bodies WHERE seq = ?')
  const debt = db.prepare(
    `SELECT o.points, o.bytes, f.debtors ${OWED} WHERE o.target = ? AND o.seq = ?`,
  )
  const byAge = db.prepare('SELECT seq, from_ms FROM owed WHERE target = ? ORDER BY from_ms')
  const byNumber = db.prepare('SELECT seq FROM owed WHERE target = ? AND seq >= ? ORDER BY seq')
  const putMs = db.prepare('SELECT put_ms FROM frames WHERE seq = ?')
  const older = db.prepare(
    'SELECT seq, points FROM owed WHERE target = ? AND tier = ? AND to_ms < ? ORDER BY seq',
  )
  return {
    ...removal,
    ...frameSums(db),
    insert(frame: Frame, putMs: number, targets: Iterable<string>): void {
      const { seq, tier, worth, precision, points, fromMs, toMs, body } = frame
      const rank = WORTHS.indexOf(worth)
      const debtors = [...targets]
      insertHead.run(seq, tier, rank, precision, points, fromMs, toMs, putMs, debtors.length)
      insertBody.run(seq, body)
      for (const target of debtors) {
        insertDebt.run(target, seq, points, body.byteLength, tier, fromMs, toMs)
      }
    },
    *heads(target: string, after: number): Generator<StoredHead> {
      for (const row of heads.iterate(target, after)) yield headOf(row)
    },
    body(seq: number): Uint8Array {
      return (body.get(seq)?.['body'] as Uint8Array | undefined) ?? new Uint8Array()
    },
    debt(target: string, seq: number): Debt | undefined {
      return debt.get(target, seq) as Debt | undefined
    },
    /** Oldest point first. */
    *byAge(target: string): Generator<{ readonly seq: number; readonly fromMs: number }> {
      for (const row of byAge.iterate(target)) {
        yield { seq: Number(row['seq']), fromMs: Number(row['from_ms']) }
      }
    },
    /** From the number `from` on, longest owed first. */
    *byNumber(target: string, from: number): Generator<number> {
      for (const row of byNumber.iterate(target, from)) yield Number(row['seq'])
    },
    /** Epoch milliseconds at which it was put. */
    putMs(seq: number): number | undefined {
      const row = putMs.get(seq)
      return row === undefined ? undefined : Number(row['put_ms'])
    },
    older(target: string, tier: Tier, beforeMs: number) {
      const rows = older.all(target, tier, beforeMs)
      return rows.map((row) => ({ seq: Number(row['seq']), points: Number(row['points']) }))
    },
  }
}

/** What is asked of the whole file when it is opened. */
function frameSums(db: DatabaseSync) {
  return {
    /** One row for each target that anything is owed to. */
    totals(): readonly Total[] {
      const sql = `SELECT target, count(*) AS frames, sum(points) AS points, sum(bytes) AS bytes
                   FROM owed GROUP BY target`
      return db.prepare(sql).all() as unknown as readonly Total[]
    },
    /** All frames, whoever they are owed to. */
    all(): { readonly frames: number; readonly points: number } {
      const row = db.prepare('SELECT count(*) AS n, sum(points) AS points FROM frames').get()
      return { frames: Number(row?.['n']), points: Number(row?.['points'] ?? 0) }
    },
    /** Points owed, by target and worth. */
    byWorth(): readonly {
      readonly target: string
      readonly worth: Worth
      readonly points: number
    }[] {
      const sql = `SELECT o.target, f.worth, sum(o.points) AS points ${OWED} GROUP BY 1, 2`
      const rows = db.prepare(sql).all()
      return rows.map((row) => ({
        target: String(row['target']),
        worth: worthOf(row),
        points: Number(row['points']),
      }))
    },
    /** The highest number that was ever written; 0 before the first. */
    lastSeq(): number {
      const row = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'frames'").get()
      return Number(row?.['seq'] ?? 0)
    },
  }
}

/** What takes frames out again. */
function frameRemoval(db: DatabaseSync) {
  const payDebt = db.prepare('DELETE FROM owed WHERE target = ? AND seq = ?')
  const countDown = db.prepare(
    'UPDATE frames SET debtors = debtors - 1 WHERE seq = ? RETURNING debtors',
  )
  const removeHead = db.prepare('DELETE FROM frames WHERE seq = ?')
  const removeBody = db.prepare('DELETE FROM bodies WHERE seq = ?')
  const addTrash = db.prepare('INSERT OR REPLACE INTO trash VALUES (?)')
  const someTrash = db.prepare('SELECT seq FROM trash ORDER BY seq LIMIT ?')
  const clearTrash = db.prepare('DELETE FROM trash WHERE seq = ?')
  const leastWorth = db.prepare(
    `SELECT f.seq, f.worth, f.points, length(b.body) AS bytes
     FROM frames f JOIN bodies b ON b.seq = f.seq ORDER BY f.worth, f.seq LIMIT 1`,
  )
  return {
    /** A frame that it was the last debt of leaves its body in the trash. */
    pay(target: string, seq: number): void {
      if (Number(payDebt.run(target, seq).changes) === 0) return
      if (Number(countDown.get(seq)?.['debtors']) > 0) return
      removeHead.run(seq)
      addTrash.run(seq)
    },
    /** Takes away all that is owed to `target`. */
    forget(target: string): void {
      db.prepare(
        'UPDATE frames SET debtors = debtors - 1 WHERE seq IN (SELECT seq FROM owed WHERE target = ?)',
      ).run(target)
      db.prepare('DELETE FROM owed WHERE target = ?').run(target)
      db.exec(
        `INSERT OR REPLACE INTO trash SELECT seq FROM frames WHERE debtors <= 0;
         DELETE FROM frames WHERE debtors <= 0`,
      )
    },
    hasTrash: (): boolean => someTrash.get(1) !== undefined,
    /** Removes bodies of the trash, at most `most`; gives how many. */
    sweep(most: number): number {
      const seqs = someTrash.all(most).map((row) => Number(row['seq']))
      for (const seq of seqs) {
        removeBody.run(seq)
        clearTrash.run(seq)
      }
      return seqs.length
    },
    /** Removes the oldest frame of the least worth; undefined where there is none. */
    drop(targets: readonly string[]): Dropped | undefined {
      const row = leastWorth.get()
      if (row === undefined) return undefined
      const seq = Number(row['seq'])
      const debtors = targets.filter((target) => Number(payDebt.run(target, seq).changes) > 0)
      removeHead.run(seq)
      removeBody.run(seq)
      return {
        worth: worthOf(row),
        points: Number(row['points']),
        bytes: Number(row['bytes']),
        targets: debtors,
      }
    },
  }
}

function headOf(row: Row): StoredHead {
  return {
    seq: Number(row['seq']),
    tier: row['tier'] as Tier,
    worth: worthOf(row),
    precision: row['precision'] as Precision,
    points: Number(row['points']),
    fromMs: Number(row['from_ms']),
    toMs: Number(row['to_ms']),
  }
}

function worthOf(row: Row): Worth {
  return WORTHS[Number(row['worth'])] ?? 'raw'
}
