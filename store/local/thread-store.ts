// The store as the program sees it while its thread does the work: every call a message, every answer awaited.
import { setImmediate as breathe } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { RondaError } from '../../fleet/error.ts'
import type { Incident } from '../../incidents/incident.ts'
import type {
  AuditQuery,
  AuditRow,
  OutboxEntry,
  OutboxHealth,
  OutboxState,
  StoredDocument,
} from '../outbox.ts'
import type { AvailabilityColumns, MinuteSums } from '../series/columns.ts'
import type {
  AffectedIds,
  Availability,
  Change,
  CurrentState,
  Gap,
  IncidentQuery,
  IncidentRecord,
  MinuteColumns,
  MinutePoint,
  RegisteredTarget,
  Retention,
  StepOfIncident,
  Store,
  StoreHealth,
  TransitionQuery,
} from '../store.ts'
import { sizeOfChange, sizeOfCore, sizeOfEvent, sizeOfText } from './change-size.ts'
import {
  errorOf,
  faultOf,
  inSlices,
  packEvent,
  type Reply,
  type Request,
  type ServedStore,
  SLICE,
  type Slice,
} from './messages.ts'
import { type After, allPages } from './outbox.ts'
import { SCHEMA_VERSION } from './schema.ts'

/** A disk can hang a thread for long; who asks how it goes gets an answer all the same. */
const HEALTH_PATIENCE_MS = 5_000

/** What a thread that hangs is sent before more is refused, in transitions by its size: 200 MB, minutes among it. */
const MOST_UNANSWERED = 1_000_000
/** A quarter more for incidents and messages: when transitions and minutes are refused, these still go. */
const MOST_UNANSWERED_CORE = 1_250_000
/** A transition on its way to the thread. */
const TRANSITION_BYTES = 200

const CLOSED = 'it is closed'

interface Call {
  resolve(value: unknown): void
  reject(error: unknown): void
  readonly size: number
  readonly slices: unknown[]
}

export class ThreadStore implements Store {
  readonly #worker: Worker
  readonly #path: string
  readonly #calls = new Map<number, Call>()
  readonly #exit: Promise<void>
  #lastId = 0
  /** Ends when everything before has been sent: a commit that goes in slices is not overtaken. */
  #sent: Promise<void> = Promise.resolve()
  #unanswered = 0
  #lastHealth: StoreHealth | undefined
  #end: string | undefined
  #closing: Promise<void> | undefined

  constructor(worker: Worker, path: string) {
    this.#worker = worker
    this.#path = path
    this.#exit = new Promise((resolve) => worker.once('exit', () => resolve()))
  }

  register(targets: readonly RegisteredTarget[]) {
    return this.#call<void>('register', [targets])
  }

  commit(change: Change) {
    return this.#call<void>('commit', [change])
  }

  saveMinute({ at, sent, lost, rttMinUs, rttAvgUs, rttMaxUs }: MinuteColumns) {
    // Copies, because what is transferred is taken away from the caller.
    const columns = {
      sent: sent.slice(),
      lost: lost.slice(),
      rttMinUs: rttMinUs.slice(),
      rttAvgUs: rttAvgUs.slice(),
      rttMaxUs: rttMaxUs.slice(),
    }
    const buffers = Object.values(columns).map(({ buffer }) => buffer)
    return this.#call<void>('saveMinute', [{ at, ...columns }], buffers)
  }

  alive(at: number) {
    return this.#call<void>('alive', [at])
  }

  currentStates() {
    return this.#call<readonly CurrentState[]>('currentStates', [])
  }

  transitions(query: TransitionQuery) {
    return this.#call<Awaited<ReturnType<Store['transitions']>>>('transitions', [query])
  }

  history(targetId: string, from: number, to: number) {
    return this.#call<readonly MinutePoint[]>('history', [targetId, from, to])
  }

  openIncidents() {
    return this.#call<readonly Incident[]>('openIncidents', [])
  }

  incidents(query: IncidentQuery) {
    return this.#call<readonly IncidentRecord[]>('incidents', [query])
  }

  incident(id: string) {
    return this.#call<Awaited<ReturnType<Store['incident']>>>('incident', [id])
  }

  incidentAffected(id: string) {
    return this.#call<AffectedIds | undefined>('incidentAffected', [id])
  }

  incidentSteps(from: number, to: number) {
    return this.#call<readonly StepOfIncident[]>('incidentSteps', [from, to])
  }

  outbox(state: OutboxState, limit?: number) {
    return allPages(
      (left, after) =>
        this.#call<readonly OutboxEntry[]>('outboxPage', [state, left, after && placeOf(after)]),
      limit,
    )
  }

  outboxOf(prefix: string, limit: number) {
    return this.#call<readonly OutboxEntry[]>('outboxOf', [prefix, limit])
  }

  outboxHealth() {
    return this.#call<OutboxHealth>('outboxHealth', [])
  }

  lastOutboxSeq() {
    return this.#call<number>('lastOutboxSeq', [])
  }

  documents(collection: StoredDocument['collection']) {
    return this.#call<Awaited<ReturnType<Store['documents']>>>('documents', [collection])
  }

  audit(query: AuditQuery) {
    return this.#call<readonly AuditRow[]>('audit', [query])
  }

  gaps(from: number, to: number) {
    return this.#call<readonly Gap[]>('gaps', [from, to])
  }

