// Starts a round where its socket can live: in a thread of its own, or on this event loop.
import { Worker } from 'node:worker_threads'
import { messageOf } from '../../fleet/error.ts'
import { kernelServes } from '../icmp/open.ts'
import type { Round, RoundMessage, RoundPlan } from './plan.ts'
import { RoundWalk, runAsync } from './round.ts'
import { openPlanned, type SocketPlan, unpackError } from './socket-plan.ts'
import type { ThreadData, ThreadMessage } from './thread.ts'
import { socketAddresses } from './walk.ts'
import { createMarks, mark } from './wishes.ts'

export interface StartedRound extends Round {
  /** Resolves when the round was stopped; rejects when it broke down by itself. */
  readonly ended: Promise<void>
}

/**
 * Resolves when the socket is open and the round walks; `onMessage` is then called on this thread, in order. Rejects
 * with RondaError where the socket cannot be opened (RND_ICMP_PRIVILEGE with both remedies, RND_ICMP_UNSUPPORTED,
 * RND_ADDRESS_INVALID). net-ping does not load in a thread: it walks on this event loop.
 */
export async function startRound(
  plan: RoundPlan,
  socketPlan: SocketPlan,
  onMessage: (message: RoundMessage) => void,
): Promise<StartedRound> {
  // Where the kernel's sockets do not serve, `auto` opens net-ping.
  const here =
    'kind' in socketPlan &&
    (socketPlan.kind === 'net-ping' || (socketPlan.kind === 'auto' && !kernelServes()))
  return here ? startHere(plan, socketPlan, onMessage) : startThread(plan, socketPlan, onMessage)
}

async function startThread(
  plan: RoundPlan,
  socketPlan: SocketPlan,
  onMessage: (message: RoundMessage) => void,
): Promise<StartedRound> {
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const marks = createMarks(plan.addresses.length)
  const data: ThreadData = { plan, socketPlan, stop, marks }
  const worker = new Worker(new URL('./thread-door.js', import.meta.url), {
    workerData: data,
    // Little lives long there; a larger nursery would only be memory that is never given back.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  })
  const started = pending()
  const ended = pending()
  let failure: Error | undefined
  worker.on('message', (message: RoundMessage | ThreadMessage) => {
    if (message.type === 'started') started.resolve()
    else if (message.type === 'failed') failure = unpackError(message.error)
    else onMessage(message)
  })
  worker.on('error', (error) => {
    failure ??= error instanceof Error ? error : new Error(messageOf(error))
  })
  worker.on('exit', (code) => {
    const stopped = Atomics.load(stop, 0) !== 0
    const error = failure ?? (stopped ? undefined : new Error(`the round's thread ended (${code})`))
    if (error) {
      started.reject(error)
      ended.reject(error)
    } else ended.resolve()
  })
  // Who only starts and stops need not look at `ended`.
  ended.promise.catch(() => {})
  await started.promise
  return {
    ended: ended.promise,
    again: (indices) => mark(marks, indices),
    async stop() {
      Atomics.store(stop, 0, 1)
      await ended.promise
    },
  }
}

async function startHere(
  plan: RoundPlan,
  socketPlan: SocketPlan,
  onMessage: (message: RoundMessage) => void,
): Promise<StartedRound> {
  const socket = await openPlanned(socketPlan, socketAddresses(plan))
  const marks = createMarks(plan.addresses.length)
  const round = new RoundWalk(plan, socket, onMessage, marks)
  let stopped = false
  const ended = runAsync(round, socket, () => stopped).finally(() => socket.close())
  ended.catch(() => {})
  return {
    ended,
    again: (indices) => mark(marks, indices),
    async stop() {
      stopped = true
      await ended
    },
  }
}

interface Pending {
  readonly promise: Promise<void>
  resolve(): void
  reject(error: Error): void
}

function pending(): Pending {
  let settle: Pick<Pending, 'resolve' | 'reject'> | undefined
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  return { promise, resolve: () => settle?.resolve(), reject: (error) => settle?.reject(error) }
}
