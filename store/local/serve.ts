// The store's thread: opens the file and answers the calls of the program, one message each.
import { parentPort, workerData } from 'node:worker_threads'
import type { Transition } from '../../fleet/state.ts'
import type { IncidentEvent } from '../../incidents/incident.ts'
import type { AuditRow, OutboxMark, OutboxRow, StoredDocument } from '../outbox.ts'
import type { Change } from '../store.ts'
import { logThrough } from '../thread-log.ts'
import { sizeOfText } from './change-size.ts'
import { LocalStore } from './local-store.ts'
import {
  faultOf,
  inSlices,
  type Reply,
  type Request,
  type ServedStore,
  type Slice,
  type ThreadData,
  unpackEvent,
} from './messages.ts'
import { breathe } from './reader.ts'

const port = parentPort
if (!port) throw new Error('serve.ts runs only as a thread')
const say = (reply: Reply, transfer: ArrayBuffer[] = []): void => port.postMessage(reply, transfer)

const logger = logThrough(say)

try {
  const { path, firstRetryMs } = workerData as ThreadData
  serve(new LocalStore({ path, logger, now: Date.now, firstRetryMs }))
  say({ type: 'opened' })
} catch (error) {
  say({ type: 'failed', fault: faultOf(error, 'RND_STORE_OPEN') })
}

function serve(store: ServedStore): void {
  /** Slices of commits that are still being sent, by the id of their call. */
  const slices = new Map<number, Gathered>()
  port?.on('message', (request: Request) => {
    if ('slice' in request) {
      const gathered = slices.get(request.id) ?? nothingYet()
      gather(gathered, request.slice)
      slices.set(request.id, gathered)
      return
    }
    const sliced = slices.get(request.id)
    slices.delete(request.id)
    const args = sliced ? [{ ...(request.args[0] as Change), ...sliced }] : request.args
    void answer(store, request.id, request.call, args)
  })
}

/** What came in slices, each part as one list. */
interface Gathered {
  readonly transitions: Transition[]
  readonly incidents: IncidentEvent[]
  readonly outbox: OutboxRow[]
  readonly outboxMarks: OutboxMark[]
  readonly documents: StoredDocument[]
  readonly audit: AuditRow[]
}

function nothingYet(): Gathered {
  return { transitions: [], incidents: [], outbox: [], outboxMarks: [], documents: [], audit: [] }
}

function gather(to: Gathered, slice: Slice): void {
  append(to.transitions, slice.transitions)
  append(to.incidents, slice.incidents?.map(unpackEvent))
  append(to.outbox, slice.outbox)
  append(to.outboxMarks, slice.outboxMarks)
  append(to.documents, slice.documents)
  append(to.audit, slice.audit)
}

function append<T>(list: T[], more: readonly T[] = []): void {
  for (const element of more) list.push(element)
}

async function answer(
  store: ServedStore,
  id: number,
  call: keyof ServedStore,
  args: readonly unknown[],
): Promise<void> {
  try {
    const value: unknown = await Reflect.apply(store[call], store, args)
    const slices = Array.isArray(value) ? [...inSlices<object>(value, sizeOfText)] : []
    if (slices.length <= 1) {
      say({ type: 'answer', id, value }, columnsIn(value))
    } else {
      for (const slice of slices) {
        say({ type: 'slice', id, slice })
        await breathe()
      }
      say({ type: 'answer', id, value: undefined })
    }
  } catch (error) {
    say({ type: 'refusal', id, fault: faultOf(error, 'RND_STORE_WRITE') })
  }
  if (call === 'close') port?.close()
}

/** The memory of columns, which goes over instead of being copied. */
function columnsIn(value: unknown): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.values(value).flatMap((part: unknown) =>
    ArrayBuffer.isView(part) && part.buffer instanceof ArrayBuffer ? [part.buffer] : [],
  )
}
