// A recorder on the loopback that asks for a login as real ones do, and counts what it was asked.
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Secret } from '../../fleet/secret.ts'
import type { NvrTarget } from '../../probes/nvr/nvr-look.ts'

export interface Login {
  readonly kind: 'digest' | 'basic' | 'none'
  readonly algorithm?: 'MD5' | 'SHA-256'
  readonly qop?: boolean
  /** A nonce is taken so many times. Default: for ever. */
  readonly uses?: number
  /** What it says of a nonce that is too old. Default true. */
  readonly saysStale?: boolean
  /** Paths that are open to everyone. */
  readonly open?: RegExp
}

export interface Answer {
  readonly status?: number
  readonly body: string | Buffer
}

export interface DoubleNvr {
  password: string
  /** Method, path and body of every request that was let in. */
  readonly asked: string[]
  /** Requests with a login that was refused. */
  refused: number
  /** Requests without a login where one is wanted. */
  challenged: number
  connections: number
  target(over?: Partial<NvrTarget>): NvrTarget
  close(): Promise<void>
}

const USER = 'ronda'

export async function startDoubleNvr(
  login: Login,
  answer: (path: string, body: string) => Answer,
  options: { readonly host?: string; readonly tls?: { key: string; cert: string } } = {},
): Promise<DoubleNvr> {
  const host = options.host ?? '127.0.0.1'
  const nonces = new Map<string, number>()
  const listener: RequestListener = (request, response) => {
    void read(request).then((body) => {
      const path = request.url ?? ''
      const verdict = login.open?.test(`${path} ${body}`)
        ? 'in'
        : judge(login, nonces, double.password, request)
      if (verdict === 'in') {
        double.asked.push(`${request.method} ${path}${body && ` ${body}`}`)
        const { status = 200, body: reply } = answer(path, body)
        response.writeHead(status, { 'content-type': 'text/plain' }).end(reply)
        return
      }
      if (verdict === 'refused') double.refused++
      else double.challenged++
      response
        .writeHead(401, { 'www-authenticate': challengeOf(login, nonces, verdict) })
        .end('<ResponseStatus><statusString>Unauthorized</statusString></ResponseStatus>')
    })
  }
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener)
  const double: DoubleNvr = {
    password: 'a "right" one',
    asked: [],
    refused: 0,
    challenged: 0,
    connections: 0,
    target: (over = {}) => ({
      vendor: 'hikvision',
      host,
      port: (server.address() as AddressInfo).port,
      tls: options.tls !== undefined,
      verifyTls: false,
      credentials: { user: USER, password: new Secret(double.password) },
      slots: 4,
      ...over,
    }),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  server.on('connection', () => double.connections++)
  server.listen(0, host)
  await once(server, 'listening')
  return double
}

type Verdict = 'in' | 'refused' | 'stale' | 'missing'

function judge(
  login: Login,
  nonces: Map<string, number>,
  password: string,
  request: IncomingMessage,
): Verdict {
  if (login.kind === 'none') return 'in'
  const header = request.headers.authorization
  if (header === undefined) return 'missing'
  if (login.kind === 'basic') {
    const sent = Buffer.from(header.replace(/^Basic /, ''), 'base64').toString()
    return sent === `${USER}:${password}` ? 'in' : 'refused'
  }
  const given = (key: string): string => new RegExp(`[ ,]${key}="?([^",]*)`).exec(header)?.[1] ?? ''
  const hash = (text: string): string =>
    createHash(login.algorithm === 'SHA-256' ? 'sha256' : 'md5')
      .update(text)
      .digest('hex')
  const nonce = given('nonce')
  const left = nonces.get(nonce)
  if (left === undefined || left < 1) return 'stale'
  const own = hash(`${USER}:double:${password}`)
  const asked = hash(`${request.method}:${request.url}`)
  const middle = login.qop ? `${nonce}:${given('nc')}:${given('cnonce')}:auth` : nonce
  if (given('response') !== hash(`${own}:${middle}:${asked}`)) return 'refused'
  nonces.set(nonce, left - 1)
  return 'in'
}

function challengeOf(login: Login, nonces: Map<string, number>, verdict: Verdict): string {
  if (login.kind === 'basic') return 'Basic realm="double"'
  const nonce = randomBytes(8).toString('hex')
  nonces.set(nonce, login.uses ?? Number.POSITIVE_INFINITY)
  const stale = verdict === 'stale' && (login.saysStale ?? true) ? ', stale=true' : ''
  const qop = login.qop ? ', qop="auth"' : ''
  const algorithm = login.algorithm ? `, algorithm=${login.algorithm}` : ''
  return `Digest realm="double", nonce="${nonce}"${qop}${algorithm}${stale}`
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
