// What can be wrong between us and a database, as words that texts/ has sentences and remedies for.

export const PROBLEMS = [
  /** Nobody listens, no route, name unknown, TLS refused, or the answer breaks off. */
  'unreachable',
  /** No answer within the timeout. */
  'timeout',
  /** 401, or 403: wrong user, password or token, or no right to write. */
  'unauthorised',
  /** 404 or its like: the database, bucket or mapping does not exist. */
  'no-database',
  /** The retention policy of a tier does not exist. */
  'no-retention',
  /** It answers HTTP, but not as an InfluxDB of this dialect does. */
  'wrong-dialect',
  /** Its clock and ours differ by more than 10 minutes. */
  'clock',
  /** What was written cannot be read back. */
  'not-kept',
  /** 429 or 503: it asks for patience. */
  'overloaded',
  /** 5xx that says no more. */
  'server-error',
  /** It refuses points for what they are: dead letters. */
  'refused-points',
  /** It answers with something that no rule names. */
  'strange-answer',
] as const
export type ProblemCode = (typeof PROBLEMS)[number]

/** What Ronda itself found, as a code that texts/ has words for; never an address, never a secret. */
export interface Found {
  /** `ECONNREFUSED` and the like, `no-answer`, `other-version`, `points-ahead`, `nothing-back`, `other-back`. */
  readonly why?: string
  /** Clock: the server's minus ours. `no-answer`: how long was waited. */
  readonly seconds?: number
  /** The server's, of `other-version`. */
  readonly version?: string
}

/** A problem that lasts. `values` fill the sentence: `url`, `database`, `tier`, `said` (what the server said), and those of Found. */
export interface Problem {
  readonly code: ProblemCode
  readonly values: Readonly<Record<string, string | number>>
  /** Since when, epoch milliseconds. */
  readonly since: number
}
