// One request to a database and its answer, bounded in time and bytes, over connections that are kept.
import { Agent, type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps, Agent as TlsAgent } from 'node:https'
import type { RequestSpec } from '../dialect.ts'
import { versionIn } from '../dialects/server-version.ts'
import { networkCode } from '../network-code.ts'
import type { InfluxTarget } from '../target.ts'

export interface HttpAnswer {
  readonly status: number
  /** The body's bytes as latin1, at most 64 KiB: lines that it quotes are compared byte by byte. */
  readonly text: string
  /** There was more of it. */
  readonly isCut: boolean
  /** Header Retry-After, as it stands. */
  readonly retryAfter?: string
  /** Header Date, epoch milliseconds. */
  readonly dateMs?: number
  /** Header X-Influxdb-Version. */
  readonly version?: string
}

/** No answer, or none that HTTP knows. */
export interface NoAnswer {
  readonly lost: 'unreachable' | 'timeout' | 'strange-answer'
  /** A code, as in Found. */
  readonly why: string
  /** How long was waited; only of `timeout`. */
  readonly seconds?: number
}

export type Answer = HttpAnswer | NoAnswer

export interface Exchange {
  /** Never throws. `body` is gzipped. */
  ask(spec: RequestSpec, body?: Uint8Array): Promise<Answer>
  /** Ends what is under way, and the connections. */
  close(): void
}

const MOST_READ = 64 * 1024
/** Two of the live lane, one of the replay lane, one of refused frames, one of the contract test. */
const MOST_SOCKETS = 5

export function httpExchange(target: InfluxTarget): Exchange {
  const { protocol, hostname, port } = new URL(target.url)
  const secure = protocol === 'https:'
  const kept = { keepAlive: true, maxSockets: MOST_SOCKETS }
  const agent = secure
    ? new TlsAgent({ ...kept, ...(target.ca === undefined ? {} : { ca: target.ca }) })
    : new Agent(kept)
  const open = secure ? overHttps : overHttp
  const ending = new AbortController()

  function once(spec: RequestSpec, body: Uint8Array | undefined, signal: AbortSignal) {
    return new Promise<HttpAnswer>((resolve, reject) => {
      const made = open({
        agent,
        method: spec.method,
        host: hostname.replace(/^\[|\]$/g, ''),
        port,
        path: spec.path,
        signal,
        headers: {
          ...spec.headers,
          ...(body && { 'content-encoding': 'gzip', 'content-length': body.length }),
        },
      })
      made.on('error', (error) => reject(new Failure(error, made.reusedSocket)))
      made.on('response', (response) => void read(response).then(resolve, reject))
      made.end(body)
    })
  }

  return {
    async ask(spec, body) {
      const timeout = AbortSignal.timeout(target.timeoutMs)
      const signal = AbortSignal.any([timeout, ending.signal])
      for (let isAgain = false; ; isAgain = true) {
        try {
          return await once(spec, body, signal)
        } catch (error) {
          if (timeout.aborted) {
            return { lost: 'timeout', why: 'no-answer', seconds: target.timeoutMs / 1000 }
          }
          // The server closed a connection that had been idle, just as we took it again: no fault of anybody.
          if (!isAgain && error instanceof Failure && error.isStale && !signal.aborted) continue
          return lossOf(error)
        }
      }
    },
    close() {
      ending.abort()
      agent.destroy()
    },
  }
}

/** A request that came to nothing. */
class Failure extends Error {
  readonly isStale: boolean

  constructor(cause: Error, reused: boolean) {
    super(cause.message, { cause })
    const code = networkCode(cause)
    this.isStale = reused && (code === 'ECONNRESET' || code === 'EPIPE')
  }
}

/** The first 64 KiB; what comes after is not read, and neither is that connection used again. */
async function read(response: IncomingMessage): Promise<HttpAnswer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part)
    length += part.length
    if (length > MOST_READ) break
  }
  const text = Buffer.concat(parts).subarray(0, MOST_READ).toString('latin1')
  const date = Date.parse(response.headers.date ?? '')
  const version = versionIn(response.headers['x-influxdb-version'])
  const retryAfter = response.headers['retry-after']
  return {
    status: response.statusCode ?? 0,
    text,
    isCut: length > MOST_READ,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(Number.isNaN(date) ? {} : { dateMs: date }),
    ...(version === undefined ? {} : { version }),
  }
}

function lossOf(error: unknown): NoAnswer {
  const why = networkCode(error instanceof Failure ? error.cause : error)
  return { lost: why.startsWith('HPE_') ? 'strange-answer' : 'unreachable', why }
}
