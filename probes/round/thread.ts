// The round in a thread of its own: the main thread's event loop can neither delay an echo nor age an answer.
import { parentPort, workerData } from 'node:worker_threads'
import { buffersOf } from './columns.ts'
import type { RoundMessage, RoundPlan } from './plan.ts'
import { RoundWalk, runAsync, runBlocking } from './round.ts'
import { type CarriedError, openPlanned, packError, type SocketPlan } from './socket-plan.ts'
import { socketAddresses } from './walk.ts'

/** What the thread is given. `stop[0]` not 0 ends it. */
export interface ThreadData {
  readonly plan: RoundPlan
  readonly socketPlan: SocketPlan
  readonly stop: Int32Array
  /** What the main thread wants looked at at once. */
  readonly marks: Int32Array
}

/** What the thread says besides the messages of the round. */
export type ThreadMessage =
  | { readonly type: 'started' }
  | { readonly type: 'failed'; readonly error: CarriedError }

if (parentPort && isThreadData(workerData)) {
  const port = parentPort
  try {
    await walk(workerData, (message, transfer = []) => port.postMessage(message, transfer))
  } catch (error) {
    port.postMessage({ type: 'failed', error: packError(error) } satisfies ThreadMessage)
  }
}

function isThreadData(data: unknown): data is ThreadData {
  return typeof data === 'object' && data !== null && 'socketPlan' in data && 'stop' in data
}

async function walk(
  { plan, socketPlan, stop, marks }: ThreadData,
  post: (message: RoundMessage | ThreadMessage, transfer?: ArrayBuffer[]) => void,
): Promise<void> {
  const socket = await openPlanned(socketPlan, socketAddresses(plan))
  const stopped = (): boolean => Atomics.load(stop, 0) !== 0
  try {
    const emit = (message: RoundMessage): void =>
      post(message, message.type === 'results' ? buffersOf(message.columns) : [])
    const round = new RoundWalk(plan, socket, emit, marks)
    post({ type: 'started' })
    if (socket.blocking) runBlocking(round, socket, stopped)
    else await runAsync(round, socket, stopped)
  } finally {
    socket.close()
  }
}
