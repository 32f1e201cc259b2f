// Requests to Grafana's HTTP API: bounded in time, size and tries, with the token in its header only.
import type { Secret } from '../../fleet/secret.ts'
import { errorOf, GrafanaError } from './grafana-error.ts'
import { isObject, type Json, objectOf, textOf } from './json.ts'

export interface ApiOptions {
  /** Without a slash at the end. */
  readonly url: string
  readonly token: Secret
  /** Milliseconds that one request may take, its answer included. Default 15,000. */
  readonly timeoutMs?: number
  /** Bytes of one answer. Default 32 MB. */
  readonly maxBytes?: number
  /** Milliseconds before a second try, twice as long before a third. Default 500. */
  readonly waitMs?: number
  readonly signal?: AbortSignal
}

export interface ApiAnswer {
  readonly status: number
  readonly body: Json
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

const TRIES = 3
const LONGEST_WAIT_MS = 10_000
const DEEPEST = 200
/** Of a proxy before Grafana, or of Grafana while it starts: to read again is safe. */
const AGAIN = new Set([429, 502, 503, 504])

export class GrafanaApi {
  readonly url: string
  readonly #options: ApiOptions
  readonly #hidden = new Set<string>()

  constructor(options: ApiOptions) {
    this.url = options.url
    this.#options = options
    this.hide(options.token.reveal())
  }

  /** Where Grafana repeats `secret` in what it says, it is taken out. */
  hide(secret: string): void {
    if (secret.length > 3) this.#hidden.add(secret)
  }

  /** `allow` are statuses that are answers, too, as 404 for what is not there. Else throws a GrafanaError. */
  async get(path: string, allow: readonly number[] = []): Promise<ApiAnswer> {
    return await this.#checked('GET', path, undefined, allow)
  }

  async send(
    method: Exclude<Method, 'GET'>,
    path: string,
    body?: Json,
    allow: readonly number[] = [],
  ): Promise<ApiAnswer> {
    return await this.#checked(method, path, body, allow)
  }

  async #checked(
    method: Method,
    path: string,
    body: Json | undefined,
    allow: readonly number[],
  ): Promise<ApiAnswer> {
    const answer = await this.#tried(method, path, body)
    const { status } = answer
    if ((status >= 200 && status < 300) || allow.includes(status)) return answer
    throw errorOf(`${method} ${path}`, status, this.#clean(saidIn(answer.body)))
  }

  /** Only reading is tried again, and what was turned away before anything was done with it. */
  async #tried(method: Method, path: string, body: Json | undefined): Promise<ApiAnswer> {
    const { waitMs = 500, signal } = this.#options
    for (let tries = 1; ; tries++) {
      const mayRepeat = tries < TRIES && signal?.aborted !== true
      try {
        const { answer, retryAfterMs } = await this.#once(method, path, body)
        const { status } = answer
        const isAgain = method === 'GET' ? AGAIN.has(status) : status === 429
        if (!isAgain || !mayRepeat) return answer
        await pause(retryAfterMs ?? waitMs * 2 ** (tries - 1), signal)
      } catch (error) {
        const isLost = error instanceof GrafanaError && error.fault === 'unreachable'
        if (method !== 'GET' || !isLost || !mayRepeat) throw error
        await pause(waitMs * 2 ** (tries - 1), signal)
      }
    }
  }

