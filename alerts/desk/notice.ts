// What the desk remembers of one incident: how it is, how bad it was at its worst, and what each receiver knows of it.
import type { Incident } from '../../incidents/incident.ts'
import type { OrderedIncident, Unwatched } from '../message/composer.ts'
import type { MessageType, Severity } from '../notification.ts'
import type { Routed } from '../policy/route.ts'

export type IncidentMessage = Exclude<MessageType, 'digest' | 'announcement'>

/** One receiver's side of an incident. */
export interface Thread {
  readonly receiver: string
  /** Epoch milliseconds of the first message; absent: it knows nothing. */
  toldAt?: number
  /** Epoch milliseconds of the first message after it was told of an end: by this it knows that it goes on again. */
  toldAgainAt?: number
  /** It was told that it is over, and nothing since. */
  knowsItIsOver: boolean
  /** What is to be said next, and since when that waits for hours or a limit. A later one takes its place. */
  waits?: { readonly type: IncidentMessage; readonly since: number }
  /** Single messages so far, by type: the number in their keys. */
  readonly made: Partial<Record<IncidentMessage, number>>
  /** It refused what it would have known it by: it is not told of the end. */
  unreached?: boolean
  /** In whose place it is told, and what that one answered. */
  insteadOf?: NonNullable<OrderedIncident['insteadOf']>
}

export interface Notice {
  /** As it is now; a closed one with the list of its peak. */
  incident: Incident
  /** As it was when the most were affected. */
  peak: Incident
  /** The highest it ever had. */
  severity: Severity
  readonly kind: string
  /** For `@owner` in later steps. */
  readonly owner?: string
  /** Keys count from here: 0, or the moment in which an incident came back whose notice was forgotten, or was routed anew. */
  base: number
  /** Epoch milliseconds of the first message to anybody. */
  firstToldAt?: number
  escalate: Routed['escalate']
  /** Steps of `escalate` that were taken. */
  steps: number
  readonly threads: Map<string, Thread>
  /** Of a closed one: what of it is no longer watched, as it was when it closed. */
  unwatched?: Unwatched
}

/** The incident moved on. */
export function moveOn(notice: Notice, incident: Incident): void {
  if (incident.state === 'closed') {
    const { affected, byKecamatan, byKind, byOwner } = notice.peak
    notice.incident = { ...incident, affected, byKecamatan, byKind, byOwner }
    notice.peak = notice.incident
    return
  }
  delete notice.unwatched
  notice.incident = incident
  if (incident.affected.length >= notice.peak.affected.length) notice.peak = incident
}

export function newThread(receiver: string): Thread {
  return { receiver, knowsItIsOver: false, made: {} }
}

/** Over, and nothing more to say. */
export function isDone({ incident, threads }: Notice): boolean {
  if (incident.state !== 'closed') return false
  for (const thread of threads.values()) if (thread.waits) return false
  return true
}

/** What a receiver is told next as a message by itself: what ended untold is one page, which says that it is over. */
export function typeOf({ incident }: Notice, { waits, toldAt }: Thread): IncidentMessage {
  const endedUntold = incident.state === 'closed' && toldAt === undefined
  return endedUntold ? 'page' : (waits?.type ?? 'page')
}

/** As a message tells it. */
export function orderedOf(notice: Notice, { toldAt, insteadOf }: Thread): OrderedIncident {
  const { incident, severity, unwatched } = notice
  return {
    incident,
    severity,
    ...(unwatched && { unwatched }),
    ...(toldAt === undefined && insteadOf && { insteadOf }),
  }
}

/** No time in it is after `at` then. Tells whether any was. */
export function pullBack(notice: Notice, at: number): boolean {
  let changed = false
  if (notice.firstToldAt !== undefined && notice.firstToldAt > at) {
    notice.firstToldAt = at
    changed = true
  }
  for (const thread of notice.threads.values()) {
    if (!thread.waits || thread.waits.since <= at) continue
    thread.waits = { ...thread.waits, since: at }
    changed = true
  }
  return changed
}

/** Escalation waits while everything is being asked again, and ends with an acknowledgement or the incident. */
export function mayEscalate({ incident, steps, escalate }: Notice): boolean {
  if (steps >= escalate.length || incident.acknowledged) return false
  return incident.state === 'open' || (incident.state === 'recovering' && incident.flapping)
}

const VERSION = 1

export function noticeBody({ peak, threads, ...rest }: Notice): string {
  const worst = peak === rest.incident ? {} : { peak }
  return JSON.stringify({ version: VERSION, ...rest, ...worst, threads: [...threads.values()] })
}

type Kept = Omit<Notice, 'threads' | 'peak'> & {
  readonly version: number
  readonly peak?: Incident
  readonly threads: readonly Thread[]
}

/** Undefined for a body of another version. */
export function readNotice(body: string): Notice | undefined {
  const kept = JSON.parse(body) as Kept
  if (kept.version !== VERSION) return undefined
  const { version: _, threads, peak = kept.incident, ...rest } = kept
  return { ...rest, peak, threads: new Map(threads.map((thread) => [thread.receiver, thread])) }
}
