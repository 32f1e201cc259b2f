// How a mark changes a row of the outbox, and how many of them an answer has: the same in every store.
import type { OutboxEntry, OutboxMark, OutboxRow } from './outbox.ts'

/** Longest reason of a failed attempt that is kept, in characters: the contract of OutboxMark. */
const MOST_ERROR = 500
const MOST_ENTRIES = 100_000

/** A row that nobody tried to send yet. */
export function freshEntry({ key, receiver, seq, at, body }: OutboxRow): OutboxEntry {
  return { key, receiver, seq, at, body, state: 'waiting', attempts: 0 }
}

/** The row after `mark`. What a receiver took stays taken: only another `sent` changes a sent row. */
export function markedEntry(entry: OutboxEntry, mark: OutboxMark): OutboxEntry {
  if (entry.state === 'sent' && mark.state !== 'sent') return entry
  const { key, receiver, seq, at, body } = entry
  const error = keptError(mark)
  return {
    ...{ key, receiver, seq, at, body },
    state: mark.state,
    attempts: mark.attempts,
    lastAt: mark.at,
    ...(error === undefined ? {} : { error }),
  }
}

/** The reason as it is kept: a longer one is cut, because what became of a message matters more than all of its words. */
export function keptError({ error }: OutboxMark): string | undefined {
  return error?.slice(0, MOST_ERROR)
}

/** How many rows an answer has at most: 100,000 unless fewer are asked for. */
export function entryLimit(limit = MOST_ENTRIES): number {
  return Math.min(MOST_ENTRIES, Math.max(0, Math.trunc(limit)))
}
