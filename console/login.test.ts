import { request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLogger } from '../fleet/logger.ts'
import { fakeActions } from '../test/console/fake-actions.ts'
import { fakeLive } from '../test/console/fake-live.ts'
import { type Console, startConsole } from './server.ts'

const TOKEN = 'kentongan'
const FORM = 'content-type: application/x-www-form-urlencoded'

let server: Console
beforeEach(async () => {
  const live = fakeLive(6)
  server = await startConsole({
    live,
    acting: { actions: fakeActions(live, new Map()), token: TOKEN },
    listen: { host: '127.0.0.1', port: 0 },
    logger: silentLogger,
    webDir: '/nonexistent',
    token: TOKEN,
  })
})
afterEach(() => server.close())

/** Sends the form from another address of this machine; the status. */
function signIn(token: string, localAddress: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const asked = request(`${server.url}/login`, { method: 'POST', headers, localAddress })
    asked.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
    asked.end(new URLSearchParams({ token }).toString())
  })
}

/** Sends `head`, then chunks of 16 kB without end until the server hangs up; what it said, and how much it took. */
function flood(head: string): Promise<{ said: string; sentBytes: number }> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    const chunk = `4000\r\n${'a'.repeat(0x4000)}\r\n`
    let said = ''
    let sentBytes = 0
    socket.write(`${head}\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n`)
    const timer = setInterval(() => {
      sentBytes += chunk.length
      socket.write(chunk)
    }, 5)
    socket.on('data', (data) => {
      said += data.toString('latin1')
    })
    // Writing to who has hung up is an error, and the end that is waited for.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearInterval(timer)
      resolve({ said, sentBytes })
    })
  })
}

test.each([
  [`POST /login HTTP/1.1\r\n${FORM}`, 413],
  ['GET /healthz HTTP/1.1', 413],
  [`GET /api/events HTTP/1.1\r\nauthorization: Bearer ${TOKEN}`, 413],
  ['PUT /api/targets HTTP/1.1', 405],
  ['POST /api/suspensions HTTP/1.1', 401],
  [`POST /api/suspensions HTTP/1.1\r\nauthorization: Bearer ${TOKEN}`, 413],
  ['POST /ack/inc-1?key=k HTTP/1.1', 413],
])('refuses a body without end and hangs up: %j', async (head, status) => {
  const { said, sentBytes } = await flood(head)
  expect(said.slice(0, 12)).toBe(`HTTP/1.1 ${status}`)
  expect(sentBytes).toBeLessThan(16 * 1024 * 1024)
})

test('takes a form in chunks, up to 4 kB', async () => {
  const post = (token: string) => {
    const body = new Blob([`token=${token}`]).stream()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const init = { method: 'POST', headers, body, duplex: 'half', redirect: 'manual' } as const
    return fetch(`${server.url}/login`, init)
  }
  expect((await post(TOKEN)).status).toBe(303)
  expect((await post('a'.repeat(4090))).status).toBe(401)
  expect((await post('a'.repeat(4091))).status).toBe(413)
})

test('refuses a form whose length is said to be too much', async () => {
  const body = new URLSearchParams({ token: 'a'.repeat(5000) })
  expect((await fetch(`${server.url}/login`, { method: 'POST', body })).status).toBe(413)
})

test('takes a form that cannot be read for a wrong token', async () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  const init = { method: 'POST', headers, body: 'no part and no end' }
  expect((await fetch(`${server.url}/login`, init)).status).toBe(401)
})

test('shuts the form for the address that guesses, not for others, and not for who has the token', async () => {
  const statuses = []
  for (let i = 0; i < 21; i++) statuses.push(await signIn(`guess ${i}`, '127.0.0.2'))
  expect(statuses).toEqual([...Array<number>(20).fill(401), 429])
  expect(await signIn(TOKEN, '127.0.0.2')).toBe(429)
  expect(await signIn(TOKEN, '127.0.0.3')).toBe(303)
  const headers = { authorization: `Bearer ${TOKEN}` }
  const asked = request(`${server.url}/api/summary`, { headers, localAddress: '127.0.0.2' }).end()
  const status = await new Promise((resolve) =>
    asked.on('response', (response) => resolve(response.resume().statusCode)),
  )
  expect(status).toBe(200)
})
