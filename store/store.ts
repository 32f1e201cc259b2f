// What the rest of the house may ask of a store. Memory and SQLite pass the same suite (test/contracts/store.ts).
import type { Reason, State, Transition } from '../fleet/state.ts'
import type { Incident, IncidentEvent } from '../incidents/incident.ts'
import type { AuditRow, NotifierStore, OutboxMark, OutboxRow, StoredDocument } from './outbox.ts'
import type { AvailabilityColumns, MinuteSums } from './series/columns.ts'

/** A time in which nothing was known: the probe blind, paused, or the program not running. Epoch milliseconds. */
export interface Gap {
  readonly reason: string
  readonly from: number
  readonly to: number
}

/** What must stay together: one transaction, durable when the promise resolves. */
export interface Change {
  readonly transitions?: readonly Transition[]
  readonly gaps?: readonly Gap[]
  /** In the order in which they happened; the last one of an incident says how it is now. */
  readonly incidents?: readonly IncidentEvent[]
  /** A row that is kept already stays as it is. */
  readonly outbox?: readonly OutboxRow[]
  readonly outboxMarks?: readonly OutboxMark[]
  readonly documents?: readonly StoredDocument[]
  readonly audit?: readonly AuditRow[]
}

/**
 * One minute of every pinged target, in columns. Row i belongs to `targetIds[i]` as registered with `register`.
 * A target that was not asked in the minute has sent = 0.
 */
export interface MinuteColumns {
  /** Epoch milliseconds, a whole minute. */
  readonly at: number
  readonly sent: Uint16Array
  readonly lost: Uint16Array
  /** Microseconds; NaN where nothing came back. */
  readonly rttMinUs: Float32Array
  readonly rttAvgUs: Float32Array
  readonly rttMaxUs: Float32Array
}

export interface MinutePoint {
  readonly at: number
  readonly sent: number
  readonly lost: number
  /** Microseconds; absent where nothing came back. Kept with a resolution of 100 microseconds. */
  readonly rttMinUs?: number
  readonly rttAvgUs?: number
  readonly rttMaxUs?: number
}

/** Seconds of a span, exact, by the rule printed in docs/availability.md. They add up to the span's length. */
export interface Availability {
  readonly availableMs: number
  readonly unavailableMs: number
  /** unknown, maintenance, suspended, gaps, and before the target was known. */
  readonly outsideMs: number
  /** available / (available + unavailable); absent when both are 0. */
  readonly ratio?: number
}

export interface CurrentState {
  readonly targetId: string
  readonly state: State
  readonly reason: Reason
  readonly since: number
}

export interface TransitionQuery {
  readonly targetId?: string
  /** Epoch milliseconds, from inclusive, to exclusive. */
  readonly from?: number
  readonly to?: number
  /** As `from` and `to`, but of the decision: what was decided late is found by it. */
  readonly decidedFrom?: number
  readonly decidedTo?: number
  /** Newest first, at most this many. Default 200, at most 100,000. */
  readonly limit?: number
}

/** How many are affected, counted three ways, as in `Incident`. */
export interface Split {
  readonly byKecamatan: Readonly<Record<string, number>>
  readonly byKind: Readonly<Record<string, number>>
  readonly byOwner: Readonly<Record<string, number>>
}

/** An incident without its list, which may have thousands of ids: `incidentAffected` gives it. */
export interface IncidentRecord extends Omit<Incident, 'affected'> {
  /** How many are affected now. */
  readonly affected: number
  /** The split when the most were affected. */
  readonly atPeak: Split
}

/** A step in an incident's life, as it is kept. */
export interface IncidentStep {
  readonly at: number
  readonly what: IncidentEvent['what']
  /** How many were affected after this step. */
  readonly affected: number
}

/** A step with its incident as that is now. */
export interface StepOfIncident extends IncidentStep {
  readonly incident: IncidentRecord
}

/** Sorted ids. */
export interface AffectedIds {
  readonly now: readonly string[]
  /** When the most were affected. */
  readonly peak: readonly string[]
}

export interface IncidentQuery {
  /** True: those that are open or recovering. False: closed ones. Default both. */
  readonly open?: boolean
  /** Epoch milliseconds of `openedAt`, from inclusive, to exclusive. */
  readonly from?: number
  readonly to?: number
  /** Id of the last one of the page before. Nothing is found behind an id that is not kept. */
  readonly before?: string
  /** Newest first, at most this many. Default 200, at most 10,000. */
  readonly limit?: number
}

