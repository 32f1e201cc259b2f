// The way of the series as the program sees it while a thread does the work. A thread that ends is started again.
import { Worker } from 'node:worker_threads'
import { messageOf, RondaError } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import { errorOf } from '../local/messages.ts'
import type { DeadLetter } from '../spool/spool.ts'
import { closedStatus, type SpoolFault } from './closed-status.ts'
import type { SlotColumns, SpanColumns } from './columns.ts'
import { type Call, openingOf, type Reply, type Request } from './messages.ts'
import type { PointBatch, Replayed, Series, SeriesOptions } from './series.ts'
import type { SeriesStatus } from './status.ts'

/** Rows live for a moment only, as in the thread of the store. */
const YOUNG_MB = 8
/** A disk can hang the thread for long; who asks how it goes gets the last answer. */
const STATUS_PATIENCE_MS = 2_000
const START_AGAIN_MS = 5_000
/** Calls that a thread that hangs is sent before more is refused: about ten minutes of a full city, 20 MB of slots. */
const MOST_UNANSWERED = 400
/** Beside `graceMs`: what the closing of the file may take. */
const CLOSE_PATIENCE_MS = 5_000

interface Waiting {
  resolve(value: unknown): void
  reject(error: unknown): void
}

export class ThreadSeries implements Series {
  readonly #options: SeriesOptions
  readonly #logger: Logger
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #lastId = 0
  #lastStatus: SeriesStatus | undefined
  /** Why there is no thread at work; absent while there is one. */
  #fault: SpoolFault | undefined
  #closed = false
  #again: NodeJS.Timeout | undefined

  constructor(options: SeriesOptions, logger: Logger) {
    this.#options = options
    this.#logger = logger
  }

  /** Resolves when the spool is open, or cannot be opened: then that is in log and status, and tried again by itself. */
  async start(): Promise<void> {
    try {
      await this.#open()
      if (this.#fault) this.#logger.info({}, 'the spool of the time series is open')
      this.#fault = undefined
    } catch (error) {
      if (this.#fault?.words !== messageOf(error)) {
        const remedy = error instanceof RondaError ? error.remedy : undefined
        const words = `${messageOf(error)}; the round goes on without time series`
        this.#logger.error(remedy === undefined ? {} : { remedy }, words)
      }
      this.#fault = { since: this.#fault?.since ?? Date.now(), words: messageOf(error) }
      this.#startAgain()
    }
  }

  #open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./thread-door.js', import.meta.url), {
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      })
      worker.postMessage(openingOf(this.#options))
      worker.on('message', (reply: Reply) => {
        if (reply.type === 'opened') {
          this.#worker = worker
          resolve()
        } else if (reply.type === 'failed') {
          reject(errorOf(reply.fault))
          void worker.terminate()
        } else this.#settle(reply)
      })
      worker.on('error', (error) => {
        this.#logger.error({ error: messageOf(error) }, 'the thread of the time series broke down')
        reject(error)
      })
      worker.on('exit', () => {
        if (this.#worker === worker) this.#ended()
      })
    })
  }

  slot(columns: SlotColumns): Promise<void> {
    const { sent, lost, rttMinUs, rttAvgUs, rttMaxUs, up } = columns
    const buffers = [sent, lost, rttMinUs, rttAvgUs, rttMaxUs, up].map(bufferOf)
    return this.#call('slot', [columns], buffers)
  }

  span(columns: SpanColumns): Promise<void> {
    const { sent, lost, rttMin, rttAvg, rttMax, availableMs, unavailableMs, only } = columns
    const all = [sent, lost, rttMin, rttAvg, rttMax, availableMs, unavailableMs]
    return this.#call('span', [columns], [...all, ...(only ? [only] : [])].map(bufferOf))
  }

  points(batches: readonly PointBatch[], marks?: Readonly<Record<string, number>>): Promise<void> {
    return this.#call('points', [batches, marks])
  }

  mark(key: string): Promise<number | undefined> {
    return this.#call('mark', [key])
  }

  async status(): Promise<SeriesStatus> {
    const asked = this.#call<SeriesStatus>('status', [])
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), STATUS_PATIENCE_MS).unref()
    })
    try {
      const answer = await Promise.race([asked.catch(() => undefined), patience])
      this.#lastStatus = answer ?? this.#lastStatus
      return answer ?? closedStatus(this.#options, this.#lastStatus, this.#fault)
    } finally {
      clearTimeout(timer)
    }
  }

  deadLetters(query: {
    readonly target?: string
    readonly after?: number
    readonly most: number
  }): Promise<readonly DeadLetter[]> {
    return this.#call('deadLetters', [query])
  }

  replay(options: { readonly target?: string; readonly deadLetters: boolean }): Promise<Replayed> {
    return this.#call('replay', [options])
  }

  async close(graceMs: number): Promise<void> {
    this.#closed = true
    clearTimeout(this.#again)
    const worker = this.#worker
    if (worker === undefined) return
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs + CLOSE_PATIENCE_MS).unref()
    })
    const closed = this.#call<void>('close', [graceMs]).catch((error: unknown) =>
      this.#logger.error({}, `the spool was not closed: ${messageOf(error)}`),
    )
    await Promise.race([closed, patience])
    clearTimeout(timer)
    await worker.terminate()
  }

  #call<T>(
    call: Call,
    args: readonly unknown[],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<T> {
    const worker = this.#worker
    if (worker === undefined)
      return Promise.reject(broken(this.#fault?.words ?? 'its thread has ended'))
    if (this.#waiting.size >= MOST_UNANSWERED && call !== 'close') {
      return Promise.reject(broken('its thread does not answer'))
    }
    const id = ++this.#lastId
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
      // One buffer may be several columns.
      worker.postMessage({ id, call, args } satisfies Request, [...new Set(transfer)])
    })
  }

  #settle(reply: Exclude<Reply, { type: 'opened' | 'failed' }>): void {
    if (reply.type === 'log') {
      this.#logger[reply.level](reply.fields, reply.message)
      return
    }
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (reply.type === 'answer') {
      waiting?.resolve(reply.value)
    } else {
      waiting?.reject(errorOf(reply.fault))
    }
  }

  #ended(): void {
    this.#worker = undefined
    for (const { reject } of this.#waiting.values()) reject(broken('its thread has ended'))
    this.#waiting.clear()
    this.#fault ??= { since: Date.now(), words: 'its thread has ended' }
    this.#startAgain()
  }

  #startAgain(): void {
    if (this.#closed) return
    this.#again = setTimeout(() => void this.start(), START_AGAIN_MS).unref()
  }
}

function bufferOf(column: { readonly buffer: ArrayBufferLike }): ArrayBuffer {
  return column.buffer as ArrayBuffer
}

function broken(why: string): RondaError {
  return new RondaError('RND_INFLUX', `the spool of the time series takes nothing: ${why}`, {
    remedy: 'the log of "ronda run" says more; the round goes on',
  })
}
