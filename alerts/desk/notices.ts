// All incidents that somebody was told of or is to be told of, and which receiver waits for which message.
import type { Topology } from '../../fleet/topology.ts'
import type { IncidentEvent } from '../../incidents/incident.ts'
import { severityOf, viewCause } from '../policy/cause-view.ts'
import type { Policy } from '../policy/policy.ts'
import { namedOrAny, routeCause } from '../policy/route.ts'
import type { DeskDocument } from './desk.ts'
import type { Ready } from './limit.ts'
import {
  type IncidentMessage,
  isDone,
  mayEscalate,
  moveOn,
  type Notice,
  newThread,
  noticeBody,
  pullBack,
  readNotice,
  type Thread,
} from './notice.ts'
import { type EstateNow, unwatchedOf } from './withdrawn.ts'

export const NOTICE_PREFIX = 'incident/'

/** A message that will never be taken. */
export interface RefusedMessage {
  readonly receiver: string
  /** Epoch milliseconds when it was made. */
  readonly at: number
  readonly type: 'page' | 'flapping' | 'escalated'
  readonly why: string
  /** Who is told in its place, without those of whom `isTried` says so. */
  readonly others: (isTried: (receiver: string) => boolean) => readonly string[]
}

export class Notices {
  readonly #policy: Policy<unknown>
  readonly #topology: Topology
  readonly #estate: EstateNow
  readonly #byId = new Map<string, Notice>()
  /** By receiver: what waits for it. */
  readonly #waiting = new Map<string, Map<Notice, Thread>>()
  readonly #changed = new Set<Notice>()

  constructor(policy: Policy<unknown>, topology: Topology, estate: EstateNow) {
    this.#policy = policy
    this.#topology = topology
    this.#estate = estate
  }

  take({ what, incident, at: eventAt }: IncidentEvent, at: number): void {
    const known = this.#byId.get(incident.id)
    if (known) this.#moveOn(known, incident)
    if (what === 'settled' || what === 'flapping') {
      const notice = known ?? this.#begin(incident, what === 'settled' ? 0 : eventAt)
      this.#ask(notice, what === 'settled' ? 'page' : 'flapping', at)
    } else if (known && what === 'acknowledged') this.#calm(known)
    else if (known && incident.state === 'closed') this.#end(known, at)
    else if (known && what === 'stable') this.#steady(known, at)
  }

