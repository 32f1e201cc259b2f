// What the program and the store's thread say to each other.
import { type ErrorCode, messageOf, RondaError } from '../../fleet/error.ts'
import type { IncidentEvent } from '../../incidents/incident.ts'
import type { OutboxEntry, OutboxState } from '../outbox.ts'
import type { Change, Store } from '../store.ts'
import type { LogLine } from '../thread-log.ts'
import type { After } from './outbox.ts'

/** What goes in one message, in transitions by its size: about 2 ms of work for the thread that receives it. */
export const SLICE = 1_000

/** What the thread is started with. */
export interface ThreadData {
  readonly path: string
  readonly firstRetryMs: number
}

/** What the thread answers to: all that a store is asked, and a part of what may be longest. */
export interface ServedStore extends Store {
  /** As in local/outbox.ts. */
  outboxPage(state: OutboxState, limit: number, after?: After): Promise<readonly OutboxEntry[]>
}

/** To the thread: a call, or a slice of a commit that follows. */
export type Request =
  | { readonly id: number; readonly call: keyof ServedStore; readonly args: readonly unknown[] }
  | { readonly id: number; readonly slice: Slice }

export interface Slice extends Omit<Change, 'gaps' | 'incidents'> {
  readonly incidents?: readonly PackedEvent[]
}

/** Cuts `elements` in runs of about `SLICE` by what `sizeOf` says; one element alone may be larger. */
export function* inSlices<T>(
  elements: readonly T[],
  sizeOf: (element: T) => number,
): Generator<readonly T[]> {
  let start = 0
  let size = 0
  for (const [i, element] of elements.entries()) {
    size += sizeOf(element)
    if (size < SLICE && i < elements.length - 1) continue
    yield elements.slice(start, i + 1)
    start = i + 1
    size = 0
  }
}

/** A step of an incident with its list as one text: copied to another thread at a twentieth of the cost of an array. */
export interface PackedEvent {
  readonly event: IncidentEvent
  readonly affected: string
}

/** No id of a target contains it. */
const SEPARATOR = '\n'

export function packEvent(event: IncidentEvent): PackedEvent {
  const { incident } = event
  return {
    event: { ...event, incident: { ...incident, affected: [] } },
    affected: incident.affected.join(SEPARATOR),
  }
}

export function unpackEvent({ event, affected }: PackedEvent): IncidentEvent {
  const ids = affected === '' ? [] : affected.split(SEPARATOR)
  return { ...event, incident: { ...event.incident, affected: ids } }
}

/** From the thread: the outcome of the opening, answers (long ones in slices before an empty end), and its log. */
export type Reply =
  | { readonly type: 'opened' }
  | { readonly type: 'failed'; readonly fault: Fault }
  | { readonly type: 'slice'; readonly id: number; readonly slice: readonly unknown[] }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly fault: Fault }
  | LogLine

/** An error that can be sent: what is left of a RondaError without its class. */
export interface Fault {
  readonly code: ErrorCode
  readonly message: string
  readonly remedy: string | undefined
}

export function faultOf(error: unknown, code: ErrorCode): Fault {
  if (!(error instanceof RondaError)) return { code, message: messageOf(error), remedy: undefined }
  return { code: error.code, message: error.message, remedy: error.remedy }
}

export function errorOf(fault: Fault): RondaError {
  return new RondaError(fault.code, fault.message, { remedy: fault.remedy })
}
