// What is remembered of an NVR from one look to the next, so that a look need not begin with a refused request.
import type { Authorization } from '../auth/authorization.ts'
import type { Challenge } from '../auth/challenge.ts'
import type { Credentials } from '../auth/credentials.ts'
import type { NvrTarget } from './nvr-look.ts'

/** A login that was taken: its challenge can be answered again, with the next count of its nonce. */
export interface Login {
  readonly challenge: Challenge
  readonly authorization: Authorization
  readonly credentials: Credentials
  /** False: its nonces do not live from one look to the next; the next look begins without. */
  readonly lasts: boolean
}

/** Logins by NVR, the longest unused thrown away first. It holds passwords: keep it in memory only. */
export class NvrMemory {
  readonly #logins = new Map<string, Login>()
  readonly #most: number

  /** `most`: NVRs. Default 20,000, of about 1 kB each. */
  constructor(most = 20_000) {
    this.#most = most
  }

  /** Undefined too where the credentials are others by now. */
  recall(target: NvrTarget): Login | undefined {
    const login = this.#logins.get(keyOf(target))
    return login && sameCredentials(login.credentials, target.credentials) ? login : undefined
  }

  keep(target: NvrTarget, login: Login): void {
    const key = keyOf(target)
    this.#logins.delete(key)
    this.#logins.set(key, login)
    if (this.#logins.size <= this.#most) return
    for (const oldest of this.#logins.keys()) {
      this.#logins.delete(oldest)
      break
    }
  }

  forget(target: NvrTarget): void {
    this.#logins.delete(keyOf(target))
  }

  get size(): number {
    return this.#logins.size
  }
}

function keyOf({ host, port, tls }: NvrTarget): string {
  return `${tls ? 's' : ''}${port} ${host}`
}

function sameCredentials(a: Credentials, b: Credentials | undefined): boolean {
  return a.user === b?.user && a.password.reveal() === b.password.reveal()
}
