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
  /** Messages of this moment about one incident, as JSON without their key: several receivers get the same. */
  readonly #bodies = new Map<string, string>()

  constructor(composer: Composer) {
    this.#composer = composer
  }

  /** All orders between two `take` are of one moment. */
  write({ subject, receiver, number }: Line, order: Omit<MessageOrder, 'key' | 'language'>): void {
    const key = `${subject}/${receiver.id}/${order.type}/${number}`
    const rest = this.#rest({ ...order, key, language: receiver.language })
    this.seq++
    const body = `{"key":${JSON.stringify(key)},${rest.slice(1)}`
    this.#rows.push({ key, receiver: receiver.id, seq: this.seq, at: order.at, body })
  }

  take(): readonly DeskRow[] {
    const rows = this.#rows
    this.#rows = []
    this.#bodies.clear()
    return rows
  }

  #rest(order: MessageOrder): string {
    const [one, more] = order.incidents
    const isOfOne = one !== undefined && more === undefined && order.type !== 'digest'
    const name = isOfOne ? `${one.incident.id} ${order.type} ${order.language}` : undefined
    const known = name === undefined ? undefined : this.#bodies.get(name)
    if (known !== undefined) return known
    const { key: _, ...rest } = this.#composer.compose(order)
    const body = JSON.stringify(rest)
    if (name !== undefined) this.#bodies.set(name, body)
    return body
  }
}
