// What the desk remembers of all receivers, kept as one document each.
import type { Policy } from '../policy/policy.ts'
import { namedOrAny } from '../policy/route.ts'
import { addAnnouncement, type Box, boxBody, newBox, readBox } from './box.ts'
import type { DeskDocument } from './desk.ts'
import { pullBack } from './limit.ts'

export const BOX_PREFIX = 'receiver/'

export class Boxes {
  readonly #policy: Policy<unknown>
  readonly #boxes = new Map<string, Box>()
  /** Receivers whose document is to be written; of one that there is not, removed. */
  readonly #changed = new Set<string>()

  constructor(policy: Policy<unknown>) {
    this.#policy = policy
  }

  of(receiver: string): Box {
    const known = this.#boxes.get(receiver)
    if (known) return known
    const box = newBox(receiver)
    this.#boxes.set(receiver, box)
    return box
  }

  /** It changed. */
  note({ receiver }: Box): void {
    this.#changed.add(receiver)
  }

  /** Of whoever is no receiver any more nothing is kept; what waited for it goes to the fallback. */
  restore(body: string, at: number): void {
    const box = readBox(body)
    if (!box) return
    if (this.#policy.receivers.some(({ id }) => id === box.receiver)) {
      const early = this.of(box.receiver).waiting
      this.#boxes.set(box.receiver, box)
      for (const announcement of early) addAnnouncement(box, announcement)
      return
    }
    this.#changed.add(box.receiver)
    for (const receiver of namedOrAny(this.#policy, this.#policy.fallback, at)) {
      const other = this.of(receiver)
      for (const announcement of box.waiting) addAnnouncement(other, announcement)
      this.#changed.add(receiver)
    }
  }

  pullBack(at: number): void {
    for (const box of this.#boxes.values()) if (pullBack(box.sent, at)) this.note(box)
  }

  takeDocuments(): DeskDocument[] {
    const documents = [...this.#changed].map((receiver): DeskDocument => {
      const box = this.#boxes.get(receiver)
      return { collection: 'notices', key: BOX_PREFIX + receiver, body: box && boxBody(box) }
    })
    this.#changed.clear()
    return documents
  }
}
