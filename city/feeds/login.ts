// How NVRs of the synthetic city ask for user and password: digest, RFC 7616 and its older form.
import { createHash } from 'node:crypto'

export type Login = 'right' | 'none' | 'wrong' | 'stale'

/** A nonce is taken for one to two such times. */
const NONCE_MS = 600_000
const REALM = 'ronda-city'
const LONGEST = 2048
const PARAMETER = /([a-z]+)=(?:"([^"]*)"|([^\s,"]+))/gi

/** One user and password for the whole city. */
export class Logins {
  readonly #user: string
  readonly #own: Readonly<Record<'md5' | 'sha256', string>>
  readonly #secret: string

  constructor(user: string, password: string, secret: string) {
    this.#user = user
    const own = `${user}:${REALM}:${password}`
    this.#own = { md5: hash('md5', own), sha256: hash('sha256', own) }
    this.#secret = secret
  }

  /**
   * Values of WWW-Authenticate. MD5 comes last: clients that know nothing else take the last one. `strong`: SHA-256 is
   * offered too. `qop`: as NVRs ask over HTTP; over RTSP they do without.
   */
  challenges(
    nvr: string,
    at: number,
    { strong, qop, stale }: Readonly<Record<'strong' | 'qop' | 'stale', boolean>>,
  ): string[] {
    const common = `Digest realm="${REALM}", nonce="${this.#nonce(nvr, at)}"${stale ? ', stale=true' : ''}`
    const md5 = qop ? `${common}, qop="auth"` : common
    return strong ? [`${common}, qop="auth", algorithm=SHA-256`, md5] : [md5]
  }

  /** `uri` is that of the request line: what was hashed must be the same to the letter. */
  check(header: string | undefined, method: string, uri: string, nvr: string, at: number): Login {
    if (header === undefined) return 'none'
    if (header.length > LONGEST || !/^digest /i.test(header)) return 'wrong'
    const given = new Map<string, string>()
    for (const [, key, quoted, bare] of header.matchAll(PARAMETER)) {
      given.set((key as string).toLowerCase(), quoted ?? bare ?? '')
    }
    const algorithm = given.get('algorithm')?.toUpperCase() === 'SHA-256' ? 'sha256' : 'md5'
    const nonce = given.get('nonce') ?? ''
    const second = hash(algorithm, `${method}:${uri}`)
    const middle = given.has('qop')
      ? `${nonce}:${given.get('nc')}:${given.get('cnonce')}:auth`
      : nonce
    const right =
      given.get('username') === this.#user &&
      given.get('uri') === uri &&
      given.get('response') === hash(algorithm, `${this.#own[algorithm]}:${middle}:${second}`)
    if (!right) return 'wrong'
    const fresh = nonce === this.#nonce(nvr, at) || nonce === this.#nonce(nvr, at - NONCE_MS)
    return fresh ? 'right' : 'stale'
  }

  #nonce(nvr: string, at: number): string {
    return hash('md5', `${this.#secret}:${nvr}:${Math.floor(at / NONCE_MS)}`)
  }
}

function hash(algorithm: 'md5' | 'sha256', text: string): string {
  return createHash(algorithm).update(text).digest('hex')
}
