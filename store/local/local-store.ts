// The store on a disk, in the thread that calls it: checks what comes in, asks the file, says how it goes.
import { checkChange, checkMinute, checkTargets } from '../check.ts'
import { quantise } from '../minute-rows.ts'
import type { AuditQuery, OutboxState, StoredDocument } from '../outbox.ts'
import { readFault } from '../sqlite/faults.ts'
import type {
  Change,
  IncidentQuery,
  MinuteColumns,
  RegisteredTarget,
  Retention,
  StoreHealth,
  TransitionQuery,
} from '../store.ts'
import type { ServedStore } from './messages.ts'
import { type After, allPages } from './outbox.ts'
import { breathe, fileBytes, type Reader } from './reader.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { WritePath, type WritePathOptions } from './write-path.ts'

export class LocalStore implements ServedStore {
  readonly #path: string
  readonly #writes: WritePath
  #registered: readonly string[] = []
  #pinged: readonly string[] = []
  #closed = false

  /** Throws RND_STORE_OPEN or RND_STORE_NEWER; a disk that is full or read-only does not throw, everything waits. */
  constructor(options: WritePathOptions) {
    this.#path = options.path
    this.#writes = new WritePath(options)
  }

  async register(targets: readonly RegisteredTarget[]): Promise<void> {
    checkTargets(targets)
    this.#mustBeOpen()
    this.#registered = targets.map(({ targetId }) => targetId)
    this.#pinged = targets.filter(({ pinged }) => pinged).map(({ targetId }) => targetId)
    this.#writes.register(targets)
  }

  async commit(change: Change): Promise<void> {
    checkChange(change)
    this.#mustBeOpen()
    await this.#writes.commit(change)
  }

  async saveMinute(minute: MinuteColumns): Promise<void> {
    checkMinute(minute, this.#pinged.length)
    this.#mustBeOpen()
    this.#writes.minute({ at: minute.at, ids: this.#pinged, rows: quantise(minute) })
  }

  async alive(at: number): Promise<void> {
    this.#mustBeOpen()
    this.#writes.alive(at)
  }

  currentStates() {
    return this.#ask((reader) => reader.currentStates())
  }

  transitions(query: TransitionQuery) {
    return this.#ask((reader) => reader.transitions(query))
  }

  history(targetId: string, from: number, to: number) {
    return this.#ask((reader) => reader.history(targetId, from, to))
  }

  openIncidents() {
    return this.#ask((reader) => reader.openIncidents())
  }

  incidents(query: IncidentQuery) {
    return this.#ask((reader) => reader.incidents(query))
  }

  incident(id: string) {
    return this.#ask((reader) => reader.incident(id))
  }

  incidentAffected(id: string) {
    return this.#ask((reader) => reader.incidentAffected(id))
  }

  incidentSteps(from: number, to: number) {
    return this.#ask((reader) => reader.incidentSteps(from, to))
  }

  outbox(state: OutboxState, limit?: number) {
    return allPages((left, after) => this.outboxPage(state, left, after), limit)
  }

  outboxPage(state: OutboxState, limit: number, after?: After) {
    return this.#ask((reader) => reader.outboxPage(state, limit, after))
  }

  outboxOf(prefix: string, limit: number) {
    return this.#ask((reader) => reader.outboxOf(prefix, limit))
  }

  outboxHealth() {
    return this.#ask((reader) => reader.outboxHealth())
  }

  lastOutboxSeq() {
    return this.#ask((reader) => reader.lastOutboxSeq())
  }

  documents(collection: StoredDocument['collection']) {
    return this.#ask((reader) => reader.documents(collection))
  }

  audit(query: AuditQuery) {
    return this.#ask((reader) => reader.audit(query))
  }

  gaps(from: number, to: number) {
    return this.#ask((reader) => reader.gaps(from, to))
  }

  targetAvailability(targetId: string, from: number, to: number) {
    return this.#ask((reader) => reader.targetAvailability(targetId, from, to))
  }

  areaAvailability(areaId: string | undefined, from: number, to: number) {
    return this.#ask((reader) => reader.areaAvailability(areaId, from, to))
  }

  async minuteSums(from: number, to: number) {
    return this.#ask((reader) => reader.minuteSums(this.#pinged, from, to), 'all')
  }

  async availabilities(from: number, to: number) {
    return this.#ask((reader) => reader.availabilities(this.#registered, from, to), 'all')
  }

  async retain(retention: Retention, now: number): Promise<number> {
    this.#mustBeOpen()
    return this.#writes.now((writer) => writer.retain(retention, now, breathe))
  }

  async health(): Promise<StoreHealth> {
    const { fault, line } = this.#writes
    const { droppedTransitions, droppedMinutes } = line
    return {
      writable: fault === undefined && !this.#closed,
      ...(fault ? { lastError: fault.words, failingSince: fault.since } : {}),
      pendingTransitions: line.transitions,
      ...(droppedTransitions > 0 ? { droppedTransitions } : {}),
      ...(line.minutes > 0 ? { pendingMinutes: line.minutes } : {}),
      droppedMinutes,
      fileBytes: fileBytes(this.#path),
      schemaVersion: SCHEMA_VERSION,
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#writes.close()
  }

  /** `all`: what waits in memory must be in the answer, so there is none while anything waits. */
  async #ask<T>(question: (reader: Reader) => T | Promise<T>, needs?: 'all'): Promise<T> {
    this.#mustBeOpen()
    this.#writes.flush()
    const { fault } = this.#writes
    if (needs && fault) throw this.#writes.cannotWrite(`${fault.words}; sums lack what waits`)
    try {
      return await question(this.#writes.reader)
    } catch (error) {
      throw readFault(this.#path, error)
    }
  }

  #mustBeOpen(): void {
    if (this.#closed) throw this.#writes.cannotWrite('it is closed')
  }
}
