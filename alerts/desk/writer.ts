// Makes rows of what is said: a key that is unique for ever, the next number in line, the composed message.
import type { Composer, MessageOrder } from '../message/composer.ts'
import { notificationJson } from '../message/list-json.ts'
import { rememberMessage } from '../message/row-message.ts'
import type { Language, Notification } from '../notification.ts'
import type { DeskRow } from './desk.ts'

export interface Line {
  /** First part of the key: an incident, an announcement, or a word for what has no id of its own. */
  readonly subject: string
  readonly receiver: { readonly id: string; readonly language: Language }
  readonly number: number
}

/** A message without its key, and the same as JSON. */
interface Made {
  readonly message: Omit<Notification, 'key'>
  readonly json: string
}

export class Writer {
  /** The last number given. */
  seq = 0
  readonly #composer: Composer
  #rows: DeskRow[] = []
  /** Messages of this moment about one incident: several receivers get the same. */
  readonly #made = new Map<string, Made>()

  constructor(composer: Composer) {
    this.#composer = composer
  }

  /** All orders between two `take` are of one moment. */
  write({ subject, receiver, number }: Line, order: Omit<MessageOrder, 'key' | 'language'>): void {
    const key = `${subject}/${receiver.id}/${order.type}/${number}`
    const { message, json } = this.#make({ ...order, key, language: receiver.language })
    this.seq++
    const body = `{"key":${JSON.stringify(key)},${json.slice(1)}`
    const row = { key, receiver: receiver.id, seq: this.seq, at: order.at, body }
    rememberMessage(row, { key, ...message })
    this.#rows.push(row)
  }

  take(): readonly DeskRow[] {
    const rows = this.#rows
    this.#rows = []
    this.#made.clear()
    return rows
  }

  #make(order: MessageOrder): Made {
    const [one, more] = order.incidents
    const isOfOne = one !== undefined && more === undefined && order.type !== 'digest'
    const name = isOfOne
      ? `${one.incident.id} ${order.type} ${order.language} ${one.insteadOf?.receiver ?? ''}`
      : undefined
    const known = name === undefined ? undefined : this.#made.get(name)
    if (known !== undefined) return known
    const { key: _, ...message } = this.#composer.compose(order)
    const made = { message, json: notificationJson(message) }
    if (name !== undefined) this.#made.set(name, made)
    return made
  }
}
