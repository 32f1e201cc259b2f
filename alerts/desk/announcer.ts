// Says announcements: each once, five a minute to a receiver, more of them as one.
import type { Severity } from '../notification.ts'
import type { Receiver } from '../policy/policy.ts'
import { AnnouncedIds, asOne } from './announcing.ts'
import { addAnnouncement, nextNumber } from './box.ts'
import type { Boxes } from './boxes.ts'
import type { Announcement, DeskDocument } from './desk.ts'
import { ANNOUNCEMENTS_PER_MINUTE, isDue, lately } from './limit.ts'
import type { Writer } from './writer.ts'

export const ANNOUNCED_KEY = 'announced'

export class Announcer {
  readonly #boxes: Boxes
  readonly #writer: Writer
  readonly #announced = new AnnouncedIds()
  #changed = false

  constructor(boxes: Boxes, writer: Writer) {
    this.#boxes = boxes
    this.#writer = writer
  }

  /** Nothing for an id that was announced before. */
  address(announcement: Announcement, receivers: readonly string[]): void {
    if (!this.#announced.add(announcement.id)) return
    this.#changed = true
    for (const receiver of receivers) {
      const box = this.#boxes.of(receiver)
      addAnnouncement(box, announcement)
      this.#boxes.note(box)
    }
  }

  /** Says what waits for a receiver and is not held. */
  tell(receiver: Receiver<unknown>, isHeld: (severity: Severity) => boolean, at: number): void {
    const box = this.#boxes.of(receiver.id)
    if (box.waiting.length === 0) return
    const ready = box.waiting.filter(({ severity }) => !isHeld(severity))
    const [first] = ready
    if (!first) return
    const { sent } = box
    sent.announcements = lately(sent.announcements, at)
    if (ready.length <= ANNOUNCEMENTS_PER_MINUTE - sent.announcements.length) {
      sent.announcements.push(...ready.map(() => at))
      for (const announcement of ready) this.#write(receiver, announcement, 1, at)
    } else if (isDue(sent.mergedAt, at)) {
      sent.mergedAt = at
      if (ready.length + box.dropped === 1) this.#write(receiver, first, 1, at)
      else {
        const all = asOne('announcements', ready, box.dropped)
        this.#write(receiver, all, nextNumber(box, at), at)
      }
      box.dropped = 0
    } else return
    box.waiting = box.waiting.filter(({ severity }) => isHeld(severity))
    this.#boxes.note(box)
  }

  restore(body: string): void {
    this.#announced.restore(body)
  }

  takeDocuments(): DeskDocument[] {
    if (!this.#changed) return []
    this.#changed = false
    return [{ collection: 'notices', key: ANNOUNCED_KEY, body: this.#announced.body() }]
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
}
