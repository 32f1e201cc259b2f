// The numbers that every store goes by: how many rows an answer has, and what is too old to keep.
import type { AuditQuery } from './outbox.ts'
import type { Retention, TransitionQuery } from './store.ts'

const DAY_MS = 86_400_000
const DEFAULT_LIMIT = 200
const MOST_TRANSITIONS = 100_000
const MOST_AUDIT = 10_000

/** Long enough for "was I told?" about the month before; the incident says for ever to whom it was told, without the list. */
const SENT_DAYS = 30
/** Somebody was never told: as long as the incident itself is kept by default, and in every monthly report. */
const REFUSED_DAYS = 400

/** How many transitions an answer to `query` has at most: 200 unless told, never above 100,000. */
export function transitionLimit(query: TransitionQuery): number {
  return Math.min(MOST_TRANSITIONS, Math.max(0, Math.trunc(query.limit ?? DEFAULT_LIMIT)))
}

export interface CutOffs {
  readonly minutes: number
  readonly transitions: number
  /** By the time of the last attempt. Waiting messages have none: they stay. */
  readonly sent: number
  readonly refused: number
}

/** Epoch milliseconds before which things are too old. */
export function cutOffs(retention: Retention, now: number): CutOffs {
  const before = (days: number): number => Math.floor(now - days * DAY_MS)
  return {
    minutes: before(retention.minutesDays),
    transitions: before(retention.transitionsDays),
    sent: before(SENT_DAYS),
    refused: before(REFUSED_DAYS),
  }
}

/** How many audit rows an answer to `query` has at most: 200 unless told, never above 10,000. */
export function auditLimit(query: AuditQuery): number {
  return Math.min(MOST_AUDIT, Math.max(0, Math.trunc(query.limit ?? DEFAULT_LIMIT)))
}
