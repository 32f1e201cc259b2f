// The desk: takes what happens and what time it is, gives the messages to send and what must be remembered with them.
import type { Topology } from '../../fleet/topology.ts'
import type { IncidentEvent } from '../../incidents/incident.ts'
import type { Composer } from '../message/composer.ts'
import { messageOfRow } from '../message/row-message.ts'
import type { MessageType, Notification, Severity } from '../notification.ts'
import { holds } from '../policy/hours.ts'
import type { Policy, Receiver } from '../policy/policy.ts'
import { named, namedOrAny } from '../policy/route.ts'
import type { Refusal } from '../refusal.ts'
import { ANNOUNCED_KEY, Announcer } from './announcer.ts'
import { refusedCopy, shortWhy, worst } from './announcing.ts'
import { nextNumber } from './box.ts'
import { BOX_PREFIX, Boxes } from './boxes.ts'
import type { Announcement, Desk, DeskMoves, DeskRow } from './desk.ts'
import { type Ready, share } from './limit.ts'
import { orderedOf, typeOf } from './notice.ts'
import { NOTICE_PREFIX, Notices, toldOf } from './notices.ts'
import type { EstateNow } from './withdrawn.ts'
import { Writer } from './writer.ts'

/** `stateOf` and `decisionOf` are asked when an incident closes. */
export interface DeskOptions extends EstateNow {
  /** Secrets may still be references: the desk does not read them. */
  readonly policy: Policy<unknown>
  readonly topology: Topology
  readonly composer: Composer
}

export function createDesk(options: DeskOptions): Desk {
  return new NoticeDesk(options)
}

/** Parts of the program see the time a little apart; more than this is a clock that was set back. */
const LATE_MS = 10_000

class NoticeDesk implements Desk {
  readonly #policy: Policy<unknown>
  readonly #writer: Writer
  readonly #notices: Notices
  readonly #boxes: Boxes
  readonly #announcer: Announcer
  #lastAt = 0

  constructor(options: DeskOptions) {
    const { policy, topology, composer } = options
    this.#policy = policy
    this.#writer = new Writer(composer)
    this.#notices = new Notices(policy, topology, options)
    this.#boxes = new Boxes(policy)
    this.#announcer = new Announcer(this.#boxes, this.#writer)
  }

  take(events: readonly IncidentEvent[], at: number): DeskMoves {
    const now = this.#moment(at)
    for (const event of events) this.#notices.take(event, now)
    return this.#move(now)
  }

  tick(at: number): DeskMoves {
    return this.#move(this.#moment(at))
  }

  announce(announcement: Announcement, at: number): DeskMoves {
    const now = this.#moment(at)
    const { blind, announce } = this.#policy
    const names = announcement.to === 'blind' ? blind : announce
    this.#announcer.address(announcement, namedOrAny(this.#policy, names, now))
    return this.#move(now)
  }

  refused(row: DeskRow, refusal: Refusal, at: number): DeskMoves {
    const now = this.#moment(at)
    const message = messageOfRow(row)
    if (!message || !this.#passOn(row, message, refusal, now)) {
      const copy = refusedCopy(row, refusal, message !== undefined && this.#isOver(message))
      const isRefuser = (id: string): boolean => id === row.receiver
      if (copy) this.#announcer.address(copy, this.#others(isRefuser, now))
    }
    return this.#move(now)
  }

  restore(
    documents: readonly { readonly key: string; readonly body: string }[],
    lastSeq: number,
    at: number,
  ): void {
    this.#writer.seq = lastSeq
    for (const { key, body } of documents) {
      if (key.startsWith(NOTICE_PREFIX)) this.#notices.restore(body, at)
      else if (key.startsWith(BOX_PREFIX)) this.#boxes.restore(body, at)
      else if (key === ANNOUNCED_KEY) this.#announcer.restore(body)
    }
    this.#pullBack(at)
    this.#lastAt = at
  }

  told(incidentId: string): readonly { readonly receiver: string; readonly at: number }[] {
    return this.#notices.told(incidentId)
  }

  /** What comes a little late is of now; a clock that was set back, by hours perhaps, makes nothing wait as long. */
  #moment(at: number): number {
    const isLate = at < this.#lastAt && this.#lastAt - at < LATE_MS
    if (at < this.#lastAt && !isLate) this.#pullBack(at)
    if (!isLate) this.#lastAt = at
    return this.#lastAt
  }

  #pullBack(at: number): void {
    this.#notices.pullBack(at)
    this.#boxes.pullBack(at)
  }

