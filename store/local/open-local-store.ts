// Opens the store file in this thread: for reading beside the program that writes, or for writing in small programs.
import { RondaError } from '../../fleet/error.ts'
import { type Logger, silentLogger } from '../../fleet/logger.ts'
import { readFault } from '../sqlite/faults.ts'
import { openForReading } from '../sqlite/open.ts'
import type { Store } from '../store.ts'
import { liveness } from './liveness.ts'
import { LocalStore } from './local-store.ts'
import { allPages } from './outbox.ts'
import { fileBytes, type Reader, reader } from './reader.ts'
import { RONDA_DB, SCHEMA_VERSION } from './schema.ts'

export interface LocalStoreOptions {
  /** For commands that look while `ronda run` writes. Every writing call rejects with RND_STORE_WRITE. Default false. */
  readonly readOnly?: boolean
  readonly logger?: Logger
  /** Milliseconds until a failed write is tried again for the first time. Default 1,000. */
  readonly firstRetryMs?: number
  /** Epoch milliseconds of the start, of a clean end and of faults. Default the machine's clock. */
  readonly now?: () => number
}

/**
 * SQLite works in the calling thread: a big commit or sum holds it up. `startLocalStore` is for who cannot wait. Rejects
 * with RND_STORE_OPEN (not ours, damaged, locked by another writer, missing where read-only) or RND_STORE_NEWER.
 */
export async function openLocalStore(
  path: string,
  options: LocalStoreOptions = {},
): Promise<Store> {
  const { logger = silentLogger, firstRetryMs = 1_000, now = Date.now } = options
  return options.readOnly
    ? openReadOnly(path, now)
    : new LocalStore({ path, logger, now, firstRetryMs })
}

function openReadOnly(path: string, now: () => number): Store {
  const db = openForReading(path, RONDA_DB)
  const life = liveness(db)
  const from = reader(db, () => life.openGap(now()))
  const ask = async <T>(question: (from: Reader) => T | Promise<T>): Promise<T> => {
    try {
      return await question(from)
    } catch (error) {
      throw readFault(path, error)
    }
  }
  const refuse = async (): Promise<never> => {
    throw new RondaError('RND_STORE_WRITE', `${path} was opened for reading only`, {
      remedy: 'this is a fault of the program: report it with this message',
    })
  }
  return {
    register: refuse,
    commit: refuse,
    saveMinute: refuse,
    alive: refuse,
    retain: refuse,
    // Their rows follow a registration, which this store does not have.
    minuteSums: refuse,
    availabilities: refuse,
    currentStates: () => ask((r) => r.currentStates()),
    transitions: (query) => ask((r) => r.transitions(query)),
    history: (targetId, start, end) => ask((r) => r.history(targetId, start, end)),
    openIncidents: () => ask((r) => r.openIncidents()),
    incidents: (query) => ask((r) => r.incidents(query)),
    incident: (id) => ask((r) => r.incident(id)),
    incidentAffected: (id) => ask((r) => r.incidentAffected(id)),
    incidentSteps: (start, end) => ask((r) => r.incidentSteps(start, end)),
    outbox: (state, limit) =>
      ask((r) => allPages((left, after) => r.outboxPage(state, left, after), limit)),
    outboxOf: (prefix, limit) => ask((r) => r.outboxOf(prefix, limit)),
    outboxHealth: () => ask((r) => r.outboxHealth()),
    lastOutboxSeq: () => ask((r) => r.lastOutboxSeq()),
    documents: (collection) => ask((r) => r.documents(collection)),
    audit: (query) => ask((r) => r.audit(query)),
    gaps: (start, end) => ask((r) => r.gaps(start, end)),
    targetAvailability: (targetId, start, end) =>
      ask((r) => r.targetAvailability(targetId, start, end)),
    areaAvailability: (areaId, start, end) => ask((r) => r.areaAvailability(areaId, start, end)),
    async health() {
      const lastAlive = await ask(() => life.lastSign())
      return {
        writable: false,
        pendingTransitions: 0,
        droppedMinutes: 0,
        fileBytes: fileBytes(path),
        schemaVersion: SCHEMA_VERSION,
        ...(lastAlive === undefined ? {} : { lastAlive }),
      }
    },
    close: async () => from.close(),
  }
}
