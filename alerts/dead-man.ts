// Signs of life to a watcher outside: while rounds, store and notifier live, and no longer.
import type { Logger } from '../fleet/logger.ts'
import type { Secret } from '../fleet/secret.ts'
import { ask, type Fetch } from './channels/http-send.ts'
import { urlOf } from './channels/revealed.ts'

export interface DeadManOptions {
  /** Asked for with GET; any 2xx is well. Its path is a secret in most services. */
  readonly url: Secret | string
  readonly everyMs: number
  /** Asked before each call; `why` in a few words, for the log, where it is not `ok`. */
  readonly alive: () => { readonly ok: boolean; readonly why: string }
  readonly log: Logger
  /** Default the global one. */
  readonly fetch?: Fetch
  /** Epoch milliseconds; default the machine's clock. */
  readonly now?: () => number
}

export interface DeadManMetrics {
  /** Epoch milliseconds of the last call that was answered well; absent before the first. */
  readonly lastPushAt?: number
  /** Calls that failed since the start. */
  readonly failures: number
  /** The last call failed. */
  readonly failing: boolean
  /** The last time nothing was called, because not all lives. */
  readonly silent: boolean
}

export interface DeadMan {
  metrics(): DeadManMetrics
  /** Ends the call under way and makes no further one. */
  stop(): void
}

const LONGEST_MS = 10_000

/** Calls at once and then every `everyMs`, one call at a time. */
export function startDeadMan(options: DeadManOptions): DeadMan {
  const { everyMs, alive, log, fetch: send = fetch, now = Date.now } = options
  const url = urlOf(options.url)
  const stopping = new AbortController()
  const limitMs = Math.min(LONGEST_MS, everyMs)
  let lastPushAt: number | undefined
  let failures = 0
  let failing = false
  let silent = false
  let underWay = false

  async function push(): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(limitMs)])
    const { answer, lost } = await ask(send, { method: 'GET', url, headers: {} }, signal)
    if (stopping.signal.aborted) return
    const ok = answer !== undefined && answer.status >= 200 && answer.status < 300
    if (ok) {
      if (failing) log.info({}, "the outside watcher's address answers again")
      lastPushAt = now()
    } else {
      failures++
      const why =
        lost === undefined || lost.result === 'sent'
          ? `${url.host} answered ${answer?.status}`
          : lost.why
      if (!failing) log.warn({ why }, 'the outside watcher cannot be told that we live')
    }
    failing = !ok
  }

  async function beat(): Promise<void> {
    const { ok, why } = alive()
    if (ok === silent) {
      silent = !ok
      if (ok) log.info({}, 'signs of life go out again')
      else log.error({ why }, 'no sign of life goes out: not all of the program lives')
    }
    if (!ok || underWay) return
    underWay = true
    await push().finally(() => {
      underWay = false
    })
  }

  const timer = setInterval(() => void beat(), everyMs)
  timer.unref()
  void beat()
  return {
    metrics: () => ({
      ...(lastPushAt === undefined ? {} : { lastPushAt }),
      failures,
      failing,
      silent,
    }),
    stop() {
      clearInterval(timer)
      stopping.abort()
    },
  }
}
