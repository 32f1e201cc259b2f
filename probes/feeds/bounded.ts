// A piece of work that ends in bounded time, whatever it does: first by its signal, then by being left behind.
import type { FeedClock } from './clock.ts'

/** After its signal a look has this long to tear down and tell. */
export const GRACE_MS = 2000

/**
 * Aborts `control` after `mostMs`. Rejects as `work` does, and where `work` still has not settled GRACE_MS after
 * `control` was aborted, by whomever.
 */
export function bounded<T>(
  clock: FeedClock,
  mostMs: number,
  control: AbortController,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let leave = (): void => {}
    const calledOff = clock.after(mostMs, () => control.abort())
    const onAbort = (): void => {
      leave = clock.after(GRACE_MS, () => {
        reject(new Error('a look did not end when it was told to'))
      })
    }
    control.signal.addEventListener('abort', onAbort, { once: true })
    const settled = (): void => {
      calledOff()
      leave()
      control.signal.removeEventListener('abort', onAbort)
    }
    const run = async (): Promise<T> => work(control.signal)
    run().then(
      (value) => {
        settled()
        resolve(value)
      },
      (error: unknown) => {
        settled()
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
}
