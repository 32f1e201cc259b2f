// The desk: takes what happens and what time it is, gives the messages to send and what must be remembered with them.
import type { Topology } from '../../fleet/topology.ts'
import type { IncidentEvent } from '../../incidents/incident.ts'
import type { Composer } from '../message/composer.ts'
import { holds } from '../policy/hours.ts'
import type { Policy, Receiver } from '../policy/policy.ts'
import { named, namedOrAny } from '../policy/route.ts'
import { AnnouncedIds, asOne, refusedCopy, worst } from './announcing.ts'
import { addAnnouncement, type Box, boxBody, newBox, nextNumber, readBox } from './box.ts'
import type { Announcement, Desk, DeskDocument, DeskMoves, DeskRow } from './desk.ts'
import { ANNOUNCEMENTS_PER_MINUTE, isDue, lately, pullBack, type Ready, share } from './limit.ts'
import { NOTICE_PREFIX, Notices, toldOf } from './notices.ts'
import { Writer } from './writer.ts'

export interface DeskOptions {
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
const BOX_PREFIX = 'receiver/'
const ANNOUNCED_KEY = 'announced'

class NoticeDesk implements Desk {
  readonly #policy: Policy<unknown>
  readonly #notices: Notices
  readonly #boxes = new Map<string, Box>()
  readonly #announced = new AnnouncedIds()
  readonly #writer: Writer
  /** Keys of documents that are to be written, besides those of incidents. */
  readonly #changed = new Set<string>()
  #lastAt = 0

  constructor({ policy, topology, composer }: DeskOptions) {
    this.#policy = policy
    this.#notices = new Notices(policy, topology)
    this.#writer = new Writer(composer)
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
    this.#address(announcement, namedOrAny(this.#policy, names, now))
    return this.#move(now)
  }

  refused(row: DeskRow, why: string, at: number): DeskMoves {
    const now = this.#moment(at)
    const copy = refusedCopy(row, why)
    if (copy) this.#address(copy, this.#othersThan(row.receiver, now))
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
      else if (key.startsWith(BOX_PREFIX)) this.#restoreBox(key, body, at)
      else if (key === ANNOUNCED_KEY) this.#announced.restore(body)
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
    for (const box of this.#boxes.values()) if (pullBack(box.sent, at)) this.#note(box)
  }

  #address(announcement: Announcement, receivers: readonly string[]): void {
    if (!this.#announced.add(announcement.id)) return
    this.#changed.add(ANNOUNCED_KEY)
    for (const receiver of receivers) {
      const box = this.#boxOf(receiver)
      addAnnouncement(box, announcement)
      this.#note(box)
    }
  }

  /** The fallback, or else the others that the policy names for news of the program; nobody where there is no other. */
  #othersThan(refuser: string, at: number): string[] {
    const { fallback, blind, announce } = this.#policy
    for (const names of [fallback, [...announce, ...blind]]) {
      const others = named(this.#policy, names, at).filter((receiver) => receiver !== refuser)
      if (others.length > 0) return others
    }
    return []
  }

  #move(at: number): DeskMoves {
    this.#notices.escalate(at)
    for (const receiver of this.#policy.receivers) {
      this.#tellIncidents(receiver, at)
      this.#tellAnnouncements(receiver, at)
    }
    return { rows: this.#writer.take(), documents: this.#takeDocuments() }
  }

  #tellIncidents(receiver: Receiver<unknown>, at: number): void {
    const { quiet } = receiver
    const isQuiet = quiet !== undefined && holds(quiet.hours, at)
    const ready = this.#notices.ready(
      receiver.id,
      ({ severity }) => isQuiet && !quiet.unless.includes(severity),
    )
    if (ready.length === 0) return
    const box = this.#boxOf(receiver.id)
    const { singles, digest } = share(ready, box.sent, receiver.pagesPerMinute, at)
    for (const one of singles) this.#tellOne(receiver, one, at)
    if (digest.length > 0) this.#tellMany(receiver, box, digest, at)
    if (singles.length + digest.length > 0) this.#note(box)
  }

