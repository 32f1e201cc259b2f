// Looks at what a stack gives out, until its addresses answer or the time is over.
import { messageOf } from '../../fleet/error.ts'
import type { World } from './world.ts'

export interface Looked {
  readonly answering: number
  /** A line each, with the reason. */
  readonly silent: readonly string[]
}

/** Outputs of a stack that are addresses of pages. */
export function urlsOf(outputs: unknown): string[] {
  const values = Object.values((outputs ?? {}) as Readonly<Record<string, unknown>>)
  return values.filter(
    (value): value is string => typeof value === 'string' && /^https:\/\//.test(value),
  )
}

/** Any answer below 500 will do: a page that wants a password is there. A signal ends the waiting. */
export async function lookAt(world: World, urls: readonly string[]): Promise<Looked> {
  const until = performance.now() + world.lookForMs
  let waiting = new Map(urls.map((url) => [url, 'not looked at']))
  let stopped = false
  const wake = new AbortController()
  const stop = () => {
    stopped = true
    wake.abort()
  }
  world.signals.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    for (;;) {
      waiting = new Map(
        (await Promise.all([...waiting.keys()].map((url) => lookOnce(world, url)))).flat(),
      )
      if (waiting.size === 0 || stopped || performance.now() > until) break
      await pause(world.lookEveryMs, wake.signal)
    }
  } finally {
    world.signals.off('SIGINT', stop).off('SIGTERM', stop)
  }
  const silent = [...waiting].map(([url, why]) => `${url} does not answer from here: ${why}`)
  return { answering: urls.length - silent.length, silent }
}

async function lookOnce(world: World, url: string): Promise<[string, string][]> {
  try {
    const status = await world.fetch(url)
    return status < 500 ? [] : [[url, `it answers ${status}`]]
  } catch (error) {
    const { cause } = error as Error
    return [[url, messageOf(cause ?? error)]]
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
