// What the notifier keeps: messages on their way out, its own memory, and what people did. In the same transaction as incidents.

/** A message to one receiver. It is made once, and every attempt sends the same key and body. */
export interface OutboxRow {
  /** Idempotency key, unique for ever: `<incident or subject>/<receiver>/<what>/<number>`. */
  readonly key: string
  readonly receiver: string
  /** Order of making; a receiver gets its messages in this order. Rises by at least one with each row. */
  readonly seq: number
  /** Epoch milliseconds when it was made. */
  readonly at: number
  /** A Notification (alerts/notification.ts) as JSON: what is sent, without secrets. */
  readonly body: string
}

/** `waiting`: to be sent. `sent`: the receiver took it. `refused`: it will never take it; somebody was told. */
export type OutboxState = 'waiting' | 'sent' | 'refused'

/** What became of a row so far. A later mark of the same key replaces it, but a row that was sent stays sent. */
export interface OutboxMark {
  readonly key: string
  readonly state: OutboxState
  readonly attempts: number
  /** Epoch milliseconds of the last attempt. */
  readonly at: number
  /** Why the last attempt failed, without secrets; the store cuts it to 500 characters. */
  readonly error?: string
}

export type OutboxEntry = OutboxRow & Omit<OutboxMark, 'key' | 'at'> & { readonly lastAt?: number }

/** A small piece of memory by key, replaced as a whole; `body` undefined removes it. */
export interface StoredDocument {
  /** `notices`: what the notifier knows of an incident. `planned`: suspensions and windows made at run time. */
  readonly collection: 'notices' | 'planned'
  readonly key: string
  readonly body: string | undefined
}

/** What somebody did, kept for ever. */
export interface AuditRow {
  /** Epoch milliseconds. */
  readonly at: number
  /** A name as it was given. */
  readonly by: string
  /** `cli`, `http`, `console`, `link`, `file`, `program`. */
  readonly via: string
  /** `acknowledge`, `suspend`, `resume`, `maintenance`, ... */
  readonly action: string
  /** Id of the incident, suspension or window. */
  readonly subject: string
  readonly detail: Readonly<Record<string, string | number>>
}

export interface AuditQuery {
  readonly subject?: string
  /** Newest first, at most this many. Default 200, at most 10,000. */
  readonly limit?: number
}

/** Of the whole outbox as it is in the file, for health and `ronda status`; asked every two seconds. */
export interface OutboxHealth {
  readonly waiting: number
  /** Epoch milliseconds when the oldest waiting one was made; absent where none waits. */
  readonly oldestWaiting?: number
  readonly refused: number
}

/** What a store keeps for the notifier; written with `Change.outbox`, `outboxMarks`, `documents` and `audit`. */
export interface NotifierStore {
  /** Oldest (lowest seq) first. `refused` newest first. At most `limit`, default 100,000. */
  outbox(state: OutboxState, limit?: number): Promise<readonly OutboxEntry[]>
  /** Rows in any state whose key begins with `prefix`, newest (highest seq) first, at most `limit`. */
  outboxOf(prefix: string, limit: number): Promise<readonly OutboxEntry[]>
  outboxHealth(): Promise<OutboxHealth>
  /** The highest `seq` ever kept, also where its row is long gone; 0 before the first. */
  lastOutboxSeq(): Promise<number>
  /** By key, rising. */
  documents(
    collection: StoredDocument['collection'],
  ): Promise<readonly { readonly key: string; readonly body: string }[]>
  audit(query: AuditQuery): Promise<readonly AuditRow[]>
}
