// The one error class of the house: a code to look up, a sentence to read, a remedy to follow.

/** Every code is listed in docs/errors.md; a test compares the two lists. */
export const ERROR_CODES = [
  'RND_USAGE',
  'RND_FLEET_INVALID',
  'RND_CONFIG_INVALID',
  'RND_CONFIG_MISSING',
  'RND_SECRET_UNRESOLVED',
  'RND_ICMP_PRIVILEGE',
  'RND_ICMP_UNSUPPORTED',
  'RND_ICMP_SOCKET',
  'RND_ADDRESS_INVALID',
  'RND_STORE_NEWER',
  'RND_STORE_OPEN',
  'RND_STORE_WRITE',
  'RND_PORT_TAKEN',
  'RND_NOT_RUNNING',
  'RND_INFLUX',
  'RND_GRAFANA',
  'RND_SPOOL_OPEN',
  'RND_FIT_LABELS',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** A fault that a person must mend. `remedy` says how, in one line, without a trailing full stop. */
export class RondaError extends Error {
  readonly code: ErrorCode
  readonly remedy: string | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { remedy?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'RondaError'
    this.code = code
    this.remedy = options.remedy
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
