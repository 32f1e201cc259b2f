// What a store refuses of the notifier's things: rows, marks, documents and audit that could never be written or found again.
import type { AuditRow, OutboxMark, OutboxRow, OutboxState, StoredDocument } from './outbox.ts'
import type { Change } from './store.ts'

/** Longest body, in characters. The list of a whole city takes 4 million: this is room for a digest of six such pages. */
const MOST_BODY = 25_000_000

const STATES: Readonly<Record<OutboxState, true>> = { waiting: true, sent: true, refused: true }
const COLLECTIONS: Readonly<Record<StoredDocument['collection'], true>> = {
  notices: true,
  planned: true,
}

type Check = readonly [wrong: boolean, words: string]

/** One sentence for each fault; none where all can be written. */
export function notifierFaults(change: Change): string[] {
  const { outbox = [], outboxMarks = [], documents = [], audit = [] } = change
  return [
    ...outbox.flatMap((row) => told(`outbox row ${row.key}`, ofRow(row))),
    ...outboxMarks.flatMap((mark) => told(`mark of ${mark.key}`, ofMark(mark))),
    ...documents.flatMap((one) => told(`document ${one.collection}/${one.key}`, ofDocument(one))),
    ...audit.flatMap((row) => told(`audit of ${row.action} on ${row.subject}`, ofAudit(row))),
  ]
}

function ofRow({ key, receiver, seq, at, body }: OutboxRow): readonly Check[] {
  return [
    [!isName(key), 'the key must be a text that is not empty'],
    [!isName(receiver), 'the receiver must be a text that is not empty'],
    [!Number.isSafeInteger(seq) || seq < 1, `seq ${seq} must be a whole number from 1`],
    [!Number.isSafeInteger(at), 'times must be whole milliseconds'],
    ...ofBody(body),
  ]
}

function ofMark({ key, state, attempts, at, error }: OutboxMark): readonly Check[] {
  return [
    [!isName(key), 'the key must be a text that is not empty'],
    [!Object.hasOwn(STATES, state), `unknown state ${state}`],
    [!Number.isSafeInteger(attempts) || attempts < 0, 'attempts must be a whole number from 0'],
    [!Number.isSafeInteger(at), 'times must be whole milliseconds'],
    [error !== undefined && typeof error !== 'string', 'the error must be a text'],
  ]
}

function ofDocument({ collection, key, body }: StoredDocument): readonly Check[] {
  return [
    [!Object.hasOwn(COLLECTIONS, collection), `unknown collection ${collection}`],
    [!isName(key), 'the key must be a text that is not empty'],
    ...(body === undefined ? [] : ofBody(body)),
  ]
}

function ofAudit({ at, by, via, action, subject, detail }: AuditRow): readonly Check[] {
  return [
    [!Number.isSafeInteger(at), 'times must be whole milliseconds'],
    [!isName(via) || !isName(action), 'via and action must be texts that are not empty'],
    [typeof by !== 'string' || typeof subject !== 'string', 'by and subject must be texts'],
    [!isFlat(detail), 'detail may hold only texts and numbers'],
  ]
}

function ofBody(body: unknown): readonly Check[] {
  return [
    [typeof body !== 'string', 'the body must be a text'],
    [
      typeof body === 'string' && body.length > MOST_BODY,
      `the body is above ${MOST_BODY} characters`,
    ],
  ]
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isFlat(detail: unknown): boolean {
  if (typeof detail !== 'object' || detail === null) return false
  return Object.values(detail).every((value) => typeof value === 'string' || Number.isFinite(value))
}

function told(what: string, checks: readonly Check[]): string[] {
  return checks.filter(([wrong]) => wrong).map(([, words]) => `${what}: ${words}`)
}
