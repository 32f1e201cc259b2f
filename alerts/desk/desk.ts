// The contract of the desk: who is told what and when. Pure: time and events are input, rows and documents are output.
import type { IncidentEvent } from '../../incidents/incident.ts'
import type { Severity } from '../notification.ts'
import type { Refusal } from '../refusal.ts'

/** What the outbox is to keep, in the shape of store/outbox.ts. */
export interface DeskRow {
  readonly key: string
  readonly receiver: string
  readonly seq: number
  readonly at: number
  readonly body: string
}

/** The desk's memory of one incident or receiver, replaced as a whole. */
export interface DeskDocument {
  readonly collection: 'notices'
  readonly key: string
  readonly body: string | undefined
}

export interface DeskMoves {
  readonly rows: readonly DeskRow[]
  readonly documents: readonly DeskDocument[]
}

/** Something to say that is no incident: to the receivers that the policy names under `announce`, or to an owner's. */
export interface Announcement {
  /** Unique and stable: said once, however often it is handed in (also after a restart). */
  readonly id: string
  readonly severity: Severity
  /** First line and further lines, by language. */
  readonly text: Readonly<Record<'id' | 'en', readonly string[]>>
  /** `blind`: by the second path. Default `announce`. */
  readonly to?: 'announce' | 'blind'
  /** Ids of targets, for the list. */
  readonly targets?: readonly string[]
}

/** Epoch milliseconds that do not run backwards. Each call gives what must be committed with the events it was given. */
export interface Desk {
  take(events: readonly IncidentEvent[], at: number): DeskMoves
  /** At least once a second: escalations, digests, ends of quiet hours. */
  tick(at: number): DeskMoves
  announce(announcement: Announcement, at: number): DeskMoves
  /**
   * A row was refused for good: its content goes to the fallback receiver, once. An incident that the refuser would have
   * known by it is told to the fallback as its own, with the recovery, and the refuser counts as not told.
   */
  refused(row: DeskRow, refusal: Refusal, at: number): DeskMoves
  /** Goes on from what a store kept; before everything else. `lastSeq`: the highest ever given. */
  restore(
    documents: readonly { readonly key: string; readonly body: string }[],
    lastSeq: number,
    at: number,
  ): void
  /** Who was told of an open incident, for its page. */
  told(incidentId: string): readonly { readonly receiver: string; readonly at: number }[]
}
