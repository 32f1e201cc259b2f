import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLogger } from '../fleet/logger.ts'
import { type FakeActions, fakeActions } from '../test/console/fake-actions.ts'
import { type FakeLive, fakeLive } from '../test/console/fake-live.ts'
import { seriesStatus } from '../test/console/fake-series.ts'
import type { ApiDeadLetters, ApiSeries } from './api/series-response.ts'
import { type Console, startConsole } from './server.ts'

const TOKEN = 'kentongan'

let live: FakeLive
let actions: FakeActions
let server: Console
beforeAll(async () => {
  live = fakeLive(6)
  actions = fakeActions(live, new Map())
  server = await startConsole({
    live,
    listen: { host: '127.0.0.1', port: 0 },
    logger: silentLogger,
    webDir: '/nonexistent',
    acting: { actions, token: TOKEN },
  })
})
afterAll(() => server.close())

const json = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${server.url}${path}`)).json()) as T

function post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${server.url}/api/series/replay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}`, ...headers },
    body: JSON.stringify(body),
  })
}

test('tells how each database gets on, a problem with its sentence and its remedy', async () => {
  const status: ApiSeries = await json('/api/series')
  expect(status).toMatchObject({
    configured: true,
    spool: { fileBytes: 160_000_000 },
    targets: [
      { name: 'main', state: 'writing', losses: { deadLetters: 205 } },
      {
        name: 'second',
        state: 'waiting',
        backlog: { points: 9_874_800, oldestAt: expect.stringMatching(/Z$/) },
        problem: {
          code: 'unreachable',
          what: 'InfluxDB second at https://second.example:8086 cannot be reached: connect ECONNREFUSED; what is measured waits in the spool',
          remedy: expect.stringContaining('see whether it runs'),
        },
      },
    ],
    rolledTo: { m1: expect.stringMatching(/:00\.000Z$/) },
  })
})

describe('dead letters', () => {
  test('come a page at a time, each once, and a long line is cut', async () => {
    const seen: number[] = []
    let after: number | undefined = 0
    for (let page = 0; page < 10 && after !== undefined; page++) {
      const found: ApiDeadLetters = await json(`/api/series/dead-letters?limit=100&after=${after}`)
      seen.push(...found.rows.map(({ n }) => n))
      after = found.next
    }
    expect(seen).toEqual(Array.from({ length: 205 }, (_, i) => i + 1))
    const last: ApiDeadLetters = await json('/api/series/dead-letters?after=204')
    expect(last.rows[0]).toMatchObject({ cut: true, status: 400, line: /^uplink,id=upl-00204/ })
    expect(last.rows[0]?.line).toHaveLength(2000)
    expect(await json('/api/series/dead-letters?target=second')).toEqual({ rows: [] })
  })

  test.each([
    ['limit=0', /limit/],
    ['limit=1001', /limit/],
    ['after=x', /after: a whole number is wanted/],
    ['after=99999999999999999', /after/],
    ['target=mian', /target: no database is called mian; did you mean main\?/],
    ['order=newest', /order: unknown parameter/],
    ['target=main&target=second', /target: given 2 times/],
  ])('refuse ?%s', async (query, message) => {
    const response = await fetch(`${server.url}/api/series/dead-letters?${query}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringMatching(message) },
    })
  })
})

describe('a replay', () => {
  test('is started by who has the token, and says what goes out', async () => {
    const done = await post({ target: 'main', deadLetters: true, by: 'Sari' })
    expect(await done.json()).toEqual({ frames: 0, deadLetters: 205 })
    expect(actions.done.at(-1)).toMatchObject({
      action: 'replay',
      by: 'Sari',
      via: 'http',
      subject: 'main',
    })
    const all = await post({}, { 'x-ronda-via': 'cli' })
    expect(await all.json()).toEqual({ frames: 2200, deadLetters: 0 })
    expect(actions.done.at(-1)).toMatchObject({ by: 'token', via: 'cli' })
    const span = { from: '2099-11-01T00:00:00+07:00', to: '2099-11-02T00:00:00+07:00' }
    expect(await (await post(span)).json()).toMatchObject({
      span: { from: '2099-10-31T17:00:00.000Z', tiers: ['m1', 'h1', 'd1', 'ev'] },
    })
  })

  test('wants the token', async () => {
    const before = actions.done.length
    expect((await post({}, { authorization: 'Bearer x' })).status).toBe(401)
    expect((await post({}, { authorization: '' })).status).toBe(401)
    expect((await post('x', { 'content-type': 'text/plain' })).status).toBe(415)
    expect(actions.done).toHaveLength(before)
  })

  test.each([
    [{ target: 'mian' }, 'target', /no database is called mian/, 'did you mean main?'],
    [{ target: 'm\n' }, 'target', /no database is called m$/, ''],
    [{ deadletters: true }, 'deadletters', /no field/, 'did you mean "deadLetters"?'],
    [{ from: '2026-11-01T00:00:00Z' }, 'to', /^is missing$/, 'write it as in'],
    [{ to: '2026-11-01T00:00:00Z' }, 'from', /^is missing$/, 'write it as in'],
    [{ tiers: ['m1'] }, 'from', /^is missing: tiers are of a span$/, ''],
    [
      { from: '2026-11-01T00:00:00Z', to: '2026-11-01T00:00:00Z' },
      'to',
      /^is not after from$/,
      'write it as in',
    ],
    [
      { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z', target: 'main' },
      'target',
      /to all databases: leave the name out$/,
      '',
    ],
    [
      { from: 'yesterday', to: '2026-11-02T00:00:00Z', tiers: ['raw'] },
      'from',
      /ISO 8601/,
      'write it as in',
    ],
    [{ from: '2001-11-01T00:00:00Z', to: '2001-11-02T00:00:00Z' }, 'to', /not kept/, 'a later'],
  ])('refuses %j', async (body, field, what, remedy) => {
    const response = await post(body)
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({
      error: {
        code: 'refused',
        problems: expect.arrayContaining([
          expect.objectContaining({
            field,
            what: expect.stringMatching(what),
            remedy: expect.stringContaining(remedy),
          }),
        ]),
      },
    })
  })
})

test('without a database it is said that none is configured', async () => {
  live.write(undefined)
  try {
    expect(await json('/api/series')).toEqual({ configured: false })
    expect(await json('/api/series/dead-letters')).toEqual({ rows: [] })
    const refused = await post({})
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      error: { message: expect.stringContaining('no database of time series is configured') },
    })
  } finally {
    live.write(seriesStatus(Date.now()))
  }
})
