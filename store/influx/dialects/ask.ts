// One question to a database over HTTP, bounded in time and bytes. For set-up and looking; points go through the sender.
import { type IncomingHttpHeaders, type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { networkCode } from '../network-code.ts'
import type { ProblemCode } from '../problem.ts'
import { saidOf, statusAnd } from '../sender/said.ts'
import type { InfluxTarget } from '../target.ts'
import { InfluxError } from './influx-error.ts'

/** No answer to what Ronda asks is near it. */
const MOST_BYTES = 8 * 1024 * 1024

export interface Question {
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/**
 * Follows no redirect and gives every status. Throws InfluxError `unreachable`, `timeout` (the target's `timeoutMs` for
 * the whole answer) or `strange-answer` (more than 8 MiB).
 */
export async function ask(target: InfluxTarget, question: Question): Promise<Reply> {
  const signal = AbortSignal.timeout(target.timeoutMs)
  try {
    const answer = await send(target, question, signal)
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > MOST_BYTES) {
        throw new InfluxError(target, 'strange-answer', 'an answer of more than 8 MiB')
      }
      chunks.push(chunk)
    }
    const text = Buffer.concat(chunks).toString('utf8')
    return { status: answer.statusCode ?? 0, headers: answer.headers, text }
  } catch (cause) {
    if (cause instanceof InfluxError) throw cause
    if (signal.aborted) {
      const found = { why: 'no-answer', seconds: target.timeoutMs / 1000 }
      throw new InfluxError(target, 'timeout', '', { found, cause })
    }
    throw new InfluxError(target, 'unreachable', '', { found: { why: networkCode(cause) }, cause })
  }
}

/** As `ask`; throws InfluxError for every status above 299. */
export async function askOrThrow(target: InfluxTarget, question: Question): Promise<Reply> {
  const reply = await ask(target, question)
  if (reply.status >= 300) throw refusalOf(target, reply)
  return reply
}

/** The fault that an answer other than 2xx stands for, by its words first: 1.x says some of it with a strange status. */
export function refusalOf(target: InfluxTarget, { status, headers, text }: Reply): InfluxError {
  const said = wordsOf(text)
  const values = { status }
  // 3 tells its version at /ping alone.
  const isInflux = headers['x-influxdb-version'] !== undefined || saidOf(text).isInflux
  return new InfluxError(target, codeOf(status, said, isInflux), statusAnd(status, said), {
    values,
  })
}

function codeOf(status: number, said: string, isInflux: boolean): ProblemCode {
  if (status === 401 || status === 403) return 'unauthorised'
  if (/retention policy not found/i.test(said)) return 'no-retention'
  if (/(database|bucket|dbrp).*not found/i.test(said)) return 'no-database'
  if (/HTTP request to an HTTPS server/i.test(said)) return 'unreachable'
  if (status === 429 || status === 503) return 'overloaded'
  if (status >= 500) return 'server-error'
  return status === 404 || status === 405 || !isInflux ? 'wrong-dialect' : 'strange-answer'
}

/** `{"error": ...}` of 1 and 3, `{"code", "message"}` of 2, anything else as it stands. */
function wordsOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null) {
      const { error, message } = body as { error?: unknown; message?: unknown }
      const words = [error, message].find((one) => typeof one === 'string')
      if (typeof words === 'string') return words
    }
  } catch {
    // Not JSON: a proxy, or another program.
  }
  return text || '(an empty body)'
}

function send(
  { url, ca }: InfluxTarget,
  { method, path, headers, body }: Question,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { protocol, hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const options = {
      method,
      path,
      host: hostname.replace(/^\[|\]$/g, ''),
      port,
      signal,
      // A connection that is kept would keep the command alive.
      agent: false,
      headers:
        body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
    }
    const made =
      protocol === 'https:'
        ? overHttps({ ...options, ...(ca === undefined ? {} : { ca }) }, resolve)
        : overHttp(options, resolve)
    made.on('error', reject)
    made.end(body)
  })
}
