// Servers that are none: every look ends within its limits, says what came, and loses no slot.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { lookAtNvr } from '../../probes/nvr/nvr.ts'
import type { NvrLimits, NvrLook, NvrTarget } from '../../probes/nvr/nvr-look.ts'
import { fuzzDocuments } from './fuzz.ts'

const LIMITS: NvrLimits = { connectMs: 300, totalMs: 600, mostBytes: 100_000 }
const ALL = { storage: true, device: true }
const never = new AbortController().signal
const servers: Server[] = []
const sockets = new Set<Socket>()

afterEach(() => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  for (const server of servers.splice(0)) server.close()
})

async function serve(answer: (socket: Socket) => void): Promise<NvrTarget> {
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => answer(socket))
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    vendor: 'hikvision',
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    tls: false,
    verifyTls: false,
    credentials: { user: 'ronda', password: new Secret('p') },
    slots: 4,
  }
}

async function timed(target: NvrTarget): Promise<{ look: NvrLook; ms: number }> {
  const from = performance.now()
  const look = await lookAtNvr(target, ALL, LIMITS, never)
  return { look, ms: performance.now() - from }
}

async function drip(socket: Socket, text: string, everyMs: number): Promise<void> {
  for (const character of text) {
    if (socket.destroyed) return
    socket.write(character)
    await sleep(everyMs)
  }
}

function flood(socket: Socket, piece: string): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  }
  socket.on('drain', more)
  more()
}

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n'
const BIG = 'x'.repeat(65_536)

test.each<[string, (socket: Socket) => void, string]>([
  ['says nothing', () => undefined, 'timeout'],
  ['closes at once', (socket) => socket.end(), 'protocol'],
  ['resets', (socket) => socket.resetAndDestroy(), 'protocol'],
  ['sends one byte a while', (socket) => void drip(socket, HEAD.repeat(20), 50), 'timeout'],
  [
    'sends a body byte by byte',
    (socket) => {
      socket.write(`${HEAD}Content-Length: 5000\r\n\r\n`)
      void drip(socket, '<a>'.repeat(1000), 50)
    },
    'timeout',
  ],
  ['sends a header without end', (socket) => flood(socket, `${HEAD}A: ${BIG}`), 'too_much'],
  [
    'sends headers without end',
    (socket) => {
      socket.write(HEAD)
      flood(socket, 'A: b\r\n'.repeat(1000))
    },
    'too_much',
  ],
  [
    'sends a body without end',
    (socket) => {
      socket.write(`${HEAD}\r\n`)
      flood(socket, BIG)
    },
    'too_much',
  ],
  [
    'sends chunks without end',
    (socket) => {
      socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`)
      flood(socket, `10000\r\n${BIG}\r\n`)
    },
    'too_much',
  ],
  [
    'promises more than it sends',
    (socket) => socket.end(`${HEAD}Content-Length: 5000\r\n\r\n<a/>`),
    'protocol',
  ],
  [
    'sends more than it promised',
    (socket) => socket.end(`${HEAD}Content-Length: 4\r\n\r\n<a/><b/><c/>`),
    'protocol',
  ],
  [
    'has two lengths',
    (socket) => socket.end(`${HEAD}Content-Length: 4\r\nContent-Length: 9\r\n\r\n<a/>`),
    'protocol',
  ],
  [
    'has a length below nothing',
    (socket) => socket.end(`${HEAD}Content-Length: -4\r\n\r\n<a/>`),
    'protocol',
  ],
  ['speaks something else', (socket) => socket.end('SSH-2.0-x\r\n'), 'protocol'],
  [
    'sends a web page',
    (socket) => socket.end(`${HEAD}Connection: close\r\n\r\n<!DOCTYPE html><html>hello</html>`),
    'protocol',
  ],
  [
    'says 100 without end',
    (socket) => flood(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)),
    'too_much',
  ],
  [
    'wants another protocol',
    (socket) => socket.write('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    'protocol',
  ],
  [
    'sends us away',
    (socket) =>
      socket.end('HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n'),
    'protocol',
  ],
  [
    'challenges without end',
    (socket) => {
      const answer = (): void => {
        const nonce = String(Math.random())
        socket.write(
          `HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="a", nonce="${nonce}", stale=true\r\nContent-Length: 0\r\n\r\n`,
        )
      }
      answer()
      socket.on('data', answer)
    },
    'auth',
  ],
])('a server that %s', async (_, answer, fault) => {
  const { look, ms } = await timed(await serve(answer))
  expect(look).toMatchObject({ fault, slots: [] })
  expect(look.rungs.every(({ result, says }) => result === 'failed' && says.length <= 200)).toBe(
    true,
  )
  // The limit and what a busy machine adds.
  expect(ms).toBeLessThan(LIMITS.totalMs + 1500)
})

test('a port that nobody listens on, and one that does not speak TLS', async () => {
  const target = await serve((socket) => socket.end('no TLS here'))
  expect((await timed({ ...target, tls: true })).look.fault).toBe('tls')
  const server = servers[0] as Server
  server.close()
  await once(server, 'close')
  expect((await timed(target)).look.fault).toBe('refused')
})

test('a look that is ended ends at once, and one that was ended before asks nothing', async () => {
  let connections = 0
  const target = await serve(() => connections++)
  const end = new AbortController()
  setTimeout(() => end.abort(), 30)
  const limits = { ...LIMITS, totalMs: 60_000 }
  expect((await lookAtNvr(target, ALL, limits, end.signal)).fault).toBe('aborted')
  expect(connections).toBe(1)
  expect((await lookAtNvr(target, ALL, limits, AbortSignal.abort())).fault).toBe('aborted')
  expect(connections).toBe(1)
})

test('a path or a host that cannot be is a fault, not a throw', async () => {
  const target = await serve((socket) => socket.end())
  const look = (await timed({ ...target, host: 'a b\r\nc' })).look
  expect(['unreachable', 'protocol']).toContain(look.fault)
})

test('garbage of every kind goes through all parsers', () => {
  const { documents, taken } = fuzzDocuments(250_000, 5)
  expect(documents).toBeGreaterThan(250)
  expect(taken).toBeGreaterThan(50)
})
