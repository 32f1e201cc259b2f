// How long a server asks us to stay away: header Retry-After, which is as hostile as the rest of an answer.

/** No server puts us off for longer. */
export const LONGEST_RETRY_AFTER_MS = 600_000

const SECONDS = /^\d{1,9}$/
/** All three forms of RFC 9110, 5.6.7, begin with the day of the week; Date.parse takes much else for a date. */
const DATE = /^[A-Z][a-z]{2,8},? /

/** Milliseconds of `120` (seconds) or of a date of HTTP, 0 to 10 minutes; undefined where it is neither. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? ''
  const ms = SECONDS.test(text)
    ? Number(text) * 1000
    : DATE.test(text)
      ? Date.parse(text) - now
      : Number.NaN
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS)
}
