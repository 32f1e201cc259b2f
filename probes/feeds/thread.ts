// The picture round in a thread of its own: a hostile stream can neither delay an echo nor the page.
import { parentPort, workerData } from 'node:worker_threads'
import { createNvrLooker } from '../nvr/nvr.ts'
import { createDecoder } from '../picture/decoder.ts'
import { createJudge } from '../picture/judge-city.ts'
import { packError } from '../round/socket-plan.ts'
import { lookAtStream } from '../rtsp/rtsp.ts'
import { FEED_CLOCK } from './clock.ts'
import { returnFreed } from './memory.ts'
import { NO_DECODER } from './no-decoder.ts'
import type { Order, ThreadData, ThreadMessage } from './orders.ts'
import type { FeedMessage, FeedPlan } from './plan.ts'
import { FeedWalk } from './walk.ts'

/** Messages that may be on their way: some come each second, so that the main thread may be a minute behind. */
const MOST_ON_THE_WAY = 400

/** A child of 16 takes some 90 MB for a moment, one of 32 some 120: where few are decoded, one at a time does. */
const DECODING = {
  suspicious: { batch: 16, atOnce: 1 },
  all: { batch: 32, atOnce: 2 },
} as const
const RETURN_EVERY_MS = 60_000

type Say = (message: FeedMessage | ThreadMessage) => void

if (parentPort && isThreadData(workerData)) {
  const port = parentPort
  const say: Say = (message) => port.postMessage(message, transferOf(message))
  try {
    const walk = startWalk(workerData, say)
    setInterval(returnFreed, RETURN_EVERY_MS).unref()
    port.on('message', (order: Order) => {
      if (order.type !== 'stop') obey(walk, order)
      // The thread ends by itself when nothing holds it, and what was said is told before.
      else void walk.stop().finally(() => port.unref())
    })
    say({ type: 'started' })
  } catch (error) {
    say({ type: 'failed', error: packError(error) })
  }
}

function isThreadData(data: unknown): data is ThreadData {
  return typeof data === 'object' && data !== null && 'plan' in data && 'taken' in data
}

function startWalk({ plan, taken }: ThreadData, say: Say): FeedWalk {
  let told = 0
  return new FeedWalk(plan, {
    lookAtStream,
    lookAtNvr: createNvrLooker(),
    judge: createJudge(judgeOptions(plan)),
    decoder:
      plan.options.decoder === undefined
        ? NO_DECODER
        : createDecoder({ program: plan.options.decoder, ...DECODING[plan.options.decode] }),
    clock: FEED_CLOCK,
    emit(message) {
      told = (told + 1) | 0
      say(message)
    },
    congested: () => ((told - Atomics.load(taken, 0)) | 0) > MOST_ON_THE_WAY,
  })
}

/** What is remembered of a city is large: it moves instead of being copied, where it has its memory to itself. */
function transferOf(message: FeedMessage | ThreadMessage): ArrayBuffer[] {
  if (message.type !== 'memory') return []
  const { buffer, byteLength } = message.bytes
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}

function judgeOptions({ cameras, options }: FeedPlan): Parameters<typeof createJudge>[0] {
  const { thresholds, decode, pictureSide, lat, lon } = options
  return { cameras, thresholds, decode, pictureSide, lat, lon }
}

function obey(walk: FeedWalk, order: Exclude<Order, { readonly type: 'stop' }>): void {
  switch (order.type) {
    case 'again':
      walk.again(order.cameras)
      break
    case 'away':
      walk.away(order.nvrs, order.isAway)
      break
    case 'blind':
      walk.blind(order.isBlind)
      break
  }
}
