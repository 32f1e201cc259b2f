// STAND-IN, not Grafana: an HTTP server that answers as the documentation of Grafana 12 and 13 and its own handlers say it
// does. No Grafana was at hand. It can also be slow, cut off, or answer nonsense.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Asked, Given } from './answer.ts'
import { GrafanaState } from './state.ts'

/**
 * What happens to a request instead: `cut` before anything is done, `cut after` it is done and before it is answered,
 * `hang`, another status, or any text.
 */
export type Misdeed =
  | 'cut'
  | 'cut after'
  | 'hang'
  | { readonly status: number; readonly text?: string; readonly headers?: Record<string, string> }

export interface GrafanaStandIn {
  readonly url: string
  readonly state: GrafanaState
  /** `METHOD path` of every request so far. */
  readonly asked: string[]
  /** For each request; undefined: it is answered as Grafana does. `n` counts from 0. */
  misdeed: (asked: Asked, n: number) => Misdeed | undefined
  /** Permission that the token lacks for a request. */
  lacks: (asked: Asked) => string | undefined
  /** Requests that write. */
  writes(): string[]
  close(): Promise<void>
}

export async function startGrafana(token: string): Promise<GrafanaStandIn> {
  const state = new GrafanaState()
  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(JSON.stringify({ message: String(error) }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const standIn: GrafanaStandIn = {
    url: `http://127.0.0.1:${port}`,
    state,
    asked: [],
    misdeed: () => undefined,
    lacks: () => undefined,
    writes: () => standIn.asked.filter((line) => !line.startsWith('GET ')),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? ''
    const path = (request.url ?? '').split('?')[0] ?? ''
    const text = await bodyOf(request)
    const asked = { method, path, body: text === '' ? undefined : JSON.parse(text) }
    const n = standIn.asked.push(`${method} ${path}`) - 1
    const misdeed = standIn.misdeed(asked, n)
    if (misdeed === 'cut') {
      request.socket.destroy()
      return
    }
    if (misdeed === 'hang') return
    if (typeof misdeed === 'object') {
      response.writeHead(misdeed.status, misdeed.headers ?? {}).end(misdeed.text ?? '')
      return
    }
    const given = answer(asked, request.headers.authorization ?? '')
    if (misdeed === 'cut after') {
      request.socket.destroy()
      return
    }
    response
      .writeHead(given.status, { 'content-type': 'application/json' })
      .end(given.body === undefined ? '' : JSON.stringify(given.body))
  }

  function answer(asked: Asked, authorization: string): Given {
    // developers/http_api/other: health needs no login.
    if (asked.path === '/api/health') {
      return { status: 200, body: { commit: 'deadbeef', database: 'ok', version: '13.1.0' } }
    }
    if (authorization !== `Bearer ${token}`) {
      return { status: 401, body: { message: 'Invalid API key' } }
    }
    const lacking = standIn.lacks(asked)
    if (lacking !== undefined) {
      const message = `You'll need additional permissions to perform this action. Permissions needed: ${lacking}`
      return { status: 403, body: { accessErrorId: 'ACE1', message, title: 'Access denied' } }
    }
    return state.answer(asked)
  }
  return standIn
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
