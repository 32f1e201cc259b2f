// What the program and the store's thread say to each other.
import { type ErrorCode, messageOf, RondaError } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Transition } from '../../fleet/state.ts'
import type { IncidentEvent } from '../../incidents/incident.ts'
import type { Store } from '../store.ts'

/** Elements of an array that go in one message: about 2 ms of work for the thread that receives it. */
export const SLICE = 1_000

/** What the thread is started with. */
export interface ThreadData {
  readonly path: string
  readonly firstRetryMs: number
}

/** To the thread: a call, or a slice of a commit that follows. */
export type Request =
  | { readonly id: number; readonly call: keyof Store; readonly args: readonly unknown[] }
  | { readonly id: number; readonly slice: Slice }

export interface Slice {
  readonly transitions?: readonly Transition[]
  readonly incidents?: readonly PackedEvent[]
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
  | {
      readonly type: 'log'
      readonly level: keyof Logger
      readonly fields: Readonly<Record<string, unknown>>
      readonly message: string
    }

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
