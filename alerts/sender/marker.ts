// Keeps what became of messages: what comes up while a commit runs goes into the next one together.
import { messageOf } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { OutboxMark } from '../../store/outbox.ts'

export class Marker {
  readonly #keep: (marks: OutboxMark[]) => Promise<void>
  readonly #log: Logger
  #next: OutboxMark[] = []
  #running: Promise<void> | undefined
  #failing = false

  constructor(keep: (marks: OutboxMark[]) => Promise<void>, log: Logger) {
    this.#keep = keep
    this.#log = log
  }

  /**
   * Resolves when the mark is kept, or when the store said that it cannot keep it now: it holds it then and nobody hands it
   * in again. Never rejects.
   */
  async mark(mark: OutboxMark): Promise<void> {
    this.#next.push(mark)
    // The one that runs now does not have it; the one after that does.
    if (this.#running !== undefined) await this.#running
    if (this.#next.includes(mark)) this.#running ??= this.#run()
    await this.#running
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #run(): Promise<void> {
    // Those of the same moment go together.
    await Promise.resolve()
    const marks = this.#next
    this.#next = []
    try {
      await this.#keep(marks)
      this.#failing = false
    } catch (error) {
      if (!this.#failing)
        this.#log.warn({ why: messageOf(error) }, 'what was sent cannot be kept now')
      this.#failing = true
    } finally {
      this.#running = undefined
    }
  }
}
