// The store's thread: opens the file and answers the calls of the program, one message each.
import { parentPort, workerData } from 'node:worker_threads'
import type { Logger } from '../../fleet/logger.ts'
import type { Transition } from '../../fleet/state.ts'
import type { IncidentEvent } from '../../incidents/incident.ts'
import type { Change, Store } from '../store.ts'
import { LocalStore } from './local-store.ts'
import {
  faultOf,
  type Reply,
  type Request,
  SLICE,
  type Slice,
  type ThreadData,
  unpackEvent,
} from './messages.ts'
import { breathe } from './reader.ts'

const port = parentPort
if (!port) throw new Error('serve.ts runs only as a thread')
const say = (reply: Reply): void => port.postMessage(reply)

const log =
  (level: keyof Logger): Logger[keyof Logger] =>
  (fields, message) =>
    say({ type: 'log', level, fields, message })

const logger: Logger = {
  debug: log('debug'),
  info: log('info'),
  warn: log('warn'),
  error: log('error'),
}

try {
  const { path, firstRetryMs } = workerData as ThreadData
  serve(new LocalStore({ path, logger, now: Date.now, firstRetryMs }))
  say({ type: 'opened' })
} catch (error) {
  say({ type: 'failed', fault: faultOf(error, 'RND_STORE_OPEN') })
}

function serve(store: Store): void {
  /** Slices of commits that are still being sent, by the id of their call. */
  const slices = new Map<number, Gathered>()
  port?.on('message', (request: Request) => {
    if ('slice' in request) {
      const gathered = slices.get(request.id) ?? { transitions: [], incidents: [] }
      gather(gathered, request.slice)
      slices.set(request.id, gathered)
      return
    }
    const sliced = slices.get(request.id)
    slices.delete(request.id)
    const args = sliced ? [{ ...(request.args[0] as Change), ...sliced }] : request.args
    void answer(store, request.id, request.call, args)
  })
}

interface Gathered {
  readonly transitions: Transition[]
  readonly incidents: IncidentEvent[]
}

function gather(to: Gathered, slice: Slice): void {
  for (const transition of slice.transitions ?? []) to.transitions.push(transition)
  for (const packed of slice.incidents ?? []) to.incidents.push(unpackEvent(packed))
}

async function answer(
  store: Store,
  id: number,
  call: keyof Store,
  args: readonly unknown[],
): Promise<void> {
  try {
    const value: unknown = await Reflect.apply(store[call], store, args)
    if (!Array.isArray(value) || value.length <= SLICE) {
      say({ type: 'answer', id, value })
    } else {
      for (let i = 0; i < value.length; i += SLICE) {
        say({ type: 'slice', id, slice: value.slice(i, i + SLICE) })
        await breathe()
      }
      say({ type: 'answer', id, value: undefined })
    }
  } catch (error) {
    say({ type: 'refusal', id, fault: faultOf(error, 'RND_STORE_WRITE') })
  }
  if (call === 'close') port?.close()
}