  /** Takes the steps whose time has come; each receiver once, however many steps that are. */
  escalate(at: number): void {
    for (const notice of this.#byId.values()) {
      const { firstToldAt, escalate } = notice
      while (firstToldAt !== undefined && mayEscalate(notice)) {
        const step = escalate[notice.steps]
        if (!step || at - firstToldAt < step.afterMs) break
        notice.steps++
        this.#changed.add(notice)
        for (const receiver of namedOrAny(this.#policy, step.to, at, notice.owner)) {
          const thread = threadOf(notice, receiver)
          const comesAnyway = thread.waits && thread.toldAt === undefined
          if (!comesAnyway) this.#wait(notice, thread, 'escalated', at)
        }
      }
    }
  }

  /** What may be said to a receiver now, that which has waited longest first. `isHeld`: by quiet hours. */
  ready(receiver: string, isHeld: (notice: Notice) => boolean): Ready[] {
    const ready: Ready[] = []
    for (const [notice, thread] of this.#waiting.get(receiver) ?? []) {
      if (!isHeld(notice)) ready.push({ notice, thread, since: thread.waits?.since ?? 0 })
      else if (notice.incident.state === 'closed' && thread.toldAt === undefined) {
        this.#drop(notice, thread)
      }
    }
    return ready.sort(
      (a, b) => a.since - b.since || (a.notice.incident.id < b.notice.incident.id ? -1 : 1),
    )
  }

  /** It was said: the message is in the outbox. */
  said({ notice, thread }: Ready, at: number): void {
    if (thread.knowsItIsOver) thread.toldAgainAt = at
    thread.toldAt ??= at
    delete thread.unreached
    thread.knowsItIsOver = notice.incident.state === 'closed'
    notice.firstToldAt ??= at
    this.#unwait(notice, thread)
  }

  knows(incidentId: string): boolean {
    return this.#byId.has(incidentId)
  }

  /**
   * A receiver refused what it would have known the incident by: it counts as not told, and the first of `others` are told
   * in its place. False where it knew of it before, or where all the others know already: they need only a copy.
   */
  passOn(incidentId: string, refused: RefusedMessage, at: number): boolean {
    const notice = this.#byId.get(incidentId)
    const thread = notice?.threads.get(refused.receiver)
    if (!notice || !thread) return false
    if (thread.unreached) return true
    if ((thread.toldAgainAt ?? thread.toldAt) !== refused.at) return false
    delete thread.toldAt
    delete thread.toldAgainAt
    thread.unreached = true
    thread.knowsItIsOver = false
    this.#unwait(notice, thread)
    const { receiver, why, type } = refused
    const isTried = (id: string): boolean => notice.threads.get(id)?.unreached === true
    const others = refused.others(isTried).map((id) => threadOf(notice, id))
    const news = others.filter(({ toldAt }) => toldAt === undefined)
    for (const other of news) {
      if (other.waits) continue
      other.insteadOf = { receiver, why }
      this.#wait(notice, other, type, at)
    }
    return news.length > 0
  }

  told(incidentId: string): { receiver: string; at: number }[] {
    return toldOf(this.#byId.get(incidentId))
  }

  /** What changed since it was asked last; what is said to the end is forgotten. */
  takeDocuments(): DeskDocument[] {
    const documents: DeskDocument[] = []
    for (const notice of this.#changed) {
      const done = isDone(notice)
      if (done) this.#byId.delete(notice.incident.id)
      const key = NOTICE_PREFIX + notice.incident.id
      const body = done ? undefined : noticeBody(notice)
      documents.push({ collection: 'notices', key, body })
    }
    this.#changed.clear()
    return documents
  }

  /** What was kept. Whoever is no receiver any more is left out, and what is open and was its own is routed anew. */
  restore(body: string, at: number): void {
    const notice = readNotice(body)
    if (!notice) return
    this.#byId.set(notice.incident.id, notice)
    let left = false
    for (const thread of [...notice.threads.values()]) {
      if (!this.#policy.receivers.some(({ id }) => id === thread.receiver)) {
        notice.threads.delete(thread.receiver)
        this.#changed.add(notice)
        left = true
      } else if (thread.waits) this.#waitingFor(thread.receiver).set(notice, thread)
    }
    if (left && notice.incident.state !== 'closed') this.#routeAnew(notice, at)
  }

  /** After a clock was set back nothing was told, and nothing waits, from the future on. */
  pullBack(at: number): void {
    for (const notice of this.#byId.values()) {
      if (pullBack(notice, at)) this.#changed.add(notice)
    }
  }

  #begin(incident: IncidentEvent['incident'], base: number): Notice {
    const { kind, owner, severity } = viewCause(incident, this.#topology, this.#policy.criticalFrom)
    const notice: Notice = {
      incident,
      peak: incident,
      severity,
      kind,
      ...(owner === undefined ? {} : { owner }),
      base,
      escalate: [],
      steps: 0,
      threads: new Map(),
    }
    this.#byId.set(incident.id, notice)
    this.#changed.add(notice)
    return notice
  }

  #moveOn(notice: Notice, incident: IncidentEvent['incident']): void {
    moveOn(notice, incident)
    this.#changed.add(notice)
    if (incident.state === 'closed') {
      const unwatched = unwatchedOf(notice.incident, this.#estate)
      if (unwatched) notice.unwatched = unwatched
      return
    }
    const { criticalFrom } = this.#policy
    if (severityOf(incident, notice.kind, criticalFrom) === 'critical') notice.severity = 'critical'
  }

  /** Whoever knows of it hears of it again; where nobody does, it is routed. */
  #ask(notice: Notice, type: 'page' | 'flapping', at: number): void {
    const reached = [...notice.threads.values()].filter(({ unreached }) => !unreached)
    if (reached.length === 0) this.#route(notice, type, at)
    else if (type === 'flapping') {
      for (const thread of reached) this.#wait(notice, thread, type, at)
    }
  }

  #route(notice: Notice, type: 'page' | 'flapping', at: number): void {
    const view = viewCause(notice.incident, this.#topology, this.#policy.criticalFrom)
    const { receivers, escalate } = routeCause(this.#policy, view, at)
    notice.escalate = escalate
    for (const receiver of receivers) {
      const thread = threadOf(notice, receiver)
      if (thread.toldAt === undefined) this.#wait(notice, thread, thread.waits?.type ?? type, at)
    }
  }

  /** Somebody who had it is no receiver any more: by the routes of today it belongs to somebody who hears of it. */
  #routeAnew(notice: Notice, at: number): void {
    if (notice.threads.size === 0) {
      delete notice.firstToldAt
      notice.steps = 0
    }
    // A receiver that comes back later begins to count anew.
    notice.base = Math.max(at, notice.base + 1)
    this.#route(notice, notice.incident.flapping ? 'flapping' : 'page', at)
  }

  /** Somebody has it in hand: what only was to hurry is not said any more. */
  #calm(notice: Notice): void {
    for (const thread of [...notice.threads.values()]) {
      if (thread.waits?.type !== 'escalated') continue
      if (thread.toldAt === undefined) this.#drop(notice, thread)
      else this.#unwait(notice, thread)
    }
  }

