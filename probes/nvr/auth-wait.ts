// How long an NVR that refused our password is left alone: vendors lock the account after a few refused logins.

export interface AuthTimes {
  /** After the first refusal, milliseconds. Usually 900,000 (15 min). */
  readonly againMs: number
  /** At most. Usually 21,600,000 (6 h). */
  readonly mostMs: number
}

/** Of one NVR, from its first refusal to the next login that is taken. */
export interface AuthWait {
  readonly failures: number
  /** Epoch milliseconds. */
  readonly until: number
  /** Of the credentials that were refused: any word that changes when they do, and tells nothing of them. */
  readonly version: string
}

/** Milliseconds after so many refusals in a row: doubling. 0 after none. */
function nextWait(failures: number, { againMs, mostMs }: AuthTimes): number {
  return failures < 1 ? 0 : Math.min(mostMs, againMs * 2 ** Math.min(failures - 1, 50))
}

/** After a refusal at `at`. Refusals of other credentials do not count. */
export function refused(
  before: AuthWait | undefined,
  version: string,
  at: number,
  times: AuthTimes,
): AuthWait {
  const failures = (before?.version === version ? before.failures : 0) + 1
  return { failures, until: at + nextWait(failures, times), version }
}
