// Outbox, documents and audit of the memory store: the same answers as the file gives, from objects.
import { auditLimit, type CutOffs } from './bounds.ts'
import type {
  AuditQuery,
  AuditRow,
  OutboxEntry,
  OutboxHealth,
  OutboxState,
  StoredDocument,
} from './outbox.ts'
import { entryLimit, freshEntry, markedEntry } from './outbox-entry.ts'
import type { Change } from './store.ts'

export class MemoryNotifier {
  readonly #entries = new Map<string, OutboxEntry>()
  readonly #documents = new Map<StoredDocument['collection'], Map<string, string>>()
  readonly #audit: AuditRow[] = []
  #lastSeq = 0

  take({ outbox = [], outboxMarks = [], documents = [], audit = [] }: Change): void {
    for (const row of outbox) {
      if (this.#entries.has(row.key)) continue
      this.#entries.set(row.key, freshEntry(row))
      this.#lastSeq = Math.max(this.#lastSeq, row.seq)
    }
    for (const mark of outboxMarks) {
      const entry = this.#entries.get(mark.key)
      if (entry) this.#entries.set(mark.key, markedEntry(entry, mark))
    }
    for (const { collection, key, body } of documents) {
      const kept = this.#documents.get(collection) ?? new Map<string, string>()
      if (body === undefined) kept.delete(key)
      else kept.set(key, body)
      this.#documents.set(collection, kept)
    }
    for (const row of audit) this.#audit.push(row)
  }

  outbox(state: OutboxState, limit?: number): readonly OutboxEntry[] {
    const rising = this.#inState(state).sort(bySeq)
    return (state === 'refused' ? rising.toReversed() : rising).slice(0, entryLimit(limit))
  }

  outboxOf(prefix: string, limit: number): readonly OutboxEntry[] {
    const rows = [...this.#entries.values()].filter(({ key }) => key.startsWith(prefix))
    return rows.sort(bySeq).toReversed().slice(0, entryLimit(limit))
  }

  outboxHealth(): OutboxHealth {
    const waiting = this.#inState('waiting')
    const oldest = waiting.reduce((min, { at }) => Math.min(min, at), Infinity)
    return {
      waiting: waiting.length,
      ...(waiting.length > 0 ? { oldestWaiting: oldest } : {}),
      refused: this.#inState('refused').length,
    }
  }

  lastSeq(): number {
    return this.#lastSeq
  }

  documents(collection: StoredDocument['collection']): readonly { key: string; body: string }[] {
    return [...(this.#documents.get(collection) ?? [])]
      .map(([key, body]) => ({ key, body }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  audit(query: AuditQuery): readonly AuditRow[] {
    return this.#audit
      .filter(({ subject }) => query.subject === undefined || subject === query.subject)
      .toReversed()
      .sort((a, b) => b.at - a.at)
      .slice(0, auditLimit(query))
  }

  /** Forgets messages that were sent, or refused, too long ago; gives how many. */
  removeBefore({ sent, refused }: CutOffs): number {
    const old = [...this.#entries.values()].filter(({ state, lastAt = Infinity }) => {
      return (state === 'sent' && lastAt < sent) || (state === 'refused' && lastAt < refused)
    })
    for (const { key } of old) this.#entries.delete(key)
    return old.length
  }

  #inState(state: OutboxState): OutboxEntry[] {
    return [...this.#entries.values()].filter((entry) => entry.state === state)
  }
}

function bySeq(a: OutboxEntry, b: OutboxEntry): number {
  return a.seq - b.seq || (a.key < b.key ? -1 : 1)
}
