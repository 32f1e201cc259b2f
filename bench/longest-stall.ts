// How long the event loop of this thread was held up at the longest.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'

/** A stall is noted when it is over: without this much time behind it the last one would not count. */
const AFTERWARDS_MS = 10

/** Milliseconds that this thread's event loop was held up at the longest while `work` was under way. */
export async function longestStall(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await work()
  await wait(AFTERWARDS_MS)
  delay.disable()
  return delay.max / 1e6
}