/** How keeping goes. A store that cannot write says so here and never stops the round. */
export interface StoreHealth {
  readonly writable: boolean
  /** The last failure in words, and since when writing fails; absent while it works. */
  readonly lastError?: string
  readonly failingSince?: number
  /**
   * Transitions that wait in memory for a store that can write again; gaps, steps of incidents, messages, documents and
   * audit count by their size.
   */
  readonly pendingTransitions: number
  /**
   * Oldest transitions that were dropped because more than 1,000,000 waited, or all that waits took too much room; absent
   * while there are none. Incidents, messages and documents are dropped, and counted by size, only after all minutes
   * and transitions.
   */
  readonly droppedTransitions?: number
  /** Minutes of history that wait in memory for a store that can write again; absent while there are none. */
  readonly pendingMinutes?: number
  /** Minutes of history that were dropped because they could not be written. */
  readonly droppedMinutes: number
  readonly fileBytes: number
  readonly schemaVersion: number
  /** Of a store that is open for reading only: the last sign of life of its writer, epoch ms; absent without one. */
  readonly lastAlive?: number
}

/** What is known of one target at registration; areas are the whole path, kelurahan first. */
export interface RegisteredTarget {
  readonly targetId: string
  readonly kind: string
  readonly areas: readonly string[]
  /** Asked by the ICMP round: has minutes and an availability of its own. */
  readonly pinged: boolean
}

export interface Retention {
  readonly minutesDays: number
  readonly transitionsDays: number
}

export interface Store extends NotifierStore {
  /**
   * Tells the store which targets there are. Rows of MinuteColumns follow the order of the pinged ones. Calling again
   * with a changed estate keeps the history of those that stayed and of those that left.
   */
  register(targets: readonly RegisteredTarget[]): Promise<void>
  /**
   * Resolves when durable; kill -9 after that loses nothing. Rejects with RND_STORE_WRITE as soon as it is known that the
   * change cannot be written now; the store keeps it in memory and writes it, in order, when it can again, so a caller
   * never commits it a second time. (A change that is wrong in itself is rejected and not kept.) The same transition
   * or step of an incident committed twice is kept once; a gap with the same `from` and `reason` as a kept one prolongs it.
   * An outbox row whose key is kept stays as it is; a mark of an unknown key is ignored; a sent row stays sent.
   */
  commit(change: Change): Promise<void>
  /** As `commit`, but resolves also where the minute only waits in memory: `health` says so. A minute saved twice adds up. */
  saveMinute(minute: MinuteColumns): Promise<void>
  /**
   * Signs that the program lives at `at`; the time from the last sign to the next start is a gap `not-running`. Never
   * rejects because of a file that cannot be written.
   */
  alive(at: number): Promise<void>
  currentStates(): Promise<readonly CurrentState[]>
  transitions(query: TransitionQuery): Promise<readonly Transition[]>
  /** Whole, with their lists: what a start goes on from. Newest first. */
  openIncidents(): Promise<readonly Incident[]>
  /** Newest `openedAt` first, then by id backwards. */
  incidents(query: IncidentQuery): Promise<readonly IncidentRecord[]>
  /** With its steps, oldest first; undefined where none has this id. */
  incident(
    id: string,
  ): Promise<{ incident: IncidentRecord; steps: readonly IncidentStep[] } | undefined>
  incidentAffected(id: string): Promise<AffectedIds | undefined>
  /**
   * Steps of all incidents with `at` in [from, to), oldest first, those of one moment in the order in which they were
   * kept. At most the first 10,000.
   */
  incidentSteps(from: number, to: number): Promise<readonly StepOfIncident[]>
  /** Oldest first, from inclusive, to exclusive; minutes in which the target was not asked are left out. */
  history(targetId: string, from: number, to: number): Promise<readonly MinutePoint[]>
  /** Those that touch [from, to), oldest first, not cut to it. */
  gaps(from: number, to: number): Promise<readonly Gap[]>
  /** Availability of one target over [from, to). */
  targetAvailability(targetId: string, from: number, to: number): Promise<Availability>
  /** Sum over the pinged targets registered now in an area (any level), or over all when `areaId` is undefined. */
  areaAvailability(areaId: string | undefined, from: number, to: number): Promise<Availability>
  /**
   * Sums over the minutes that begin in [from, to), a row for each pinged target as `register` was last called with them.
   * The mean RTT is weighted by answers and rounded once, to the nearest 0.1 ms. Rejects with RND_STORE_WRITE while
   * anything waits in memory, which the sums would lack, and from a store that is open for reading only: it has no order
   * of targets.
   */
  minuteSums(from: number, to: number): Promise<MinuteSums>
  /**
   * As `targetAvailability`, of every target as `register` was last called with them, also of those that are not pinged.
   * A span of at most 49 days. Rejects as `minuteSums`.
   */
  availabilities(from: number, to: number): Promise<AvailabilityColumns>
  /**
   * Removes what is older than its retention (closed incidents as transitions, open ones never; messages as
   * store/bounds.ts says; documents and audit never) and gives space back. Resolves with the rows removed.
   */
  retain(retention: Retention, now: number): Promise<number>
  health(): Promise<StoreHealth>
  /** Writes what waits and the mark of a clean end. Rejects with RND_STORE_WRITE, closed all the same, where that failed. */
  close(): Promise<void>
}
