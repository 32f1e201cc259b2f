// A receiver of webhooks: checks signatures, counts each key once, and can be down, busy, hanging, rude or talking nonsense.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signature } from '../../alerts/channels/webhook.ts'

/** What a webhook is sent, as docs/channels.md has it; only what tests look at. */
export interface SunkMessage {
  readonly key: string
  readonly type: string
  readonly severity: string
  readonly title: string
  readonly lines: readonly string[]
  readonly incidents: readonly {
    readonly id: string
    readonly affected: number
    readonly closedAt?: string
    readonly cause: { readonly kind: string; readonly targetId?: string; readonly value?: string }
    readonly ackLink?: string
  }[]
  readonly list: readonly { readonly id: string }[]
}

export interface SunkRequest {
  /** Epoch milliseconds when it had come whole. */
  readonly at: number
  readonly key: string
  readonly body: string
  readonly message: SunkMessage
  /** The status it was answered; 0 where it got none. */
  readonly answered: number
}

/**
 * - `take`: 200. A status: that, with its headers. `hang`: no answer. `garbage`: bytes that are no HTTP. `reset`: the
 *   connection is broken off. `swallow`: it is taken, and then the connection is broken off: the sender cannot know.
 */
export type SinkManner =
  | 'take'
  | 'hang'
  | 'garbage'
  | 'reset'
  | 'swallow'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }

export interface WebhookSink {
  readonly url: string
  readonly secret: string
  /** Every request that came, in order. */
  readonly requests: readonly SunkRequest[]
  /** What was taken, each key once, in the order in which it was first taken. */
  readonly taken: readonly SunkRequest[]
  /** Wrong signatures, keys that came with another body, bodies that are no messages. */
  readonly problems: readonly string[]
  /** How it behaves from now on. */
  behave(manner: SinkManner): void
  /** Nobody listens any more; connections are broken off. */
  down(): Promise<void>
  /** Listens again, on the same port. */
  up(): Promise<void>
  close(): Promise<void>
}

const MOST = 64 << 20

/** Listens where the calling thread is: in a namespace, where it entered one. */
export async function startWebhookSink(
  options: { readonly secret?: string; readonly host?: string; readonly port?: number } = {},
): Promise<WebhookSink> {
  const { secret = 'the secret of the sink', host = '127.0.0.1' } = options
  const requests: SunkRequest[] = []
  const taken = new Map<string, SunkRequest>()
  const problems: string[] = []
  let manner: SinkManner = 'take'

  const server = createServer((request, response) => {
    void receive(request).then((body) => {
      const at = Date.now()
      const now = manner
      const answered = typeof now === 'object' ? now.status : now === 'take' ? 200 : 0
      const sunk = look(request, body, at, answered)
      if (sunk !== undefined) {
        requests.push(sunk)
        if ((answered >= 200 && answered < 300) || now === 'swallow') {
          const before = taken.get(sunk.key)
          if (before === undefined) taken.set(sunk.key, sunk)
          else if (before.body !== sunk.body) problems.push(`${sunk.key}: another body`)
        }
      }
      answer(response, now)
    })
  })

  function look(
    request: IncomingMessage,
    body: string,
    at: number,
    answered: number,
  ): SunkRequest | undefined {
    const header = (name: string): string => String(request.headers[name] ?? '')
    const timestamp = header('x-ronda-timestamp')
    const key = header('idempotency-key')
    if (signature(secret, timestamp, body) !== header('x-ronda-signature'))
      problems.push(`${key}: wrong signature`)
    if (Math.abs(at / 1000 - Number(timestamp)) > 5) problems.push(`${key}: old timestamp`)
    try {
      return { at, key, body, answered, message: JSON.parse(body) as SunkMessage }
    } catch {
      problems.push(`${key}: no JSON`)
      return undefined
    }
  }

  const listen = async (port: number): Promise<number> => {
    server.listen(port, host)
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const down = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  const port = await listen(options.port ?? 0)
  return {
    url: `http://${host}:${port}/hook/a-secret-path`,
    secret,
    requests,
    get taken() {
      return [...taken.values()]
    },
    problems,
    behave(next) {
      manner = next
    },
    down,
    async up() {
      if (!server.listening) await listen(port)
    },
    close: down,
  }
}

function answer(response: ServerResponse, manner: SinkManner): void {
  const { socket } = response
  if (manner === 'hang') return
  if (manner === 'garbage') socket?.end('\u0000\u0001 this is no HTTP at all \r\n\r\n\r\n')
  else if (manner === 'reset' || manner === 'swallow') socket?.resetAndDestroy()
  else if (manner === 'take') response.writeHead(200).end('thanks')
  else response.writeHead(manner.status, manner.headers ?? {}).end('as told')
}

async function receive(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      length += part.length
      if (length > MOST) break
      parts.push(part)
    }
  } catch {
    // Broken off by the sender: what came is looked at all the same.
  }
  return Buffer.concat(parts).toString()
}
