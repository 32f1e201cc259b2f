// Starts the picture round in a thread of its own.
import { Worker } from 'node:worker_threads'
import { messageOf } from '../../fleet/error.ts'
import { unpackError } from '../round/socket-plan.ts'
import type { Order, ThreadData, ThreadMessage } from './orders.ts'
import type { FeedMessage, FeedPlan, Feeds } from './plan.ts'

/** Frames and replies live for a few seconds: a larger nursery would only be memory that is never given back. */
const YOUNG_MB = 16
/** A round that was told to stop and does not is ended. */
const STOP_MS = 20_000

export interface StartedFeeds extends Feeds {
  /** Resolves when the round was stopped; rejects when it broke down by itself. */
  readonly ended: Promise<void>
}

/**
 * Resolves when the round walks; `onMessage` is then called on this thread, in order, the last time before `stop`
 * resolves. Rejects where the thread cannot be started.
 */
export async function startFeeds(
  plan: FeedPlan,
  onMessage: (message: FeedMessage) => void,
): Promise<StartedFeeds> {
  const taken = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('./thread-door.js', import.meta.url), {
    workerData: { plan, taken } satisfies ThreadData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  let failure: Error | undefined
  let stopping = false
  let isStarted = (): void => {}
  const started = new Promise<void>((resolve) => {
    isStarted = resolve
  })
  const ended = new Promise<void>((resolve, reject) => {
    worker.on('error', (error) => {
      failure ??= error instanceof Error ? error : new Error(messageOf(error))
    })
    worker.on('exit', (code) => {
      if (stopping && !failure) resolve()
      else reject(failure ?? new Error(`the feeds' thread ended (${code})`))
    })
  })
  worker.on('message', (message: FeedMessage | ThreadMessage) => {
    if (message.type === 'started') isStarted()
    else if (message.type === 'failed') failure = unpackError(message.error)
    else {
      Atomics.add(taken, 0, 1)
      onMessage(message)
    }
  })
  // Who only starts and stops need not look at `ended`.
  ended.catch(() => {})
  await Promise.race([started, ended])
  const tell = (order: Order): void => worker.postMessage(order)
  return {
    ended,
    again: (cameras) => tell({ type: 'again', cameras }),
    away: (nvrs, isAway) => tell({ type: 'away', nvrs, isAway }),
    blind: (isBlind) => tell({ type: 'blind', isBlind }),
    async stop() {
      stopping = true
      tell({ type: 'stop' })
      const timer = setTimeout(() => void worker.terminate(), STOP_MS)
      await ended.finally(() => clearTimeout(timer))
    },
  }
}
