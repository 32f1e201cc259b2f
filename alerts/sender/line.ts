// The messages of one receiver on their way: in order, one at a time, each until it is taken or refused for good.
import type { OutboxRow } from '../../store/outbox.ts'
import type { Channel, Delivery } from '../channels/channel.ts'
import { messageOfRow } from '../message/row-message.ts'
import { ownTurn } from '../own-turn.ts'
import { type Refusal, refusalText } from '../refusal.ts'
import { attempt, attemptMs } from './attempt.ts'
import type { LineContext, WaitingRow } from './line-context.ts'
import { retryAfterMs } from './retry.ts'

/** A receiver may be wrong for a moment: so often a message is refused before it is given up. */
const NEVER_TRIES = 3
const LONGEST_ERROR = 500

/** How it goes with one receiver. Times are epoch milliseconds. */
export interface LineHealth {
  readonly waiting: number
  /** When the oldest waiting message was made; absent where none waits. */
  readonly oldestAt?: number
  /** Since when nothing was taken; absent while the last attempt worked. */
  readonly failingSince?: number
  readonly lastError?: string
  readonly lastSentAt?: number
}

export class Line {
  readonly #receiver: string
  readonly #channel: Channel
  readonly #context: LineContext
  readonly #rows: WaitingRow[] = []
  readonly #keys = new Set<string>()
  #running: Promise<void> | undefined
  #failingSince: number | undefined
  #lastError: string | undefined
  #lastSentAt: number | undefined
  #newestTaken: number | undefined

  constructor(receiver: string, channel: Channel, context: LineContext) {
    this.#receiver = receiver
    this.#channel = channel
    this.#context = context
  }

  /** In order of `seq`. A key that waits already is not put in again. */
  add(row: WaitingRow): void {
    if (this.#keys.has(row.key)) return
    this.#keys.add(row.key)
    this.#rows.push(row)
    this.#running ??= this.#run()
  }

  health(): LineHealth {
    return {
      waiting: this.#rows.length,
      ...given('oldestAt', this.#rows[0]?.at),
      ...given('failingSince', this.#failingSince),
      ...given('lastError', this.#lastError),
      ...given('lastSentAt', this.#lastSentAt),
    }
  }

  /** When the newest message that was taken since the start was made, epoch milliseconds. */
  get newestTaken(): number | undefined {
    return this.#newestTaken
  }

  /** When the oldest of those that wait and were made after `at` was made; undefined where there is none. */
  oldestAfter(at: number): number | undefined {
    return this.#rows.find((row) => row.at > at)?.at
  }

  /** Resolves when nothing waits, or when the line was stopped and its attempt has ended. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    // What is put in together goes out in order, and nobody who puts something in waits for it.
    await ownTurn()
    const { stopping } = this.#context
    for (let row = this.#rows[0]; row !== undefined && !stopping.aborted; row = this.#rows[0]) {
      if (!(await this.#bring(row))) break
      this.#rows.shift()
      this.#keys.delete(row.key)
    }
    this.#running = undefined
  }

  /** True when it is done with, false when the line was stopped before. */
  async #bring(row: WaitingRow): Promise<boolean> {
    const { now, stopping, aborting, random, pause, times, marker } = this.#context
    const notification = messageOfRow(row)
    if (notification === undefined) {
      await this.#refuse(row, { kind: 'unreadable' }, row.attempts ?? 0)
      return true
    }
    let attempts = row.attempts ?? 0
    let refusals = 0
    for (let failures = 0; ; ) {
      await ownTurn()
      if (stopping.aborted) return false
      attempts++
      const limitMs = attemptMs(times.attemptMs, row.body.length)
      const delivery = await attempt(this.#channel, notification, attempts, limitMs, aborting)
      if (delivery.result === 'sent') {
        this.#sent(row)
        await this.#kept(marker.mark({ key: row.key, state: 'sent', attempts, at: now() }))
        return true
      }
      failures++
      if (delivery.result === 'never') refusals++
      this.#failed(row, delivery)
      if (refusals >= NEVER_TRIES) {
        await this.#refuse(row, { kind: 'refused', why: delivery.why }, attempts)
        return true
      }
      const error = delivery.why.slice(0, LONGEST_ERROR)
      void marker.mark({ key: row.key, state: 'waiting', attempts, at: now(), error })
      if (stopping.aborted) return false
      await pause(retryAfterMs(failures, delivery, random(), times), stopping)
    }
  }

  /** Told first, marked then: a kill in between says it again, and never not at all. */
  async #refuse(row: OutboxRow, refusal: Refusal, attempts: number): Promise<void> {
    const { now, refused, marker } = this.#context
    await refused(row, refusal)
    const error = refusalText(refusal, row.receiver).slice(0, LONGEST_ERROR)
    await this.#kept(marker.mark({ key: row.key, state: 'refused', attempts, at: now(), error }))
  }

  /** Only an attempt under way may be repeated after a kill: the next one waits for the mark, but not on an ill store. */
  async #kept(mark: Promise<void>): Promise<void> {
    const { pause, times } = this.#context
    const enough = new AbortController()
    await Promise.race([mark, pause(times.markMs, enough.signal)])
    enough.abort()
  }

  #sent({ at }: OutboxRow): void {
    const { now, log } = this.#context
    if (this.#failingSince !== undefined) {
      const failedMs = now() - this.#failingSince
      log.info({ receiver: this.#receiver, failedMs }, 'the receiver takes messages again')
    }
    this.#failingSince = undefined
    this.#lastError = undefined
    this.#lastSentAt = now()
    this.#newestTaken = Math.max(at, this.#newestTaken ?? at)
  }

  #failed(row: OutboxRow, delivery: Exclude<Delivery, { result: 'sent' }>): void {
    const { now, log } = this.#context
    this.#lastError = delivery.why.slice(0, LONGEST_ERROR)
    if (this.#failingSince !== undefined) return
    this.#failingSince = now()
    log.warn(
      { receiver: this.#receiver, key: row.key, why: this.#lastError },
      'the receiver does not take a message; it is tried again',
    )
  }
}

function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>)
}
