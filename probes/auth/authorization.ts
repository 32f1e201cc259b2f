// The answer to a challenge: the value of an Authorization header.
import { createHash, randomBytes } from 'node:crypto'
import type { Challenge } from './challenge.ts'
import type { Credentials } from './credentials.ts'

/**
 * Answers requests with one challenge and counts the uses of its nonce. `uri` must be that of the request line, to the
 * letter.
 */
export class Authorization {
  readonly #challenge: Challenge
  readonly #credentials: Credentials
  #uses = 0

  constructor(challenge: Challenge, credentials: Credentials) {
    this.#challenge = challenge
    this.#credentials = credentials
  }

  header(method: string, uri: string): string {
    const { user, password } = this.#credentials
    const challenge = this.#challenge
    if (challenge.scheme === 'basic') {
      return `Basic ${Buffer.from(`${user}:${password.reveal()}`).toString('base64')}`
    }
    const hash = (text: string): string =>
      createHash(challenge.algorithm === 'MD5' ? 'md5' : 'sha256')
        .update(text)
        .digest('hex')
    const { realm, nonce, opaque, algorithmName } = challenge
    const count = (++this.#uses).toString(16).padStart(8, '0')
    const cnonce = randomBytes(8).toString('hex')
    const own = hash(`${user}:${realm}:${password.reveal()}`)
    const first = challenge.session ? hash(`${own}:${nonce}:${cnonce}`) : own
    const second = hash(`${method}:${uri}`)
    const response = challenge.qop
      ? hash(`${first}:${nonce}:${count}:${cnonce}:auth:${second}`)
      : hash(`${first}:${nonce}:${second}`)
    const parts = [
      `username=${quoted(user)}`,
      `realm=${quoted(realm)}`,
      `nonce=${quoted(nonce)}`,
      `uri=${quoted(uri)}`,
      `response="${response}"`,
      ...(algorithmName === undefined ? [] : [`algorithm=${algorithmName}`]),
      ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
      ...(challenge.qop ? [`qop=auth, nc=${count}`] : []),
      ...(challenge.qop || challenge.session ? [`cnonce="${cnonce}"`] : []),
    ]
    return `Digest ${parts.join(', ')}`
  }
}

/** Line ends cannot be quoted: what holds them would end the header. */
function quoted(text: string): string {
  return `"${text.replaceAll(/[\r\n]/g, '').replaceAll(/["\\]/g, '\\$&')}"`
}
