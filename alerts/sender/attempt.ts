// One attempt of one message, which ends in time whatever the channel does.
import type { Channel, Delivery } from '../channels/channel.ts'
import type { Notification } from '../notification.ts'

/** A channel that does not end this long after it was told to is given up. */
const GRACE_MS = 2000
/** A line of a city's uplink, 1 Mbit/s: a message of megabytes is not given up in the middle. */
const BYTES_PER_MS = 100

/** How long an attempt may take: `baseMs`, and longer for a message of megabytes. `bytes`: of the body in the outbox. */
export function attemptMs(baseMs: number, bytes: number): number {
  return baseMs + bytes / BYTES_PER_MS
}

/** Never throws. `stop` ends it at once. */
export async function attempt(
  channel: Channel,
  notification: Notification,
  number: number,
  limitMs: number,
  stop: AbortSignal,
): Promise<Delivery> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), limitMs)
  const signal = AbortSignal.any([limit.signal, stop])
  let grace: NodeJS.Timeout | undefined
  let giveUp: () => void = () => undefined
  const gaveUp = new Promise<Delivery>((resolve) => {
    const why = 'the channel did not end in time'
    giveUp = () => {
      grace = setTimeout(() => resolve({ result: 'later', why }), GRACE_MS)
    }
  })
  signal.addEventListener('abort', giveUp)
  try {
    return await Promise.race([channel.deliver(notification, number, signal), gaveUp])
  } catch (error) {
    // Its message may have secrets in it.
    const name = error instanceof Error ? error.name : 'something'
    return { result: 'later', why: `the channel threw ${name}` }
  } finally {
    clearTimeout(timer)
    clearTimeout(grace)
    signal.removeEventListener('abort', giveUp)
  }
}
