// The store as `ronda run` has it: SQLite works in a thread of its own, so that no commit holds up the round.
import { Worker } from 'node:worker_threads'
import { messageOf } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Store } from '../store.ts'
import { errorOf, type Reply, type ThreadData } from './messages.ts'
import { ThreadStore } from './thread-store.ts'

/** Rows live for a moment only: without this bound a big commit makes the process 100 MB larger, and no faster. */
const YOUNG_MB = 8

/**
 * Starts the thread and opens the file in it, `firstRetryMs` as in `openLocalStore`. Rejects with RND_STORE_OPEN or
 * RND_STORE_NEWER; a disk that is full or read-only does not reject, `health` tells of it.
 */
export function startLocalStore(
  path: string,
  logger: Logger,
  { firstRetryMs = 1_000 }: { readonly firstRetryMs?: number } = {},
): Promise<Store> {
  return new Promise((resolve, reject) => {
    const workerData: ThreadData = { path, firstRetryMs }
    const worker = new Worker(new URL('./thread-door.js', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    const store = new ThreadStore(worker, path)
    worker.on('message', (reply: Reply) => {
      if (reply.type === 'opened') resolve(store)
      else if (reply.type === 'failed') {
        reject(errorOf(reply.fault))
        void worker.terminate()
      } else if (reply.type === 'log') logger[reply.level](reply.fields, reply.message)
      else store.settle(reply)
    })
    worker.on('error', (error) => {
      logger.error({ path, error: messageOf(error) }, 'the thread of the store ended')
      store.ended(messageOf(error))
      reject(error)
    })
    worker.on('exit', () => store.ended('its thread has ended'))
  })
}
