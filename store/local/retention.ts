// Removes what is too old in small bites, and gives the space back to the disk.
import type { DatabaseSync } from 'node:sqlite'
import { cutOffs } from '../bounds.ts'
import { MINUTE_MS } from '../minute-rows.ts'
import type { OutboxState } from '../outbox.ts'
import { transact } from '../sqlite/transact.ts'
import type { Retention } from '../store.ts'
import { minuteKey } from './minutes.ts'

/** Rows that one statement removes at most, and after which a transaction ends. */
const ROWS_AT_ONCE = 2_000
/** Messages, of which each may take 60 KB, that one transaction removes at most. */
const MESSAGES_AT_ONCE = 100
/** Pages of 4 KiB that one step of the vacuum gives back at most. */
const PAGES_AT_ONCE = 500

/**
 * Removes minutes, transitions, gaps, closed incidents and messages older than their retention; resolves with the rows
 * removed. Of each target the transition that was in force at the cut-off stays, so that the state at the start of any
 * later span is known. Open incidents, waiting messages, documents and audit stay.
 */
export async function removeOld(
  db: DatabaseSync,
  retention: Retention,
  now: number,
  breathe: () => Promise<void>,
): Promise<number> {
  const before = cutOffs(retention, now)
  const minutes = db.prepare(
    `DELETE FROM minutes WHERE key IN
       (SELECT key FROM minutes WHERE key < ? LIMIT ${ROWS_AT_ONCE})`,
  )
  const gaps = db.prepare(
    `DELETE FROM gaps WHERE (from_at, reason) IN
       (SELECT from_at, reason FROM gaps WHERE to_at < ? LIMIT ${ROWS_AT_ONCE})`,
  )
  const overruled = db.prepare(
    `DELETE FROM transitions WHERE (target, decided_at, at, to_state) IN
       (SELECT target, decided_at, at, to_state FROM transitions
        WHERE target = ?1 AND at < ?2 AND (decided_at, at, to_state) < (
          SELECT decided_at, at, to_state FROM transitions WHERE target = ?1 AND at <= ?2
          ORDER BY decided_at DESC, at DESC, to_state DESC LIMIT 1)
        LIMIT ${ROWS_AT_ONCE})`,
  )
  const remove = async (bite: () => number, atOnce = ROWS_AT_ONCE): Promise<number> => {
    let removed = 0
    for (;;) {
      const rows = transact(db, bite)
      removed += rows
      if (rows < atOnce) return removed
      await breathe()
    }
  }

  const firstKept = minuteKey(Math.ceil(before.minutes / MINUTE_MS) * MINUTE_MS, 0)
  let removed = await remove(() => Number(minutes.run(firstKept).changes))
  removed += await remove(() => Number(gaps.run(before.transitions).changes))
  removed += await remove(incidentRemover(db, before.transitions))
  for (const state of ['sent', 'refused'] as const) {
    removed += await remove(messageRemover(db, state, before[state]), MESSAGES_AT_ONCE)
  }
  const targets = targetsWithOld(db, before.transitions)
  let next = 0
  removed += await remove(() => {
    let rows = 0
    while (next < targets.length && rows < ROWS_AT_ONCE) {
      const here = Number(overruled.run(targets[next] as number, before.transitions).changes)
      if (here < ROWS_AT_ONCE) next++
      rows += here
    }
    return rows
  })
  await giveBack(db, breathe)
  return removed
}

/** Removes closed incidents, and what hangs on them, a bite at a time; a step counts as a row. */
function incidentRemover(db: DatabaseSync, cutOff: number): () => number {
  const old = db.prepare('SELECT idx FROM incidents WHERE closed_at < ? LIMIT 1')
  const steps = db.prepare(
    `DELETE FROM incident_steps WHERE n IN
       (SELECT n FROM incident_steps WHERE incident = ? LIMIT ${ROWS_AT_ONCE})`,
  )
  const rest = ['incident_affected WHERE incident', 'incidents WHERE idx'].map((where) =>
    db.prepare(`DELETE FROM ${where} = ?`),
  )
  return () => {
    let rows = 0
    while (rows < ROWS_AT_ONCE) {
      const idx = old.get(cutOff)?.['idx']
      if (idx === undefined) return rows
      const here = Number(steps.run(idx).changes)
      rows += here
      if (here === ROWS_AT_ONCE) break
      for (const part of rest) rows += Number(part.run(idx).changes)
    }
    return rows
  }
}

/** Removes messages whose last attempt was before the cut-off, with their bodies, a bite at a time. */
function messageRemover(db: DatabaseSync, state: OutboxState, cutOff: number): () => number {
  const old = db.prepare(
    `SELECT n FROM outbox WHERE state = ? AND last_at < ? LIMIT ${MESSAGES_AT_ONCE}`,
  )
  const parts = ['outbox_bodies WHERE message', 'outbox WHERE n'].map((where) =>
    db.prepare(`DELETE FROM ${where} = ?`),
  )
  return () => {
    const numbers = old.all(state, cutOff).map((row) => Number(row['n']))
    for (const n of numbers) for (const part of parts) part.run(n)
    return numbers.length
  }
}

/** Targets with more than one transition up to the cut-off: only these can have one to remove. */
function targetsWithOld(db: DatabaseSync, cutOff: number): number[] {
  return db
    .prepare('SELECT target FROM transitions WHERE at <= ? GROUP BY target HAVING count(*) > 1')
    .all(cutOff)
    .map((row) => Number(row['target']))
}

async function giveBack(db: DatabaseSync, breathe: () => Promise<void>): Promise<void> {
  const free = db.prepare('SELECT freelist_count AS n FROM pragma_freelist_count')
  const freePages = (): number => Number(free.get()?.['n'])
  for (let left = freePages(); left > 0; ) {
    db.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`)
    await breathe()
    const now = freePages()
    if (now >= left) break
    left = now
  }
  // The file itself shrinks when the log is moved into it; a reader in the way only puts that off.
  db.exec('PRAGMA wal_checkpoint(PASSIVE)')
}
