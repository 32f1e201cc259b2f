// One RTSP session: the requests in their order, the password where it is asked for, and what a refusal means.
import { Authorization } from '../auth/authorization.ts'
import { type Challenge, readChallenges } from '../auth/challenge.ts'
import type { Credentials } from '../auth/credentials.ts'
import { type Connection, serverName } from './connection.ts'
import { type Failure, failed, shown } from './failure.ts'
import { header, type Reply } from './message.ts'
import { type Description, readDescription, type VideoMedia } from './sdp.ts'
import type { StreamLimits } from './stream-look.ts'
import { baseUrl, controlUrl } from './stream-url.ts'

/** Answers to challenges in one look, stale ones and new nonces for a password that was taken before included. */
const MOST_AUTHORIZATIONS = 4

export class Session {
  /** What the server calls itself. */
  server: string | undefined
  readonly #connection: Connection
  readonly #url: string
  readonly #credentials: Credentials | undefined
  readonly #limits: StreamLimits
  #base: string
  #control: string | undefined
  #authorization: Authorization | undefined
  #authorizations = 0
  /** The server took our password at least once. */
  #proven = false
  /** As the server named it; empty where it did not. Undefined: there is none. */
  #id: string | undefined

  constructor(
    connection: Connection,
    url: string,
    credentials: Credentials | undefined,
    limits: StreamLimits,
  ) {
    this.#connection = connection
    this.#url = url
    this.#base = url
    this.#credentials = credentials
    this.#limits = limits
  }

  options(): Promise<Reply | Failure> {
    return this.#request('OPTIONS', this.#url, [])
  }

  async describe(): Promise<Description | Failure> {
    const reply = await this.#request('DESCRIBE', this.#url, ['Accept: application/sdp'])
    if (failed(reply)) return reply
    const named = header(reply.headers, 'content-base') ?? header(reply.headers, 'content-location')
    this.#base = baseUrl(named, this.#url)
    const description = readDescription(reply.body)
    this.#control = description.control
    return description
  }

  /** Gives the channel on which the server will send RTP. */
  async setup(media: VideoMedia): Promise<number | Failure> {
    const url = controlUrl(this.#base, media.control)
    const reply = await this.#request('SETUP', url, [
      'Transport: RTP/AVP/TCP;unicast;interleaved=0-1',
    ])
    if (failed(reply)) return reply
    const named = header(reply.headers, 'session')?.split(';', 1)[0]?.trim() ?? ''
    this.#id = /^[\x21-\x7e]{1,256}$/.test(named) ? named : ''
    const transport = header(reply.headers, 'transport') ?? ''
    const channel = /interleaved\s*=\s*(\d{1,3})/i.exec(transport)?.[1]
    if (channel === undefined && transport !== '' && !/\/TCP/i.test(transport)) {
      return { fault: 'protocol', says: 'the server gives video over UDP only' }
    }
    return Number(channel ?? 0)
  }

  async play(): Promise<Failure | undefined> {
    const reply = await this.#request('PLAY', this.#aggregate(), ['Range: npt=0.000-'])
    return failed(reply) ? reply : undefined
  }

  /** Always the last: tells the server that we go, where it has a session for us, and lets go of the connection. */
  async close(): Promise<void> {
    const url = this.#aggregate()
    const headers = this.#headers('TEARDOWN', url)
    await this.#connection.close(this.#id === undefined ? undefined : { url, headers })
  }

  #aggregate(): string {
    return controlUrl(this.#base, this.#control)
  }

  #headers(method: string, url: string): string[] {
    return [
      ...(this.#id ? [`Session: ${this.#id}`] : []),
      ...(this.#authorization ? [`Authorization: ${this.#authorization.header(method, url)}`] : []),
    ]
  }

  async #request(
    method: string,
    url: string,
    headers: readonly string[],
  ): Promise<Reply | Failure> {
    for (let answered = false; ; answered = true) {
      const own = this.#headers(method, url)
      const reply = await this.#send(method, url, [...own, ...headers])
      this.server ??= serverName(reply)
      if (failed(reply)) return reply
      if (reply.status !== 401) {
        if (this.#authorization !== undefined) this.#proven = true
        return reply.status === 200 ? reply : refusal(method, reply)
      }
      const challenge = this.#challenge(reply, answered)
      if (failed(challenge)) return challenge
      this.#authorization = new Authorization(challenge, this.#credentials as Credentials)
    }
  }

  #send(method: string, url: string, headers: readonly string[]): Promise<Reply | Failure> {
    return this.#connection.request(method, url, headers, this.#limits.replyMs)
  }

  /** The challenge to answer; never with a password that was refused already: NVRs lock accounts. */
  #challenge(reply: Reply, answered: boolean): Challenge | Failure {
    const fail = (says: string): Failure => ({ fault: 'auth', status: 401, says })
    if (this.#credentials === undefined) return fail('the server wants a password and we have none')
    const [challenge] = readChallenges(reply.headers.get('www-authenticate') ?? [])
    if (challenge === undefined) {
      return fail('the server wants a password in a way that we do not know')
    }
    const known = this.#authorization === undefined
    // A password that was taken before is right: only its nonce has run out, said or not.
    const renewed = challenge.stale || (this.#proven && !answered)
    if ((!known && !renewed) || ++this.#authorizations > MOST_AUTHORIZATIONS) {
      return fail('the server refuses our user or password')
    }
    return challenge
  }
}

function refusal(method: string, { status, reason }: Reply): Failure {
  const said = `${status}${reason === '' ? '' : ` ${shown(reason, 60)}`} to ${method}`
  if (status === 403) return { fault: 'auth', status, says: `our user may not see this: ${said}` }
  if (status === 404 || status === 410) {
    return { fault: 'no_channel', status, says: `there is no such channel: ${said}` }
  }
  if (status === 453 || status === 503 || (status === 500 && method === 'SETUP')) {
    return { fault: 'busy', status, says: `the server has no session left: ${said}` }
  }
  return { fault: 'status', status, says: `the server answers ${said}` }
}
