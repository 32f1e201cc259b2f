// The history of RTT and loss: one row per minute and block of 256 targets, packed.
import type { DatabaseSync } from 'node:sqlite'
import {
  addRow,
  decodeRows,
  emptyRows,
  encodeRows,
  MINUTE_MS,
  type MinuteRows,
  pointOf,
} from '../minute-rows.ts'
import { MinuteSummer } from '../minute-sums.ts'
import type { MinuteSums } from '../series/columns.ts'
import type { MinutePoint } from '../store.ts'
import type { TargetTable } from './targets.ts'

/** Targets in one packed row. Fixed by the file format. */
export const BLOCK_TARGETS = 256

/** Room for blocks in the key of a packed minute: 16 million targets ever. Fixed by the file format. */
const MOST_BLOCKS = 65_536

/** Minutes that `readHistory` looks up between two breaths. */
const MINUTES_AT_ONCE = 2_000

/** Packed rows that `sumReader` adds up between two breaths: about 4 ms. */
const BLOCKS_AT_ONCE = 100

/** The key of the packed minute `at` (epoch milliseconds) of one block of targets: in order of time, then of block. */
export function minuteKey(at: number, block: number): number {
  return (at / MINUTE_MS) * MOST_BLOCKS + block
}

/** Returns what writes one minute, whose row i belongs to `ids[i]`; it has to be called inside a transaction. */
export function minuteWriter(
  db: DatabaseSync,
  targets: TargetTable,
): (at: number, ids: readonly string[], rows: MinuteRows) => void {
  const find = db.prepare('SELECT data FROM minutes WHERE key = ?')
  const put = db.prepare('INSERT OR REPLACE INTO minutes (key, data) VALUES (?, ?)')
  return (at, ids, rows) => {
    const blocks = new Map<number, MinuteRows>()
    ids.forEach((id, i) => {
      if (rows.sent[i] === 0) return
      const index = targets.indexOf(id)
      const number = Math.floor(index / BLOCK_TARGETS)
      let block = blocks.get(number)
      if (!block) {
        const kept = find.get(minuteKey(at, number))?.['data']
        block =
          kept instanceof Uint8Array ? decodeRows(kept, BLOCK_TARGETS) : emptyRows(BLOCK_TARGETS)
        blocks.set(number, block)
      }
      addRow(block, index % BLOCK_TARGETS, rows, i)
    })
    for (const [number, block] of blocks) put.run(minuteKey(at, number), encodeRows(block))
  }
}

/** Returns what reads the history of one target. It takes a breath now and then, so that others get their turn. */
export function historyReader(
  db: DatabaseSync,
  breathe: () => Promise<void>,
): (targetId: string, from: number, to: number) => Promise<readonly MinutePoint[]> {
  const indexOf = db.prepare('SELECT idx FROM targets WHERE id = ?')
  // Asked in one SELECT, the two would cost a walk over the whole table.
  const span = db.prepare(
    'SELECT (SELECT min(key) FROM minutes) AS oldest, (SELECT max(key) FROM minutes) AS newest',
  )
  const find = db.prepare('SELECT data FROM minutes WHERE key = ?')
  return async (targetId, from, to) => {
    const index = indexOf.get(targetId)?.['idx']
    const { oldest, newest } = span.get() ?? {}
    if (typeof index !== 'number' || typeof oldest !== 'number') return []
    const points: MinutePoint[] = []
    const block = Math.floor(index / BLOCK_TARGETS)
    const first = Math.max(minuteOf(oldest), Math.ceil(from / MINUTE_MS) * MINUTE_MS)
    const end = Math.min(minuteOf(Number(newest)) + 1, to)
    for (let at = first, looked = 1; at < end; at += MINUTE_MS, looked++) {
      if (looked % MINUTES_AT_ONCE === 0) await breathe()
      const kept = find.get(minuteKey(at, block))?.['data']
      if (!(kept instanceof Uint8Array)) continue
      const point = pointOf(decodeRows(kept, BLOCK_TARGETS), index % BLOCK_TARGETS, at)
      if (point.sent > 0) points.push(point)
    }
    return points
  }
}

/** Returns what sums up minutes: row i of the answer is the target with the number `order[i]`. */
export function sumReader(
  db: DatabaseSync,
  breathe: () => Promise<void>,
): (order: Int32Array, from: number, to: number) => Promise<MinuteSums> {
  const next = db.prepare(
    `SELECT key, data FROM minutes WHERE key >= ? AND key < ? ORDER BY key LIMIT ${BLOCKS_AT_ONCE}`,
  )
  return async (order, from, to) => {
    const wanted = new Set<number>()
    for (const number of order) if (number >= 0) wanted.add(Math.floor(number / BLOCK_TARGETS))
    const blocks = Math.max(0, ...wanted) + 1
    const summer = new MinuteSummer(blocks * BLOCK_TARGETS)
    const end = minuteKey(Math.ceil(to / MINUTE_MS) * MINUTE_MS, 0)
    let key = minuteKey(Math.ceil(from / MINUTE_MS) * MINUTE_MS, 0)
    for (;;) {
      const rows = next.all(key, end)
      for (const row of rows) {
        key = Number(row['key'])
        const block = key % MOST_BLOCKS
        if (!wanted.has(block)) continue
        summer.add(block * BLOCK_TARGETS, decodeRows(row['data'] as Uint8Array, BLOCK_TARGETS))
      }
      if (rows.length < BLOCKS_AT_ONCE) return summer.sums(order)
      key++
      await breathe()
    }
  }
}

function minuteOf(key: number): number {
  return Math.floor(key / MOST_BLOCKS) * MINUTE_MS
}
