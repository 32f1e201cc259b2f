// A receiver of pages that listens, answers as it is told, and knows each message by its key.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signature } from '../../alerts/channels/webhook.ts'
import type { Notification, ToldIncident } from '../../alerts/notification.ts'

/** `200`: takes it. `hang`: reads and never answers. `garbage`: answers with what is no HTTP. `refuse`: nobody listens. */
export const SINK_ANSWERS = ['200', '429', '500', 'hang', 'garbage', 'refuse'] as const
export type SinkAnswer = (typeof SINK_ANSWERS)[number]

/** What is looked at of a message; alerts/channels/message-json.ts has all of it. */
export type Received = Pick<
  Notification,
  'key' | 'type' | 'severity' | 'title' | 'lines' | 'list'
> & {
  /** ISO 8601. */
  readonly at: string
  readonly incidents: readonly Pick<ToldIncident, 'id' | 'cause' | 'affected'>[]
}

/** A message that was taken, the first time that it was. */
export interface Arrival {
  /** Epoch milliseconds. */
  readonly at: number
  readonly key: string
  readonly message: Received
}

export interface ScenarioSink {
  readonly url: string
  /** In order of arrival. */
  readonly arrivals: readonly Arrival[]
  /** What must never be: a wrong signature, another body under a key that was seen. */
  readonly faults: readonly string[]
  /** Requests that came, taken or not. */
  attempts(): number
  answer(how: SinkAnswer): Promise<void>
  close(): Promise<void>
}

/** Listens on loopback, at a port of its own that it keeps. */
export async function openScenarioSink(secret: string): Promise<ScenarioSink> {
  const arrivals: Arrival[] = []
  const faults: string[] = []
  const bodies = new Map<string, string>()
  const taken = new Set<string>()
  let attempts = 0
  let how: SinkAnswer = '200'
  const server = createServer((request, reply) => {
    void receive(request, reply)
  })
  const receive = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
    let body = ''
    for await (const piece of request.setEncoding('utf8')) body += piece
    attempts++
    const { 'x-ronda-timestamp': time, 'x-ronda-signature': signed } = request.headers
    if (signed !== signature(secret, String(time), body)) faults.push('a wrong signature')
    const message = JSON.parse(body) as Received
    const { key } = message
    if (request.headers['idempotency-key'] !== key) faults.push(`not the key of ${key} in its head`)
    if ((bodies.get(key) ?? body) !== body) faults.push(`another body under the key ${key}`)
    bodies.set(key, body)
    if (how === 'hang') return
    if (how === 'garbage') {
      reply.socket?.end('\x00\x01garbage\r\n\r\n')
      return
    }
    if (how !== '200') {
      reply.writeHead(Number(how)).end()
      return
    }
    if (!taken.has(key)) arrivals.push({ at: Date.now(), key, message })
    taken.add(key)
    reply.writeHead(200).end()
  }
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  const shut = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    arrivals,
    faults,
    attempts: () => attempts,
    async answer(next) {
      if (next === 'refuse' && how !== 'refuse') await shut()
      if (next !== 'refuse' && how === 'refuse') await listen(port)
      how = next
    },
    close: () => (how === 'refuse' ? Promise.resolve() : shut()),
  }
}
