// One change, written as a whole; and how transitions, current states and gaps are read back.
import type { DatabaseSync } from 'node:sqlite'
import type { Transition } from '../../fleet/state.ts'
import { transitionLimit } from '../bounds.ts'
import type { Change, CurrentState, Gap, TransitionQuery } from '../store.ts'
import { documentWriter } from './documents.ts'
import { incidentWriter } from './incidents.ts'
import { outboxWriter } from './outbox.ts'
import type { TargetTable } from './targets.ts'

const EARLIEST = Number.MIN_SAFE_INTEGER
const LATEST = Number.MAX_SAFE_INTEGER

/** Returns what writes one change; it has to be called inside a transaction. */
export function changeWriter(db: DatabaseSync, targets: TargetTable): (change: Change) => void {
  const insert = db.prepare(
    `INSERT INTO transitions (target, decided_at, at, to_state, from_state, reason, evidence)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const hold = db.prepare(
    `INSERT INTO states (target, state, reason, since, decided_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (target) DO UPDATE SET state = excluded.state, reason = excluded.reason,
       since = excluded.since, decided_at = excluded.decided_at
     WHERE (excluded.decided_at, excluded.since, excluded.state) > (decided_at, since, state)`,
  )
  const insertGap = db.prepare(
    `INSERT INTO gaps (from_at, reason, to_at) VALUES (?, ?, ?)
     ON CONFLICT (from_at, reason) DO UPDATE SET to_at = max(to_at, excluded.to_at)`,
  )
  const insertSteps = incidentWriter(db, targets)
  const messages = outboxWriter(db)
  const memory = documentWriter(db)
  return (change) => {
    for (const t of change.transitions ?? []) {
      const target = targets.indexOf(t.targetId)
      const evidence = JSON.stringify(t.evidence)
      insert.run(target, t.decidedAt, t.at, t.to, t.from, t.reason, evidence)
      hold.run(target, t.to, t.reason, t.at, t.decidedAt)
    }
    for (const gap of change.gaps ?? []) insertGap.run(gap.from, gap.reason, gap.to)
    insertSteps(change.incidents ?? [])
    messages.rows(change.outbox ?? [])
    messages.marks(change.outboxMarks ?? [])
    memory.documents(change.documents ?? [])
    memory.audit(change.audit ?? [])
  }
}

export interface ChangeReader {
  currentStates(): readonly CurrentState[]
  transitions(query: TransitionQuery): readonly Transition[]
  gaps(from: number, to: number): readonly Gap[]
}

type TransitionRow = Omit<Transition, 'evidence'> & { readonly evidence: string }

export function changeReader(db: DatabaseSync): ChangeReader {
  const states = db.prepare(
    'SELECT id AS targetId, state, reason, since FROM states JOIN targets ON idx = target',
  )
  const columns = `id AS targetId, at, decided_at AS decidedAt, from_state AS "from",
    to_state AS "to", reason, evidence`
  // The order of memory.ts. In the second one the plus signs keep SQLite on the primary key, where a target's few rows
  // lie side by side, instead of the index by time, where they are scattered among everybody's.
  const ofAll = db.prepare(
    `SELECT ${columns} FROM transitions JOIN targets ON idx = target WHERE at >= ? AND at < ?
     ORDER BY at DESC, decided_at DESC, to_state DESC LIMIT ?`,
  )
  const ofOne = db.prepare(
    `SELECT ${columns} FROM transitions JOIN targets ON idx = target
     WHERE id = ? AND decided_at >= ? AND decided_at < ? AND +at >= ? AND +at < ?
     ORDER BY +at DESC, decided_at DESC, to_state DESC LIMIT ?`,
  )
  // Who decided nothing since then has nothing to look for: the rest is found by the primary key.
  const ofDecided = db.prepare(
    `SELECT ${columns} FROM transitions JOIN targets ON idx = target
     WHERE target IN (SELECT target FROM states WHERE decided_at >= ?1)
       AND decided_at >= ?1 AND decided_at < ? AND +at >= ? AND +at < ?
     ORDER BY +at DESC, decided_at DESC, to_state DESC LIMIT ?`,
  )
  const gaps = db.prepare(
    `SELECT reason, from_at AS "from", to_at AS "to" FROM gaps
     WHERE from_at < ? AND to_at > ? ORDER BY from_at, to_at`,
  )
  return {
    currentStates: () => states.all() as unknown as CurrentState[],
    transitions(query) {
      const { from = EARLIEST, to = LATEST, decidedFrom = EARLIEST, decidedTo = LATEST } = query
      const { targetId } = query
      const rest = [from, to, transitionLimit(query)] as const
      const anyDecision = query.decidedFrom === undefined && query.decidedTo === undefined
      const rows =
        targetId !== undefined
          ? ofOne.all(targetId, decidedFrom, decidedTo, ...rest)
          : anyDecision
            ? ofAll.all(...rest)
            : ofDecided.all(decidedFrom, decidedTo, ...rest)
      return (rows as unknown as TransitionRow[]).map((row) => ({
        ...row,
        evidence: JSON.parse(row.evidence) as Transition['evidence'],
      }))
    },
    gaps: (from, to) => gaps.all(to, from) as unknown as Gap[],
  }
}
