// A STAND-IN for an InfluxDB: answers writes as it is told, with recorded or made-up answers, and takes the contract's
// point. No database; for the answers that influxd 1.6.7 does not give by itself.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'

/** An answer, or what a broken server does instead. `half`: less than it announces. `drip`: headers, then nothing. */
export type Manner =
  | {
      readonly status: number
      readonly body?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  | 'take'
  | 'hang'
  | 'reset'
  | 'half'
  | 'drip'
  | 'garbage'
  | 'huge-headers'
  | 'endless'

export interface Write {
  readonly path: string
  readonly lines: readonly string[]
}

export interface InfluxStandIn {
  readonly url: string
  /** Every write that came, the contract's left out. */
  readonly writes: readonly Write[]
  /** Lines that it took. */
  readonly stored: ReadonlySet<string>
  /** For each write from now on; the contract's are taken unless `alsoContract`. */
  behave(manner: Manner | ((write: Write) => Manner), alsoContract?: boolean): void
  close(): Promise<void>
}

export async function startInfluxStandIn(): Promise<InfluxStandIn> {
  const writes: Write[] = []
  const stored = new Set<string>()
  const sockets = new Set<Socket>()
  let selftest: readonly [at: number, n: number] = [0, 0]
  let manner: (write: Write) => Manner = () => 'take'
  let isContractTold = false
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      if (request.method !== 'POST' && !isContractTold) {
        const series = [{ name: 'selftest', columns: ['time', 'n'], values: [selftest] }]
        response.end(JSON.stringify({ results: [{ statement_id: 0, series }] }))
        return
      }
      const body = Buffer.concat(parts)
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
      const lines = text.toString().split('\n').filter(Boolean)
      const test = /^selftest.* n=(\d+)i (\d+)$/.exec(lines[0] ?? '')
      const write = { path: request.url ?? '', lines }
      if (test) selftest = [atOf(test[2] ?? ''), Number(test[1])]
      else writes.push(write)
      const now = test && !isContractTold ? 'take' : manner(write)
      if (now === 'take' && !test) for (const line of lines) stored.add(line)
      answer(now, request, response)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writes,
    stored,
    behave(next, alsoContract = false) {
      manner = typeof next === 'function' ? next : () => next
      isContractTold = alsoContract
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function atOf(stamp: string): number {
  return stamp.length > 13 ? Number(stamp.slice(0, 13)) : Number(stamp) * 1000
}

const MUCH = 'x'.repeat(65_536)

function answer(manner: Manner, request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request
  if (typeof manner === 'object') {
    response.writeHead(manner.status, manner.headers)
    response.end(manner.body)
    return
  }
  switch (manner) {
    case 'take':
      response.writeHead(204).end()
      return
    case 'hang':
      return
    case 'reset':
      socket.resetAndDestroy()
      return
    case 'half':
      response.writeHead(400, { 'content-length': '1000' })
      response.write('{"error":"partial write: points beyond retention policy dropped=1')
      setTimeout(() => socket.destroy(), 20)
      return
    case 'drip':
      response.writeHead(400, { 'content-length': '1000' })
      response.write('{"error":')
      return
    case 'garbage':
      socket.end(Buffer.from([0x16, 0x03, 0x01, 0, 255, 13, 10, 13, 10]))
      return
    case 'huge-headers':
      response.writeHead(204, { 'x-much': MUCH })
      response.end()
      return
    case 'endless': {
      response.writeHead(400)
      const more = (): void => {
        while (response.write(MUCH)) if (socket.destroyed) return
        response.once('drain', more)
      }
      response.on('error', () => undefined)
      response.write('{"error":"unheard of ')
      more()
    }
  }
}
