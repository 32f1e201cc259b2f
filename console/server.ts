// Starts the console: the API, the events and the page of a running program, on one address.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import { messageOf, RondaError } from '../fleet/error.ts'
import type { Logger } from '../fleet/logger.ts'
import type { Acting } from './acting.ts'
import { EVENT_LIMITS, EventHub, type EventLimits } from './api/events.ts'
import { buildApp } from './app.ts'
import { isLoopback } from './guard.ts'
import type { Live } from './live.ts'
import { RUNBOOK } from './runbook.ts'

const WEB_DIR = fileURLToPath(new URL('./web/dist', import.meta.url))

/** A page asks for a handful of things at once; hundreds of connections are somebody else. */
const MOST_CONNECTIONS = 512
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
const MOST_HEADER_BYTES = 16_384

export interface ConsoleOptions {
  readonly live: Live
  /** Port 0 takes any free one; `url` says which. */
  readonly listen: { readonly host: string; readonly port: number }
  /** Wanted from every reader when given; must be given where `listen.host` is not a loopback address. */
  readonly token?: string | undefined
  /** Absent: the console only reads, and has nothing planned to show. */
  readonly acting?: Acting
  /** Folder of the built page; default console/web/dist. */
  readonly webDir?: string
  /** Default docs/runbook.md. */
  readonly runbook?: string
  readonly logger: Logger
  /** Default EVENT_LIMITS. */
  readonly events?: Partial<EventLimits>
}

export interface Console {
  /** `http://127.0.0.1:8080` */
  readonly url: string
  /** Ends every connection, the open event streams too. */
  close(): Promise<void>
}

/**
 * Listens and answers until closed. Throws RND_CONFIG_INVALID where a network would be let in without a token, and
 * RND_PORT_TAKEN where another program has the port.
 */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const { live, listen, logger } = options
  const loopbackOnly = isLoopback(listen.host)
  const token = options.token === '' ? undefined : options.token
  if (!loopbackOnly && token === undefined) {
    throw new RondaError(
      'RND_CONFIG_INVALID',
      `console.listen is ${listen.host}, which is open to a network, and no console.token is set`,
      {
        remedy: 'set console.token in ronda.yaml (env:NAME or file:/path), or listen on 127.0.0.1',
      },
    )
  }
  const hub = new EventHub(live, { ...EVENT_LIMITS, ...options.events }, logger)
  const webDir = options.webDir ?? WEB_DIR
  const { acting, runbook = RUNBOOK } = options
  const app = buildApp({ live, hub, logger, webDir, runbook, token, acting, loopbackOnly })
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { maxHeaderSize: MOST_HEADER_BYTES },
  }) as Server
  server.maxConnections = MOST_CONNECTIONS
  server.headersTimeout = HEADERS_TIMEOUT_MS
  server.requestTimeout = REQUEST_TIMEOUT_MS
  try {
    await listenOn(server, listen.host, listen.port)
  } catch (error) {
    hub.close()
    throw explain(error, listen.host, listen.port)
  }
  server.on('error', (error) => logger.error({ error: messageOf(error) }, 'the console failed'))
  const { port } = server.address() as AddressInfo
  return { url: urlOf(listen.host, port), close: () => closeAll(server, hub) }
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function closeAll(server: Server, hub: EventHub): Promise<void> {
  return new Promise((resolve) => {
    hub.close()
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function explain(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return new RondaError('RND_PORT_TAKEN', `port ${port} on ${host} is taken by another program`, {
      remedy: `choose another: console.listen in ronda.yaml, or --listen ${hostPart(host)}:${port + 1}`,
      cause: error,
    })
  }
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND') {
    return new RondaError(
      'RND_CONFIG_INVALID',
      `cannot listen on ${host}:${port}: ${messageOf(error)}`,
      {
        remedy:
          'choose an address of this machine and a port above 1023: console.listen in ronda.yaml, or --listen',
        cause: error,
      },
    )
  }
  return error
}

const hostPart = (host: string): string => (host.includes(':') ? `[${host}]` : host)

function urlOf(host: string, port: number): string {
  // 0.0.0.0 and :: are places to listen on, not to go to.
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${hostPart(name)}:${port}`
}