  targetAvailability(targetId: string, from: number, to: number) {
    return this.#call<Availability>('targetAvailability', [targetId, from, to])
  }

  areaAvailability(areaId: string | undefined, from: number, to: number) {
    return this.#call<Availability>('areaAvailability', [areaId, from, to])
  }

  minuteSums(from: number, to: number) {
    return this.#call<MinuteSums>('minuteSums', [from, to])
  }

  availabilities(from: number, to: number) {
    return this.#call<AvailabilityColumns>('availabilities', [from, to])
  }

  retain(retention: Retention, now: number) {
    return this.#call<number>('retain', [retention, now])
  }

  async health(): Promise<StoreHealth> {
    if (this.#end) return this.#healthWithoutThread(this.#end)
    let patience: NodeJS.Timeout | undefined
    const silent = new Promise<undefined>((resolve) => {
      patience = setTimeout(() => resolve(undefined), HEALTH_PATIENCE_MS)
    })
    const health = await Promise.race([this.#call<StoreHealth>('health', []), silent])
    clearTimeout(patience)
    if (!health) return this.#healthWithoutThread('its thread does not answer: the disk may hang')
    this.#lastHealth = health
    return health
  }

  close(): Promise<void> {
    this.#closing ??= this.#call<void>('close', []).finally(async () => {
      this.#end ??= CLOSED
      await this.#exit
    })
    return this.#closing
  }

  settle(reply: Extract<Reply, { readonly id: number }>): void {
    const call = this.#calls.get(reply.id)
    if (!call) return
    if (reply.type === 'slice') {
      for (const element of reply.slice) call.slices.push(element)
      return
    }
    this.#calls.delete(reply.id)
    this.#unanswered -= call.size
    if (reply.type === 'refusal') call.reject(errorOf(reply.fault))
    else call.resolve(call.slices.length > 0 ? call.slices : reply.value)
  }

  /** The thread is no more: nothing that was not answered will be. */
  ended(why: string): void {
    this.#end ??= this.#closing ? CLOSED : why
    for (const call of this.#calls.values()) call.reject(this.#cannotWrite(why))
    this.#calls.clear()
  }

  #call<T>(
    call: keyof ServedStore,
    args: readonly unknown[],
    transfer: ArrayBuffer[] = [],
  ): Promise<T> {
    const transferred = transfer.reduce((sum, { byteLength }) => sum + byteLength, 0)
    return new Promise<T>((resolve, reject) => {
      const change = call === 'commit' ? (args[0] as Change) : undefined
      const size = change ? sizeOfChange(change) : transferred / TRANSITION_BYTES
      if (this.#end) throw this.#cannotWrite(this.#end)
      const room = change && sizeOfCore(change) > 0 ? MOST_UNANSWERED_CORE : MOST_UNANSWERED
      if (this.#unanswered + size > room) {
        throw this.#cannotWrite(
          `its thread does not answer, ${Math.round(this.#unanswered)} changes wait for it`,
        )
      }
      const id = ++this.#lastId
      this.#calls.set(id, {
        resolve: (value) => resolve(value as T),
        reject,
        size,
        slices: [],
      })
      this.#unanswered += size
      this.#sent = this.#sent
        .then(async () => {
          if (change && size > SLICE) await this.#sendInSlices(id, change)
          else this.#post({ id, call, args }, transfer)
        })
        // What cannot be copied to another thread is refused alone; what comes after it is sent all the same.
        .catch((error: unknown) => {
          this.settle({ type: 'refusal', id, fault: faultOf(error, 'RND_STORE_WRITE') })
        })
    })
  }

  async #sendInSlices(id: number, change: Change): Promise<void> {
    const { transitions, incidents, outbox, outboxMarks, documents, audit, ...rest } = change
    const send = async (slice: Slice): Promise<void> => {
      this.#post({ id, slice })
      await breathe()
    }
    const one = (): number => 1
    for (const run of inSlices(transitions ?? [], one)) await send({ transitions: run })
    for (const run of inSlices(incidents ?? [], sizeOfEvent)) {
      await send({ incidents: run.map(packEvent) })
    }
    for (const run of inSlices(outbox ?? [], sizeOfText)) await send({ outbox: run })
    for (const run of inSlices(outboxMarks ?? [], one)) await send({ outboxMarks: run })
    for (const run of inSlices(documents ?? [], sizeOfText)) await send({ documents: run })
    for (const run of inSlices(audit ?? [], one)) await send({ audit: run })
    this.#post({ id, call: 'commit', args: [rest] })
  }

  #post(request: Request, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, transfer)
  }

  #healthWithoutThread(lastError: string): StoreHealth {
    const { failingSince = Date.now(), ...last } = this.#lastHealth ?? {
      pendingTransitions: 0,
      droppedMinutes: 0,
      fileBytes: 0,
      schemaVersion: SCHEMA_VERSION,
    }
    return { ...last, writable: false, lastError, failingSince }
  }

  #cannotWrite(why: string): RondaError {
    return new RondaError('RND_STORE_WRITE', `cannot use ${this.#path}: ${why}`, {
      remedy: 'restart Ronda; if it stays so, look at the disk',
    })
  }
}

/** Without the body that the row has besides. */
function placeOf({ seq, key }: After): After {
  return { seq, key }
}
