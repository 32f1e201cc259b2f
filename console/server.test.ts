import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RondaError } from '../fleet/error.ts'
import { silentLogger } from '../fleet/logger.ts'
import { type FakeLive, fakeLive } from '../test/console/fake-live.ts'
import type { ApiBoard, ApiSummary, ApiTargetPage } from './api/response.ts'
import { type Console, type ConsoleOptions, startConsole } from './server.ts'

const LOOPBACK = { host: '127.0.0.1', port: 0 }
const NO_PAGE = '/nonexistent'

const start = (options: Partial<ConsoleOptions> = {}): Promise<Console> =>
  startConsole({
    live: fakeLive(6),
    listen: LOOPBACK,
    logger: silentLogger,
    webDir: NO_PAGE,
    ...options,
  })

/** fetch refuses to set Host: this does not. */
function ask(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume()
      resolve(response)
    })
      .on('error', reject)
      .end()
  })
}

async function refused(promise: Promise<unknown>): Promise<RondaError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof RondaError)) throw new Error(`expected a RondaError, got ${String(error)}`)
  return error
}

describe('the console on loopback', () => {
  let live: FakeLive
  let server: Console
  beforeAll(async () => {
    live = fakeLive()
    server = await start({ live })
  })
  afterAll(() => server.close())
  const get = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init)
  const json = async <T>(path: string): Promise<T> => (await (await get(path)).json()) as T

  test('answers with times in ISO 8601', async () => {
    const summary: ApiSummary = await json('/api/summary')
    expect(summary).toMatchObject({ city: 'Semarang', state: 'walking' })
    expect(summary.startedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  test('pages through all targets by cursor, each once', async () => {
    const seen = new Set<string>()
    let cursor: string | undefined = ''
    let pages = 0
    while (cursor !== undefined && pages < 50) {
      const page: ApiTargetPage = await json(`/api/targets?limit=20&cursor=${cursor}`)
      for (const row of page.rows) seen.add(row.id)
      cursor = page.next
      pages++
    }
    expect(seen.size).toBe(live.city.targets.length)
    expect(pages).toBe(Math.ceil(live.city.targets.length / 20))
  })

  test.each([
    ['/api/targets?colour=red', /colour: unknown parameter/],
    ['/api/targets?limit=0', /limit/],
    ['/api/targets?limit=1001', /limit/],
    ['/api/targets?state=dead', /state/],
    ['/api/targets?kind=uplink&kind=nvr', /kind: given 2 times/],
    ['/api/targets/upl-00001?hours=721', /hours/],
    ['/api/areas/tugu?area=mijen', /area: unknown parameter/],
    ['/api/summary?x=1', /x: unknown parameter/],
  ])('refuses %s', async (path, message) => {
    const response = await get(path)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      error: { code: 'bad_request', message: expect.stringMatching(message) },
    })
  })

  test.each([
    '/api/areas/atlantis',
    '/api/targets/none',
    '/api/none',
    '/assets/../../package.json',
  ])('knows nothing of %s', async (path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'not_found' } })
  })

  test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('refuses %s', async (method) => {
    const response = await get('/api/targets', { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD')
  })

  test('answers HEAD without a body, of events too', async () => {
    for (const path of ['/api/board', '/api/events']) {
      const response = await get(path, { method: 'HEAD' })
      expect(response.status).toBe(200)
      expect(await response.text()).toBe('')
    }
  })

  test('lets in no name but a loopback one', async () => {
    const hosts = ['evil.example', '127.0.0.1.evil.example', '192.0.2.1:8080', 'localhost.evil']
    for (const host of hosts) {
      expect((await ask(`${server.url}/api/summary`, { host })).statusCode, host).toBe(421)
    }
    for (const host of ['localhost', 'localhost:1', '127.0.0.1:9', '[::1]:3', 'a.localhost']) {
      expect((await ask(`${server.url}/api/summary`, { host })).statusCode, host).toBe(200)
    }
  })

  test('says how to build a page that is missing', async () => {
    const response = await get('/')
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('npm run prestart')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('compresses the board for a reader that takes it', async () => {
    const plain = await ask(`${server.url}/api/board`, {})
    const small = await ask(`${server.url}/api/board`, { 'accept-encoding': 'gzip' })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(small.headers['content-encoding']).toBe('gzip')
    expect(await json('/api/board')).toEqual(live.board())
  })

  test('follows a change on the board', async () => {
    const before: ApiBoard = await json('/api/board')
    const [first] = live.city.targets
    live.change([first?.id ?? ''], 'suspended', 'parent-down')
    const after: ApiBoard = await json('/api/board')
    expect(after.seq).toBe(before.seq + 1)
    expect(after.groups).not.toEqual(before.groups)
  })
})

describe('the built page', () => {
  let dir: string
  let server: Console
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'ronda-page-'))
    await mkdir(join(dir, 'assets'))
    await writeFile(join(dir, 'index.html'), '<!doctype html><title>Ronda</title>')
    await writeFile(join(dir, 'assets/index-abc.js'), 'export {}')
    await writeFile(join(dir, '.stamp'), 'not for readers')
    server = await start({ webDir: dir })
  })
  afterAll(async () => {
    await server.close()
    await rm(dir, { recursive: true })
  })

  test('is asked for anew each time, and not sent again when it has not changed', async () => {
    const first = await fetch(server.url)
    expect(await first.text()).toContain('<title>Ronda</title>')
    expect(first.headers.get('cache-control')).toBe('no-cache')
    const etag = first.headers.get('etag') ?? ''
    expect((await ask(server.url, { 'if-none-match': etag })).statusCode).toBe(304)
  })

  test('has parts with a hash in their name, kept for good', async () => {
    const response = await ask(`${server.url}/assets/index-abc.js`, {
      'accept-encoding': 'br, gzip',
    })
    expect(response.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
      'x-content-type-options': 'nosniff',
    })
  })

  test('allows no script from elsewhere and none inline', async () => {
    const policy = (await fetch(server.url)).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  })

  test('is nothing but the page', async () => {
    for (const path of ['/.stamp', '/assets', '/assets/..%2f..%2fpackage.json', '/index.htm']) {
      expect((await fetch(`${server.url}${path}`)).status, path).toBe(404)
    }
  })
})