  /** It is down for good: whoever was not told yet that it flaps need not hear of that. */
  #steady(notice: Notice, at: number): void {
    for (const thread of notice.threads.values()) {
      if (thread.waits?.type !== 'flapping') continue
      if (thread.toldAt === undefined || thread.knowsItIsOver) {
        this.#wait(notice, thread, 'page', at)
      } else this.#unwait(notice, thread)
    }
  }

  #end(notice: Notice, at: number): void {
    const end = notice.unwatched?.withdrawn === undefined ? 'recovered' : 'withdrawn'
    for (const thread of notice.threads.values()) {
      if (thread.toldAt === undefined) continue
      if (thread.knowsItIsOver) this.#unwait(notice, thread)
      else this.#wait(notice, thread, end, at)
    }
  }

  /** The place in line is that of the first message that waits. */
  #wait(notice: Notice, thread: Thread, type: IncidentMessage, at: number): void {
    thread.waits = { type, since: thread.waits?.since ?? at }
    this.#waitingFor(thread.receiver).set(notice, thread)
    this.#changed.add(notice)
  }

  #unwait(notice: Notice, thread: Thread): void {
    delete thread.waits
    this.#waiting.get(thread.receiver)?.delete(notice)
    this.#changed.add(notice)
  }

  #drop(notice: Notice, thread: Thread): void {
    this.#unwait(notice, thread)
    notice.threads.delete(thread.receiver)
  }

  #waitingFor(receiver: string): Map<Notice, Thread> {
    const known = this.#waiting.get(receiver)
    if (known) return known
    const none = new Map<Notice, Thread>()
    this.#waiting.set(receiver, none)
    return none
  }
}

/** Receivers that were told, the first first. */
export function toldOf(notice: Notice | undefined): { receiver: string; at: number }[] {
  const told: { receiver: string; at: number }[] = []
  for (const { receiver, toldAt } of notice?.threads.values() ?? []) {
    if (toldAt !== undefined) told.push({ receiver, at: toldAt })
  }
  return told.sort((a, b) => a.at - b.at || (a.receiver < b.receiver ? -1 : 1))
}

function threadOf(notice: Notice, receiver: string): Thread {
  const known = notice.threads.get(receiver)
  if (known) return known
  const thread = newThread(receiver)
  notice.threads.set(receiver, thread)
  return thread
}