  async #once(method: Method, path: string, body: Json | undefined) {
    const { token, timeoutMs = 15_000, signal } = this.#options
    const limit = AbortSignal.timeout(timeoutMs)
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        redirect: 'manual',
        signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token.reveal()}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const { status } = response
      if (status >= 300 && status < 400) throw redirected(this.url, response)
      const text = await this.#read(response)
      return {
        answer: { status, body: this.#parsed(text, status, path) },
        retryAfterMs: retryAfter(response),
      }
    } catch (error) {
      if (error instanceof GrafanaError) throw error
      if (limit.aborted) {
        throw new GrafanaError(
          'timeout',
          `${method} ${path}: no answer within ${timeoutMs / 1000} s`,
          'see whether the machine of Grafana is overloaded, then push again',
        )
      }
      throw new GrafanaError(
        'unreachable',
        `${method} ${path}: ${signal?.aborted ? 'interrupted' : `${new URL(this.url).host} ${this.#clean(causeOf(error))}`}`,
        'see whether Grafana runs, and whether grafana.url and the way to it (name, firewall, certificate) are right',
      )
    }
  }

  async #read(response: Response): Promise<string> {
    const { maxBytes = 32_000_000 } = this.#options
    if (response.body === null) return ''
    const reader = response.body.getReader()
    const parts: Uint8Array[] = []
    let length = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      length += value.length
      if (length > maxBytes) {
        await reader.cancel().catch(() => undefined)
        throw new GrafanaError(
          'too-large',
          `an answer is larger than ${maxBytes / 1_000_000} MB`,
          'see whether grafana.url is the address of a Grafana',
        )
      }
      parts.push(value)
    }
    return Buffer.concat(parts).toString('utf8')
  }

  #parsed(text: string, status: number, path: string): Json {
    if (text.trim() === '') return null
    if (isTooDeep(text)) throw notGrafana(this.url, `${path} is answered with endless nesting`)
    try {
      return JSON.parse(text) as Json
    } catch {
      // Of a proxy: its status says what is wrong.
      if (status >= 400 && status !== 404) return null
      throw notGrafana(this.url, `${path} is answered with something that is no JSON`)
    }
  }

  #clean(text: string): string {
    let clean = printable(text)
    for (const secret of this.#hidden) clean = clean.replaceAll(secret, '[secret]')
    return clean
  }
}

/** Asks who it is. Throws where that is no Grafana; undefined where Grafana does not tell its version. */
export async function versionOf(api: GrafanaApi): Promise<string | undefined> {
  const { body, status } = await api.get('/api/health', [404])
  if (status === 404 || !isObject(body) || typeof body['database'] !== 'string') {
    throw notGrafana(api.url, '/api/health is not answered as Grafana does')
  }
  return typeof body['version'] === 'string' ? printable(body['version']).slice(0, 40) : undefined
}

function notGrafana(url: string, why: string): GrafanaError {
  return new GrafanaError(
    'not-grafana',
    `${url} is not a Grafana: ${why}`,
    'name its address as people open it, with its path where it has one: grafana.url, or behind --push',
  )
}

/** In one line, without what moves a terminal's cursor or turns its text about. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
}

/** The token goes nowhere else: a redirect is not followed. */
function redirected(url: string, { headers }: Response): GrafanaError {
  const location = headers.get('location') ?? ''
  const to = URL.canParse(location, url) ? new URL(location, url) : undefined
  // The rest of the address may hold what nobody should read over a shoulder.
  const where = to !== undefined && /^https?:$/.test(to.protocol) ? `: ${to.origin}` : ''
  return new GrafanaError(
    'redirected',
    `${url} answers that it is elsewhere${where}`,
    'name the address that it leads to (https, or with a path): it is not followed, because the token would go there',
  )
}

/** What is deeper than anything of Grafana's would overflow the stack of whoever walks through it. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let isInText = false
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]
    if (isInText && letter === '\\') i++
    else if (letter === '"') isInText = !isInText
    else if (!isInText && (letter === '[' || letter === '{') && ++depth > DEEPEST) return true
    else if (!isInText && (letter === ']' || letter === '}')) depth--
  }
  return false
}

function saidIn(body: Json): string {
  return textOf(objectOf(body)['message'])
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : undefined
}

function causeOf(error: unknown): string {
  const inner = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (inner instanceof Error) return 'code' in inner ? String(inner.code) : inner.message
  return String(inner)
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
