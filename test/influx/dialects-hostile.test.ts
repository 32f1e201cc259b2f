import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { createDialect } from '../../store/influx/dialects/create-dialect.ts'
import { InfluxError } from '../../store/influx/dialects/influx-error.ts'
import type { InfluxTarget } from '../../store/influx/target.ts'
import { KEEP } from './dialects-contract.ts'
import { queryRows } from './query-rows.ts'

const PASSWORD = 'correct-horse'

/** What comes of `ask` where such a server answers. */
async function against<T>(
  answer: RequestListener,
  ask: (target: InfluxTarget) => Promise<T>,
  { host = '127.0.0.1', timeoutMs = 500 } = {},
): Promise<T | InfluxError> {
  const server = createServer(answer).listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const target: InfluxTarget = {
    name: 'main',
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    dialect: '1',
    database: 'ronda',
    username: 'ronda',
    password: new Secret(PASSWORD),
    timeoutMs,
  }
  try {
    return await ask(target)
  } catch (error) {
    if (error instanceof InfluxError) return error
    throw error
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const read = (target: InfluxTarget) => queryRows(target, 'raw', 'SELECT n FROM selftest')
const init = (target: InfluxTarget) => createDialect(target).init(KEEP, { dryRun: false })
const problem = (code: string) =>
  expect.objectContaining({ problem: expect.objectContaining({ code }) })

test.each<[string, RequestListener, string]>([
  ['no answer', () => {}, 'timeout'],
  ['an answer that never ends', (_, response) => trickle(response), 'timeout'],
  ['an answer that breaks off', (_, response) => breakOff(response), 'unreachable'],
  ['a page', (_, response) => response.end('<html>'), 'strange-answer'],
  ['JSON of another kind', (_, response) => response.end('{"results":{"0":[]}}'), 'strange-answer'],
  [
    'cells that are objects',
    (_, response) =>
      response.end('{"results":[{"series":[{"columns":["time"],"values":[[{}]]}]}]}'),
    'strange-answer',
  ],
  [
    'a redirect',
    (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    'wrong-dialect',
  ],
  ['an error inside', (_, response) => response.writeHead(500).end('panic'), 'server-error'],
  [
    'a plea for patience',
    (_, response) => response.writeHead(503, { 'retry-after': '9' }).end(),
    'overloaded',
  ],
])('%s is a problem with a name', async (_, answer, code) => {
  expect(await against(answer, read)).toEqual(problem(code))
})

test('an answer of more than 8 MiB is not read to its end', async () => {
  const found = await against((_, response) => response.end(Buffer.alloc(9 << 20, 32)), read, {
    timeoutMs: 20_000,
  })
  expect(found).toEqual(problem('strange-answer'))
})

test.each<[string, (response: Parameters<RequestListener>[1]) => void, string]>([
  ['no answer', () => {}, 'timeout'],
  ['an answer that breaks off', breakOff, 'timeout'],
  ['an answer that never ends', trickle, 'timeout'],
  ['a page', (response) => response.end('<html>'), 'strange-answer'],
  ['another answer', (response) => response.end('{"results":[{"error":7}]}'), 'strange-answer'],
])('%s to a statement of init ends it in time', async (_, answer, code) => {
  const found = await against((request, response) => {
    if (request.method === 'GET') response.end('{"results":[{}]}')
    else answer(response)
  }, init)
  expect(found).toEqual(problem(code))
})

test('a server that sends our login back does not get it shown', async () => {
  const basic = Buffer.from(`ronda:${PASSWORD}`).toString('base64')
  const found = await against((request, response) => {
    const error = `${request.headers.authorization} ${PASSWORD} \u001b[31m\n${'x'.repeat(5000)}`
    response.writeHead(400, { 'x-influxdb-version': '1.6.7' }).end(JSON.stringify({ error }))
  }, read)
  expect(found).toBeInstanceOf(InfluxError)
  const shown = String(found) + JSON.stringify(found)
  expect(shown).not.toContain(PASSWORD)
  expect(shown).not.toContain(basic)
  expect(shown).not.toContain('\u001b')
  expect(String(found).length).toBeLessThan(500)
})

test('an address of IPv6 is asked and set up as any other', async () => {
  const statements: string[] = []
  const found = await against(
    (request, response) => {
      statements.push(`${request.method} ${request.headers.host?.replace(/\d+$/, 'PORT')}`)
      response.end('{"results":[{}]}')
    },
    init,
    { host: '::1' },
  )
  expect(found).toHaveLength(6)
  expect(new Set(statements)).toEqual(new Set(['GET [::1]:PORT', 'POST [::1]:PORT']))
})

function trickle(response: Parameters<RequestListener>[1]): void {
  response.write('{')
  const timer = setInterval(() => response.write(' '), 50)
  response.on('close', () => clearInterval(timer))
}

function breakOff(response: Parameters<RequestListener>[1]): void {
  response.writeHead(200, { 'content-length': '100' })
  response.write('{"results":')
  setTimeout(() => response.destroy(), 50)
}