  #tellOne(receiver: Receiver<unknown>, one: Ready, at: number): void {
    const { notice, thread } = one
    const { incident, severity } = notice
    const type = thread.waits?.type ?? 'page'
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
        incidents: [{ incident, severity }],
        ...(toldBefore && { toldBefore }),
      },
    )
    this.#notices.said(one, at)
  }

  #tellMany(receiver: Receiver<unknown>, box: Box, digest: readonly Ready[], at: number): void {
    const incidents = [...digest]
      .sort((a, b) => rank(a) - rank(b) || sizeOf(b) - sizeOf(a))
      .map(({ notice: { incident, severity } }) => ({ incident, severity }))
    const severity = worst(incidents.map((one) => one.severity))
    this.#writer.write(
      { subject: 'digest', receiver, number: nextNumber(box, at) },
      { type: 'digest', at, severity, incidents },
    )
    for (const one of digest) this.#notices.said(one, at)
  }

  #tellAnnouncements(receiver: Receiver<unknown>, at: number): void {
    const box = this.#boxes.get(receiver.id)
    if (!box || box.waiting.length === 0) return
    const { quiet } = receiver
    const isQuiet = quiet !== undefined && holds(quiet.hours, at)
    const isHeld = ({ severity }: Announcement) => isQuiet && !quiet.unless.includes(severity)
    const ready = box.waiting.filter((announcement) => !isHeld(announcement))
    if (ready.length === 0) return
    const { sent } = box
    sent.announcements = lately(sent.announcements, at)
    const [only] = ready
    if (ready.length <= ANNOUNCEMENTS_PER_MINUTE - sent.announcements.length) {
      sent.announcements.push(...ready.map(() => at))
      for (const announcement of ready) this.#write(receiver, announcement, 1, at)
    } else if (isDue(sent.mergedAt, at)) {
      sent.mergedAt = at
      if (only && ready.length + box.dropped === 1) this.#write(receiver, only, 1, at)
      else {
        const all = asOne('announcements', ready, box.dropped)
        this.#write(receiver, all, nextNumber(box, at), at)
      }
      box.dropped = 0
    } else return
    box.waiting = box.waiting.filter(isHeld)
    this.#note(box)
  }

  #write(
    receiver: Receiver<unknown>,
    announcement: Announcement,
    number: number,
    at: number,
  ): void {
    const { id, severity } = announcement
    this.#writer.write(
      { subject: id, receiver, number },
      { type: 'announcement', at, severity, incidents: [], announcement },
    )
  }

  #boxOf(receiver: string): Box {
    const known = this.#boxes.get(receiver)
    if (known) return known
    const box = newBox(receiver)
    this.#boxes.set(receiver, box)
    return box
  }

  #note({ receiver }: Box): void {
    this.#changed.add(BOX_PREFIX + receiver)
  }

  /** Of whoever is no receiver any more nothing is kept; what waited for it goes to the fallback. */
  #restoreBox(key: string, body: string, at: number): void {
    const box = readBox(body)
    if (!box) return
    if (this.#policy.receivers.some(({ id }) => id === box.receiver)) {
      const early = this.#boxes.get(box.receiver)
      this.#boxes.set(box.receiver, box)
      for (const announcement of early?.waiting ?? []) addAnnouncement(box, announcement)
      return
    }
    this.#changed.add(key)
    for (const receiver of namedOrAny(this.#policy, this.#policy.fallback, at)) {
      const other = this.#boxOf(receiver)
      for (const announcement of box.waiting) addAnnouncement(other, announcement)
      this.#note(other)
    }
  }

  #takeDocuments(): DeskDocument[] {
    const documents = this.#notices.takeDocuments()
    for (const key of this.#changed) {
      const box = this.#boxes.get(key.slice(BOX_PREFIX.length))
      const body = key === ANNOUNCED_KEY ? this.#announced.body() : box && boxBody(box)
      documents.push({ collection: 'notices', key, body })
    }
    this.#changed.clear()
    return documents
  }
}

/** In a digest: what is open before what is over, critical before the rest. */
function rank({ notice: { incident, severity } }: Ready): number {
  return (incident.state === 'closed' ? 2 : 0) + (severity === 'critical' ? 0 : 1)
}

function sizeOf({ notice }: Ready): number {
  return notice.peak.affected.length
}
