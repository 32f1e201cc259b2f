// Questions over HTTP or HTTPS to one device that nobody vouches for: bounded in time, bytes and headers; a failure is a value.
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { type HttpFault, httpFaultOf } from './http-fault.ts'
import type { NvrLimits, NvrTarget } from './nvr-look.ts'

/** Status line and headers of one answer, in bytes. */
const MOST_HEADER_BYTES = 16_384
/** Of one header that is handed on. */
const LONGEST_HEADER = 2000
/** Of 1xx answers before the real one. */
const MOST_INTERIM = 8

export type HttpPlace = Pick<NvrTarget, 'host' | 'port' | 'tls' | 'verifyTls'>

export interface HttpQuestion {
  readonly method: 'GET' | 'POST'
  /** Path and query, beginning with a slash. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Where another than the place's. */
  readonly port?: number
}

export interface HttpAnswer {
  readonly fault: undefined
  readonly status: number
  /** The WWW-Authenticate headers, one by one. */
  readonly challenges: readonly string[]
  readonly body: Buffer
  /** As the device wrote them, at most 2,000 characters; undefined where it did not. */
  readonly contentType: string | undefined
  readonly location: string | undefined
  /** Epoch milliseconds: half way between the question sent and the beginning of the answer. */
  readonly midAt: number
}

export type HttpOutcome = HttpAnswer | { readonly fault: HttpFault }

/**
 * One connection for one look, opened when it is needed, used for all questions where the device lets it live, and
 * closed at the end. Redirects are answers like others: nothing is ever sent to another place.
 */
export class HttpLine {
  readonly #place: HttpPlace
  readonly #limits: NvrLimits
  readonly #signal: AbortSignal
  readonly #agent: HttpAgent
  readonly #timer: NodeJS.Timeout
  #ended: HttpFault | undefined
  #endNow: ((fault: HttpFault) => void) | undefined

  /** The time for all questions together runs from here. */
  constructor(place: HttpPlace, limits: NvrLimits, signal: AbortSignal) {
    this.#place = place
    this.#limits = limits
    this.#signal = signal
    const options = { keepAlive: true, maxSockets: 1 }
    this.#agent = place.tls ? new HttpsAgent(options) : new HttpAgent(options)
    this.#timer = setTimeout(() => this.#end('timeout'), limits.totalMs)
    if (signal.aborted) this.#ended = 'aborted'
    else signal.addEventListener('abort', this.#abort, { once: true })
  }

  /** One question at a time. Never rejects. */
  async ask(question: HttpQuestion): Promise<HttpOutcome> {
    const first = await this.#once(question)
    // A device may have closed the connection just before: that it knows nothing of this question is certain only here.
    return first === 'worn' ? this.#once(question, true) : first
  }

  #once(question: HttpQuestion): Promise<HttpOutcome | 'worn'>
  #once(question: HttpQuestion, last: true): Promise<HttpOutcome>
  #once(question: HttpQuestion, last = false): Promise<HttpOutcome | 'worn'> {
    if (this.#ended !== undefined) return Promise.resolve({ fault: this.#ended })
    return new Promise((resolve) => {
      const tls = this.#place.tls
      let ready = false
      let sentAt = Date.now()
      let connecting: NodeJS.Timeout | undefined
      let request: ClientRequest | undefined
      let isSettled = false
      const settle = (outcome: HttpOutcome | 'worn'): void => {
        if (isSettled) return
        isSettled = true
        clearTimeout(connecting)
        this.#endNow = undefined
        if (outcome === 'worn' || outcome.fault !== undefined) request?.destroy()
        resolve(outcome)
      }
      this.#endNow = (fault) => settle({ fault })
      try {
        request = this.#open(question)
      } catch {
        settle({ fault: 'protocol' })
        return
      }
      const asked = request
      asked.on('socket', (socket) => {
        if (asked.reusedSocket) {
          ready = true
          return
        }
        connecting = setTimeout(() => settle({ fault: 'timeout' }), this.#limits.connectMs)
        socket.once(tls ? 'secureConnect' : 'connect', () => {
          clearTimeout(connecting)
          ready = true
          sentAt = Date.now()
        })
      })
      let interim = 0
      asked.on('information', () => {
        if (++interim > MOST_INTERIM) settle({ fault: 'too_much' })
      })
      asked.on('response', (response) => {
        const midAt = (sentAt + Date.now()) / 2
        collect(response, this.#limits.mostBytes, (body) => {
          settle(typeof body === 'string' ? { fault: body } : answerOf(response, body, midAt))
        })
      })
      // An upgrade or a tunnel was not asked for.
      asked.on('upgrade', (_, socket) => {
        socket.destroy()
        settle({ fault: 'protocol' })
      })
      asked.on('error', (error) => {
        const worn = !last && asked.reusedSocket && 'code' in error && error.code === 'ECONNRESET'
        settle(worn ? 'worn' : { fault: httpFaultOf(error, tls && !ready) })
      })
      asked.end(question.body)
    })
  }

  #open({ method, path, headers, body, port }: HttpQuestion): ClientRequest {
    const { tls, verifyTls } = this.#place
    const options = {
      host: this.#place.host.replace(/^\[(.*)\]$/, '$1'),
      port: port ?? this.#place.port,
      method,
      path,
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        ...headers,
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      },
      agent: this.#agent,
      maxHeaderSize: MOST_HEADER_BYTES,
    }
    if (!tls) return httpRequest(options)
    // Recorders of ten years ago know nothing newer; who wants a certificate vouched for wants present-day TLS too.
    const old = { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const
    return httpsRequest({ ...options, rejectUnauthorized: verifyTls, ...(verifyTls ? {} : old) })
  }

  /** Ends what is under way and closes the connection. */
  close(): void {
    this.#end('aborted')
    clearTimeout(this.#timer)
    this.#signal.removeEventListener('abort', this.#abort)
    this.#agent.destroy()
  }

  readonly #abort = (): void => this.#end('aborted')

  #end(fault: HttpFault): void {
    this.#ended ??= fault
    this.#endNow?.(this.#ended)
  }
}

function collect(
  response: IncomingMessage,
  mostBytes: number,
  done: (body: Buffer | HttpFault) => void,
): void {
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > mostBytes) done('too_much')
    else chunks.push(chunk)
  })
  response.on('end', () => done(response.complete ? Buffer.concat(chunks, size) : 'protocol'))
  response.on('error', () => done('protocol'))
}

function answerOf(response: IncomingMessage, body: Buffer, midAt: number): HttpAnswer {
  const challenges: string[] = []
  for (let i = 0; i + 1 < response.rawHeaders.length; i += 2) {
    if (response.rawHeaders[i]?.toLowerCase() === 'www-authenticate') {
      challenges.push(response.rawHeaders[i + 1] as string)
    }
  }
  const { location, 'content-type': contentType } = response.headers
  return {
    fault: undefined,
    status: response.statusCode ?? 0,
    challenges,
    body,
    contentType: contentType?.slice(0, LONGEST_HEADER),
    location: location?.slice(0, LONGEST_HEADER),
    midAt,
  }
}
