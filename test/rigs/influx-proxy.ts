// A proxy on the loopback in front of an InfluxDB: with another clock in the header Date of every answer, or with TLS.
import { once } from 'node:events'
import { request as ask, createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface InfluxProxy {
  readonly url: string
  close(): Promise<void>
}

export interface InfluxProxyOptions {
  /** By how much the shown clock is ahead; may be negative. Default 0. */
  readonly aheadMs?: number
  /** PEM; with it the proxy speaks https. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

export async function startInfluxProxy(
  target: string,
  { aheadMs = 0, tls }: InfluxProxyOptions,
): Promise<InfluxProxy> {
  const pass: RequestListener = (request, response) => {
    const { method = 'GET', headers, url = '/' } = request
    const onward = ask(new URL(url, target), { method, headers })
    onward.on('response', (answer) => {
      const date = new Date(Date.now() + aheadMs).toUTCString()
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, date })
      answer.pipe(response)
    })
    onward.on('error', () => response.writeHead(502).end())
    request.pipe(onward)
  }
  const server = tls ? createTlsServer(tls, pass) : createServer(pass)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