  /** True where every incident of it is told to others as their own. */
  #passOn(row: DeskRow, { type, incidents }: Notification, refusal: Refusal, at: number): boolean {
    const said = newsOf(type)
    if (said === undefined || incidents.length === 0) return false
    // Of whoever is no receiver any more all that is open was routed anew at the start.
    if (refusal.kind === 'removed') {
      return type !== 'escalated' && incidents.every(({ id }) => this.#notices.knows(id))
    }
    const { receiver } = row
    const why = refusal.kind === 'refused' ? shortWhy(refusal.why) : refusal.kind
    const passed = incidents.map(({ id }) =>
      this.#notices.passOn(
        id,
        {
          ...{ receiver, at: row.at, type: said, why },
          others: (isTried) => this.#others((one) => one === receiver || isTried(one), at),
        },
        at,
      ),
    )
    return !passed.includes(false)
  }

  /** It says of something that it goes on, and nothing of it does. */
  #isOver({ incidents }: Notification): boolean {
    const isOpen = incidents.some(({ closedAt }) => closedAt === undefined)
    return isOpen && !incidents.some(({ id }) => this.#notices.knows(id))
  }

  /** The fallback, or else the others that the policy names for news of the program; nobody where there is no other. */
  #others(isTried: (receiver: string) => boolean, at: number): string[] {
    const { fallback, blind, announce } = this.#policy
    for (const names of [fallback, [...announce, ...blind]]) {
      const others = named(this.#policy, names, at).filter((receiver) => !isTried(receiver))
      if (others.length > 0) return others
    }
    return []
  }

  #move(at: number): DeskMoves {
    this.#notices.escalate(at)
    for (const receiver of this.#policy.receivers) {
      const { quiet } = receiver
      const isQuiet = quiet !== undefined && holds(quiet.hours, at)
      const isHeld = (severity: Severity): boolean => isQuiet && !quiet.unless.includes(severity)
      this.#tell(receiver, isHeld, at)
      this.#announcer.tell(receiver, isHeld, at)
    }
    const documents = [this.#notices, this.#boxes, this.#announcer].flatMap((part) =>
      part.takeDocuments(),
    )
    return { rows: this.#writer.take(), documents }
  }

  #tell(receiver: Receiver<unknown>, isHeld: (severity: Severity) => boolean, at: number): void {
    const ready = this.#notices.ready(receiver.id, ({ severity }) => isHeld(severity))
    if (ready.length === 0) return
    const box = this.#boxes.of(receiver.id)
    const { singles, digest } = share(ready, box.sent, receiver.pagesPerMinute, at)
    for (const one of singles) this.#tellOne(receiver, one, at)
    if (digest.length > 0) this.#tellMany(receiver, nextNumber(box, at), digest, at)
    if (singles.length + digest.length > 0) this.#boxes.note(box)
  }

  #tellOne(receiver: Receiver<unknown>, one: Ready, at: number): void {
    const { notice, thread } = one
    const { incident, severity } = notice
    const ordered = orderedOf(notice, thread)
    const type = typeOf(notice, thread)
    const number = (thread.made[type] ?? 0) + 1
    thread.made[type] = number
    const before = toldOf(notice).filter((told) => told.at < at)
    const toldBefore = type === 'escalated' && before.map((told) => told.receiver)
    this.#writer.write(
      { subject: incident.id, receiver, number: notice.base + number },
      {
        type,
        at,
        severity,
        incidents: [ordered],
        ...(toldBefore && { toldBefore }),
      },
    )
    this.#notices.said(one, at)
  }

  #tellMany(
    receiver: Receiver<unknown>,
    number: number,
    digest: readonly Ready[],
    at: number,
  ): void {
    const incidents = [...digest]
      .sort((a, b) => rank(a) - rank(b) || sizeOf(b) - sizeOf(a))
      .map(({ notice, thread }) => orderedOf(notice, thread))
    const severity = worst(incidents.map((one) => one.severity))
    this.#writer.write(
      { subject: 'digest', receiver, number },
      { type: 'digest', at, severity, incidents },
    )
    for (const one of digest) this.#notices.said(one, at)
  }
}

/** What somebody is told anew who hears of it in another's place; undefined where that is no incident that goes on. */
function newsOf(type: MessageType): 'page' | 'flapping' | 'escalated' | undefined {
  if (type === 'digest') return 'page'
  return type === 'page' || type === 'flapping' || type === 'escalated' ? type : undefined
}

/** In a digest: what is open before what is over, critical before the rest. */
function rank({ notice: { incident, severity } }: Ready): number {
  return (incident.state === 'closed' ? 2 : 0) + (severity === 'critical' ? 0 : 1)
}

function sizeOf({ notice }: Ready): number {
  return notice.peak.affected.length
}
