// What an answer over HTTP means for a message: taken, later, or never.
import type { Delivery } from './channel.ts'

export interface HttpAnswer {
  readonly status: number
  /** The header, where there was one. */
  readonly retryAfter: string | undefined
  /** The beginning of what was answered, at most 64 KiB. */
  readonly text: string
}

/** A receiver may not put its messages off for longer by Retry-After. */
export const LONGEST_RETRY_AFTER_MS = 600_000

const LATER = new Set([408, 425, 429])
/** The way or the key to the receiver is wrong; when somebody has mended it, the message goes. */
const MEND = new Set([401, 402, 403, 404, 405, 407, 410])

/**
 * - 2xx, or one of `ok` where they are given: sent.
 * - 408, 425, 429, 5xx, and what no server should answer: later, after Retry-After where it was given (10 minutes at most).
 * - 3xx: later; a redirect is not followed, because the message and its keys are for this host alone.
 * - 401, 403, 404, 410 and their like: later, because somebody must mend the configuration.
 * - 400, 413, 415, 422 and other 4xx: never.
 *
 * `said` is what may be told of the answer's text, without secrets. `now`: epoch milliseconds.
 */
export function deliveryOf(
  answer: Pick<HttpAnswer, 'status' | 'retryAfter'>,
  said: string,
  now: number,
  ok?: readonly number[],
): Delivery {
  const { status, retryAfter } = answer
  if (ok === undefined ? status >= 200 && status < 300 : ok.includes(status))
    return { result: 'sent' }
  const answered = `answered ${status}${said === '' ? '' : `: ${said}`}`
  if (status >= 300 && status < 400) {
    const why = `answered ${status}, a redirect, which is not followed; configure the final address`
    return { result: 'later', why }
  }
  if (MEND.has(status))
    return { result: 'later', why: `${answered}; the receiver's address or key must be mended` }
  if (status >= 400 && status < 500 && !LATER.has(status)) return { result: 'never', why: answered }
  const afterMs = parseRetryAfter(retryAfter, now)
  return { result: 'later', why: answered, ...(afterMs === undefined ? {} : { afterMs }) }
}

/** Milliseconds of `120` (seconds) or of a date of HTTP, 0 to 10 minutes; absent where it is neither. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  // Date.parse takes words like `5.5` for dates; a date of HTTP begins with the day of the week.
  if (!/^\d{1,9}$/.test(text) && !/^[A-Z][a-z]{2,8},? /.test(text)) return undefined
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS) : undefined
}
