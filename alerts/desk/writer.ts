// Makes rows of what is said: a key that is unique for ever, the next number in line, the composed message.
import type { Composer, MessageOrder } from '../message/composer.ts'
import type { Language } from '../notification.ts'
import type { DeskRow } from './desk.ts'

export interface Line {
  /** First part of the key: an incident, an announcement, or a word for what has no id of its own. */
  readonly subject: string
  readonly receiver: { readonly id: string; readonly language: Language }
  readonly number: number
}

export class Writer {
  /** The last number given. */
  seq = 0
  readonly #composer: Composer
  #rows: DeskRow[] = []

  constructor(composer: Composer) {
    this.#composer = composer
  }

  write({ subject, receiver, number }: Line, order: Omit<MessageOrder, 'key' | 'language'>): void {
    const key = `${subject}/${receiver.id}/${order.type}/${number}`
    const notification = this.#composer.compose({ ...order, key, language: receiver.language })
    this.seq++
    const body = JSON.stringify(notification)
    this.#rows.push({ key, receiver: receiver.id, seq: this.seq, at: order.at, body })
  }

  take(): readonly DeskRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }
}
