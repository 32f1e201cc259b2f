// Signs of life to a watcher outside: while rounds, store and notifier live, and no longer.
import type { Logger } from '../fleet/logger.ts'
import type { Secret } from '../fleet/secret.ts'
import { ask, type Fetch } from './channels/http-send.ts'
import { urlOf } from './channels/revealed.ts'

export interface DeadManOptions {
  /** Asked for with GET; any 2xx is well. Its path is a secret in most services. */
  readonly url: Secret | string
  readonly everyMs: number
  /** Asked before each call, and every second while it is not `ok`; `why` in a few words, for the log, where it is not `ok`. */
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
  /** Nothing is called, because not all lives; false in the first two minutes of a start, while it begins. */
  readonly silent: boolean
}

export interface DeadMan {
  metrics(): DeadManMetrics
  /** Ends the call under way and makes no further one. */
  stop(): void
}

const LONGEST_MS = 10_000
const LOOK_EVERY_MS = 1_000
/** A round over a whole city takes a while to begin. */
const GRACE_MS = 120_000

/**
 * Calls as soon as all lives and then every `everyMs`, one call at a time. While not all lives it looks every second, so
 * that the watcher hears at once when it does; that nothing goes out is an error in the log, after a start not before
 * two minutes.
 */
export function startDeadMan(options: DeadManOptions): DeadMan {
  const { everyMs, alive, log, fetch: send = fetch, now = Date.now } = options
  const url = urlOf(options.url)
  const stopping = new AbortController()
  const limitMs = Math.min(LONGEST_MS, everyMs)
  const lookMs = Math.min(LOOK_EVERY_MS, everyMs)
  let graceMs = GRACE_MS
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

  function beat(): void {
    const { ok, why } = alive()
    if (ok) {
      if (silent) log.info({}, 'signs of life go out again')
      silent = false
      graceMs = 0
      pushAlone()
    } else if (graceMs > 0) graceMs -= lookMs
    else if (!silent) {
      silent = true
      log.error({ why }, 'no sign of life goes out: not all of the program lives')
    }
    timer = setTimeout(beat, ok ? everyMs : lookMs).unref()
  }

  function pushAlone(): void {
    if (underWay) return
    underWay = true
    void push().finally(() => {
      underWay = false
    })
  }

  let timer: NodeJS.Timeout | undefined
  beat()
  return {
    metrics: () => ({
      ...(lastPushAt === undefined ? {} : { lastPushAt }),
      failures,
      failing,
      silent,
    }),
    stop() {
      clearTimeout(timer)
      stopping.abort()
    },
  }
}
