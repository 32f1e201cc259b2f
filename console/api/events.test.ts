import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { silentLogger } from '../../fleet/logger.ts'
import { fakeLive } from '../../test/console/fake-live.ts'
import { type Console, startConsole } from '../server.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function start(events: Record<string, number>) {
  const live = fakeLive(6)
  const listen = { host: '127.0.0.1', port: 0 }
  const server = await startConsole({ live, listen, logger: silentLogger, events })
  open.push(server)
  return { live, server }
}

/** Reads the stream until `until` is in it, at most 5 s. */
async function reader(server: Console) {
  const abort = new AbortController()
  open.push({ close: () => abort.abort() })
  const response = await fetch(`${server.url}/api/events`, { signal: abort.signal })
  const body = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const read = async (until: string): Promise<string> => {
    const deadline = Date.now() + 5000
    while (!text.includes(until) && Date.now() < deadline) {
      const chunk = await body?.read()
      if (chunk === undefined || chunk.done) break
      text += chunk.value
    }
    return text
  }
  return { response, read }
}

test('says hello, then every change, then the heartbeat', async () => {
  const { live, server } = await start({ heartbeatMs: 40 })
  const { response, read } = await reader(server)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  expect(await read('hello')).toContain('event: hello\ndata: {"seq":1}\n\n')
  live.change(['upl-00001'], 'down', 'all-lost', Date.UTC(2026, 0, 2))
  expect(await read('event: states')).toContain(
    '"changes":[{"id":"upl-00001","state":"down","reason":"all-lost","at":"2026-01-02T00:00:00.000Z"}]',
  )
  live.say({ rounds: 77 })
  expect(await read('event: summary')).toContain('"rounds":77')
  expect(await read(': alive')).toContain(': alive')
})

test('refuses readers beyond the limit, and frees the place of one that left', async () => {
  const { server } = await start({ readers: 1 })
  const abort = new AbortController()
  await fetch(`${server.url}/api/events`, { signal: abort.signal })
  const refused = await fetch(`${server.url}/api/events`)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('10')
  abort.abort()
  const status = async () => {
    const { response } = await reader(server)
    return response.status
  }
  await expect.poll(status, { timeout: 2000 }).toBe(200)
})

test('lets a reader go that does not read, with a hint to start anew', async () => {
  const { live, server } = await start({ queueBytes: 20_000 })
  const socket = await slow(server)
  // More than the buffers of two sockets hold, so that the rest must wait in the queue.
  const ids = live.city.targets.map((target) => target.id)
  for (let i = 0; i < 6000; i++) live.change(ids, i % 2 ? 'up' : 'down', 'all-lost')
  let tail = ''
  socket.on('data', (chunk) => {
    tail = (tail + String(chunk)).slice(-200)
  })
  await expect.poll(() => tail, { timeout: 4000 }).toContain('event: resync')
})

/** A connection that asks for the events and then does not read. */
async function slow(server: Console): Promise<Socket> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  open.push({ close: () => socket.destroy() })
  socket.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await new Promise((resolve) => socket.once('readable', resolve))
  return socket
}
