// The whole way of the series in one thread: lines, frames, spool, and a sender for each database.
import type { Logger } from '../../fleet/logger.ts'
import { createDialect } from '../influx/dialects/create-dialect.ts'
import { createEncoder, type Encoder } from '../influx/lines/encoder.ts'
import { createSender, type Sender } from '../influx/sender/sender.ts'
import { openSpool } from '../spool/open-spool.ts'
import type { DeadLetter, NewFrame, Spool } from '../spool/spool.ts'
import { type SlotColumns, SPAN_TIERS, type SpanColumns } from './columns.ts'
import type { PointBatch, Replayed, Series, SeriesOptions } from './series.ts'
import type { SeriesStatus } from './status.ts'

const FLUSH_EVERY_MS = 1_000
/** Dead letters that go out again in one bite. */
const LETTERS_AT_ONCE = 1_000

export class LocalSeries implements Series {
  readonly #spool: Spool
  readonly #encoder: Encoder
  readonly #senders: readonly Sender[]
  readonly #flushing: NodeJS.Timeout
  readonly #now: () => number

  /** Throws RND_SPOOL_OPEN. A database that is not there throws nothing: what is written waits for it. */
  constructor(
    { targets, keepDays, spool, estate, host }: SeriesOptions,
    logger: Logger,
    now: () => number = Date.now,
  ) {
    this.#now = now
    const names = targets.map(({ name }) => name)
    this.#spool = openSpool({ ...spool, targets: names, logger, now })
    this.#encoder = createEncoder(estate)
    this.#senders = targets.map((target) =>
      createSender({
        target,
        dialect: createDialect(target),
        spool: this.#spool,
        keepDays,
        logger,
        host,
        now,
      }),
    )
    for (const sender of this.#senders) sender.start()
    this.#flushing = setInterval(() => this.#spool.flush(), FLUSH_EVERY_MS)
  }

  async slot(columns: SlotColumns): Promise<void> {
    this.#ship(this.#encoder.slotFrames(columns))
  }

  async span(columns: SpanColumns): Promise<void> {
    const mark = `rolled.${columns.tier}`
    // A span that is sent again may lie far behind; a mark that lies ahead was set by a clock that was wrong.
    const kept = this.#spool.mark(mark) ?? 0
    const to = kept > this.#now() ? columns.to : Math.max(columns.to, kept)
    this.#ship(this.#encoder.spanFrames(columns), { [mark]: to })
  }

  async points(
    batches: readonly PointBatch[],
    marks: Readonly<Record<string, number>> = {},
  ): Promise<void> {
    this.#ship(
      batches.flatMap((batch) => this.#encoder.pointFrames(batch)),
      marks,
    )
  }

  async mark(key: string): Promise<number | undefined> {
    return this.#spool.mark(key)
  }

  async status(): Promise<SeriesStatus> {
    const rolledTo = SPAN_TIERS.flatMap((tier) => {
      const to = this.#spool.mark(`rolled.${tier}`)
      return to === undefined ? [] : [[tier, to] as const]
    })
    return {
      at: this.#now(),
      spool: this.#spool.health(),
      targets: this.#senders.map((sender) => sender.status()),
      rolledTo: Object.fromEntries(rolledTo),
    }
  }

  async deadLetters(query: {
    readonly target?: string
    readonly after?: number
    readonly most: number
  }): Promise<readonly DeadLetter[]> {
    return this.#spool.deadLetters(query)
  }

  async replay({
    target,
    deadLetters,
  }: {
    readonly target?: string
    readonly deadLetters: boolean
  }): Promise<Replayed> {
    const senders = this.#senders.filter(
      (sender) => target === undefined || sender.status().name === target,
    )
    const frames = senders.reduce((sum, sender) => sum + sender.status().backlog.frames, 0)
    const letters = deadLetters ? this.#letters(target) : 0
    for (const sender of senders) sender.hurry()
    return { deadLetters: letters, frames }
  }

  async close(graceMs: number): Promise<void> {
    clearInterval(this.#flushing)
    await Promise.all(this.#senders.map((sender) => sender.close(graceMs)))
    this.#spool.close()
  }

  #ship(frames: readonly NewFrame[], marks: Readonly<Record<string, number>> = {}): void {
    if (frames.length === 0 && Object.keys(marks).length === 0) return
    const spooled = this.#spool.put(frames, marks)
    for (const sender of this.#senders) sender.offer(spooled)
  }

  /**
   * Each goes to every database again: to have a point twice is to have it once. None while the spool cannot be written:
   * they could not be taken out of it. Gives how many went out.
   */
  #letters(target: string | undefined): number {
    let sent = 0
    let after = 0
    for (;;) {
      if (this.#spool.health().failingSince !== undefined) return sent
      const letters = this.#spool.deadLetters({
        ...(target === undefined ? {} : { target }),
        after,
        most: LETTERS_AT_ONCE,
      })
      const last = letters.at(-1)
      if (last === undefined) return sent
      after = last.n
      this.#ship(framesOf(letters, this.#encoder))
      this.#spool.exhume(letters.map(({ n }) => n))
      sent += letters.length
    }
  }
}

/** One frame for each tier and precision among them. */
function framesOf(letters: readonly DeadLetter[], encoder: Encoder): NewFrame[] {
  const groups = new Map<string, DeadLetter[]>()
  for (const letter of letters) {
    const key = `${letter.tier}/${letter.precision}`
    const group = groups.get(key)
    if (group) group.push(letter)
    else groups.set(key, [letter])
  }
  return [...groups.values()].flatMap((group) => {
    const { tier, precision } = group[0] as DeadLetter
    const lines = group.map(({ line }) => line)
    return encoder.lineFrame(tier, precision, lines) ?? []
  })
}