describe('a console that others can reach', () => {
  test('needs a token to start', async () => {
    const error = await refused(start({ listen: { host: '0.0.0.0', port: 0 } }))
    expect(error.code).toBe('RND_CONFIG_INVALID')
    expect(error.remedy).toContain('console.token')
  })

  test('wants the token from everyone, by header or by the form', async () => {
    const server = await start({ token: 'kentongan' })
    const at = (path: string, init?: RequestInit) =>
      fetch(`${server.url}${path}`, { redirect: 'manual', ...init })
    try {
      expect((await at('/healthz')).status).toBe(200)
      expect((await at('/api/summary')).status).toBe(401)
      expect((await at('/metrics')).status).toBe(401)
      expect((await at('/')).headers.get('location')).toBe('/login')
      expect((await at('/api/summary', { headers: { authorization: 'Bearer x' } })).status).toBe(
        401,
      )
      expect(
        (await at('/api/summary', { headers: { authorization: 'Bearer kentongan' } })).status,
      ).toBe(200)
      const form = (token: string) =>
        at('/login', { method: 'POST', body: new URLSearchParams({ token }) })
      expect((await form('wrong')).status).toBe(401)
      const cookie = (await form('kentongan')).headers.get('set-cookie') ?? ''
      expect(cookie).toMatch(/HttpOnly/)
      expect(cookie).not.toContain('kentongan')
      const [pair = ''] = cookie.split(';')
      expect((await at('/api/summary', { headers: { cookie: pair } })).status).toBe(200)
    } finally {
      await server.close()
    }
  })
})

test('a taken port is named with its remedy', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  try {
    const error = await refused(start({ listen: { host: '127.0.0.1', port } }))
    expect(error.code).toBe('RND_PORT_TAKEN')
    expect(error.message).toContain(String(port))
    expect(error.remedy).toMatch(/console\.listen.*--listen/)
  } finally {
    other.close()
  }
})

test('a failure inside is logged, and told without its details', async () => {
  const logged: string[] = []
  const logger = { ...silentLogger, error: (_: unknown, message: string) => logged.push(message) }
  const live = { ...fakeLive(6), summary: () => Promise.reject(new Error('secret detail')) }
  const server = await start({ live, logger })
  try {
    const response = await fetch(`${server.url}/api/summary`)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret detail')
    expect(logged).toEqual(['a request failed'])
  } finally {
    await server.close()
  }
})
