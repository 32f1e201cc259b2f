import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLogger } from '../fleet/logger.ts'
import type { Incident } from '../incidents/incident.ts'
import { type FakeActions, fakeActions } from '../test/console/fake-actions.ts'
import { incidentOn, step } from '../test/console/fake-incidents.ts'
import { type FakeLive, fakeLive } from '../test/console/fake-live.ts'
import type { ApiAudit, ApiPlannedList } from './api/planned-response.ts'
import { type Console, startConsole } from './server.ts'

const TOKEN = 'kentongan'
const BEARER = { authorization: `Bearer ${TOKEN}` }
const JSON_BODY = { 'content-type': 'application/json' }
const UNTIL = '2099-12-31T18:00:00+07:00'
const SUSPENSION = {
  scope: { targets: ['upl-00001'] },
  reason: 'Letter of the mayor',
  owner: 'diskominfo',
  reference: '005/1234',
  until: UNTIL,
  by: 'Sari',
}

let live: FakeLive
let actions: FakeActions
let incident: Incident
let server: Console
beforeAll(async () => {
  live = fakeLive(60)
  incident = incidentOn(live.city, 'upl-00011', { openedAt: Date.now() })
  live.happen(step('opened', incident))
  actions = fakeActions(live, new Map([[incident.id, incident]]))
  server = await startConsole({
    live,
    listen: { host: '127.0.0.1', port: 0 },
    logger: silentLogger,
    webDir: '/nonexistent',
    acting: { actions, token: TOKEN },
  })
})
afterAll(() => server.close())

/** Fields with values of any kind. */
const anything = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, fc.jsonValue()]))

const post = (path: string, body: unknown, headers: Record<string, string> = BEARER) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { ...JSON_BODY, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const json = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${server.url}${path}`)).json()) as T

async function cookie(): Promise<string> {
  const body = new URLSearchParams({ token: TOKEN })
  const init = { method: 'POST', body, redirect: 'manual' } as const
  const reply = await fetch(`${server.url}/login`, init)
  return reply.headers.get('set-cookie')?.split(';')[0] ?? ''
}

test('suspends, lists, names what is covered, resumes in part and whole, and keeps who did it', async () => {
  const made = await post('/api/suspensions', SUSPENSION)
  expect(made.status).toBe(200)
  const { id, covered } = (await made.json()) as { id: string; covered: number }
  expect(covered).toBeGreaterThan(1)
  const { rows } = await json<ApiPlannedList>('/api/planned')
  expect(rows.find((row) => row.id === id)).toMatchObject({
    kind: 'suspension',
    state: 'active',
    owner: { id: 'diskominfo', name: 'Diskominfo' },
    reference: '005/1234',
    source: 'program',
    until: '2099-12-31T11:00:00.000Z',
    covered,
    scope: { targets: 1, except: 0 },
  })
  const list: { total: number; ids: string[] } = await json(`/api/planned/${id}/targets`)
  expect(list).toMatchObject({ total: covered, ids: expect.arrayContaining(['upl-00001']) })
  const csv = await fetch(`${server.url}/api/planned/${id}/targets?format=csv`)
  expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="${id}.csv"`)
  expect((await csv.text()).trimEnd().split('\r\n')).toEqual(['id', ...list.ids])

  const part = await post(`/api/planned/${id}/resume`, { targets: [list.ids[0]], by: 'Budi' })
  const resumed: unknown = await part.json()
  expect(resumed).toMatchObject({
    id,
    covered: expect.any(Number),
    kept: true,
    warnings: [
      {
        on: 'upl-00001',
        message: expect.stringMatching(/ hangs on upl-00001, which stays suspended: while that is/),
      },
    ],
  })
  const left: { ids: string[] } = await json(`/api/planned/${id}/targets`)
  expect(left.ids).toEqual(list.ids.slice(1))
  expect((await post(`/api/planned/${id}/resume`, {})).status).toBe(200)
  const over = (await json<ApiPlannedList>('/api/planned')).rows.find((row) => row.id === id)
  expect(over).toMatchObject({ state: 'over', until: expect.any(String) })
  const audit: ApiAudit = await json(`/api/audit?subject=${id}&limit=2`)
  expect(audit.rows).toMatchObject([
    { by: 'token', via: 'http', action: 'resume' },
    { by: 'Budi', via: 'http', action: 'resume' },
  ])
})

test('plans a window once and every week', async () => {
  const { until: _, ...rest } = SUSPENSION
  const once = { type: 'once', from: '2099-01-01T01:00:00Z', until: '2099-01-01T05:00:00Z' }
  const days = ['sun', 'wed']
  const weekly = { type: 'weekly', days, from: '23:00', to: '01:30', timezone: 'Asia/Jakarta' }
  for (const time of [once, weekly]) {
    expect((await post('/api/maintenance', { ...rest, time })).status).toBe(200)
  }
  const { rows } = await json<ApiPlannedList>('/api/planned')
  const windows = rows.filter(({ kind }) => kind === 'maintenance')
  expect(windows[0]).toMatchObject({ state: 'coming', from: '2099-01-01T01:00:00.000Z' })
  const { type: __, ...told } = weekly
  expect(windows[1]?.weekly).toEqual(told)
})

test('a mass suspension wants its number, and a dry run changes nothing', async () => {
  const scope = { query: { kind: ['uplink'] } }
  const before = actions.planned().length
  const asked = await post('/api/suspensions', { ...SUSPENSION, scope, dryRun: true })
  expect(asked.status).toBe(409)
  const { error } = (await asked.json()) as { error: { covered: number; share: number } }
  expect(error).toMatchObject({ code: 'confirm_needed', covered: 60 })
  expect(error.share).toBeGreaterThan(0.1)
  const wrong = { ...SUSPENSION, scope, confirm: 59 }
  expect((await post('/api/suspensions', wrong)).status).toBe(409)
  const dry = { ...SUSPENSION, scope, confirm: 60, dryRun: true }
  expect(await (await post('/api/suspensions', dry)).json()).toEqual({
    id: '',
    covered: 60,
    kept: true,
    warnings: [],
  })
  expect(actions.planned()).toHaveLength(before)
})

test('takes a list of every target of a city in one body', async () => {
  const targets = Array.from({ length: 27_431 }, (_, i) => `nowhere-${i}`)
  const reply = await post('/api/suspensions', { ...SUSPENSION, scope: { targets } })
  expect(reply.status).toBe(422)
  const { error } = (await reply.json()) as { error: { problems: { field: string }[] } }
  expect(error.problems.at(-1)?.field).toBe('scope.targets.27430')
})

describe('what is wrong is named, all of it at once, and nothing is done', () => {
  const NOTHING = { scope: {}, reason: 'x', owner: 'diskominfo', until: UNTIL }
  test.each([
    [{}, ['scope', 'reason', 'owner', 'until']],
    [{ ...NOTHING }, ['scope']],
    [{ ...NOTHING, scope: { query: {} } }, ['scope.query']],
    [
      { ...NOTHING, scope: { targets: ['a', 'b c', '../x'] } },
      [1, 2].map((i) => `scope.targets.${i}`),
    ],
    [{ ...SUSPENSION, until: '2099-12-31T18:00:00' }, ['until']],
    [{ ...SUSPENSION, reason: 'a\u001b[2Jb', by: 'x'.repeat(81) }, ['reason', 'by']],
    [{ ...SUSPENSION, by: '' }, ['by']],
    [{ ...SUSPENSION, untill: UNTIL, confirm: 1.5 }, ['confirm', 'untill']],
    [{ ...SUSPENSION, owner: 'nobody', until: '2001-01-01T00:00:00Z' }, ['owner', 'until']],
    [[], ['body']],
  ])('%j', async (body, fields) => {
    const before = actions.done.length
    const reply = await post('/api/suspensions', body)
    expect(reply.status).toBe(422)
    const { error } = (await reply.json()) as { error: { problems: Record<string, string>[] } }
    expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining('nothing') })
    expect(error.problems.map(({ field }) => field)).toEqual(fields)
    for (const { what, remedy } of error.problems) expect(`${what}${remedy}`).not.toBe('')
    expect(actions.done).toHaveLength(before)
  })

  test.each([
    ['text', 'not JSON', BEARER, 400],
    ['JSON as text', '{}', { ...BEARER, 'content-type': 'text/plain' }, 415],
    [
      'JSON as a form',
      '{}',
      { ...BEARER, 'content-type': 'application/x-www-form-urlencoded' },
      415,
    ],
    ['too much', `{"reason":"${'x'.repeat(1_048_576)}"}`, BEARER, 413],
  ])('%s', async (_, body, headers, status) => {
    expect((await post('/api/suspensions', body, headers)).status).toBe(status)
  })

  test('whatever is sent as JSON', async () => {
    const before = actions.done.length
    const sent = fc.oneof(fc.jsonValue(), fc.record(anything(Object.keys(SUSPENSION))))
    await fc.assert(
      fc.asyncProperty(sent, fc.constantFrom('suspensions', 'maintenance'), async (body, path) => {
        expect((await post(`/api/${path}`, JSON.stringify(body))).status).toBe(422)
      }),
      { numRuns: 60 },
    )
    expect((await post('/api/suspensions', '{"__proto__":{"by":"x"}}')).status).toBe(422)
    expect(actions.done).toHaveLength(before)
  })

  test('an unknown incident or suspension', async () => {
    expect((await post('/api/planned/none/resume', {})).status).toBe(404)
    expect((await post('/api/incidents/none/ack', {})).status).toBe(404)
    expect((await fetch(`${server.url}/api/planned/none/targets`)).status).toBe(404)
  })
})

describe('who may act', () => {
  const ack = (headers: Record<string, string>) =>
    post(`/api/incidents/${incident.id}/ack`, { by: 'Sari', note: 'on my way' }, headers)

  test('nobody without the token, though reading needs none', async () => {
    expect((await fetch(`${server.url}/api/planned`)).status).toBe(200)
    for (const headers of [{}, { authorization: 'Bearer no' }, { cookie: 'ronda_console=x' }]) {
      expect((await ack(headers as Record<string, string>)).status).toBe(401)
    }
    expect((await ack(BEARER)).status).toBe(200)
    expect(actions.done.at(-1)).toMatchObject({ by: 'Sari', via: 'http', detail: {} })
    expect((await ack({ ...BEARER, 'x-ronda-via': 'cli' })).status).toBe(200)
    expect(actions.done.at(-1)).toMatchObject({ via: 'cli', detail: { note: 'on my way' } })
  })

  test('with the cookie only from the page itself', async () => {
    const signed = { cookie: await cookie() }
    const { host } = new URL(server.url)
    for (const other of [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site', origin: `http://${host}` },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ]) {
      const reply = await ack({ ...signed, ...other } as Record<string, string>)
      expect(reply.status, JSON.stringify(other)).toBe(403)
    }
    expect((await ack({ ...signed, origin: `http://${host}` })).status).toBe(200)
    expect((await ack({ ...signed, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect(actions.done.at(-1)).toMatchObject({ via: 'console' })
  })

  test('only these paths are posted to', async () => {
    for (const path of ['/api/planned', '/api/planned/p-1', '/api/suspensions/', '/api/targets']) {
      expect((await post(path, {})).status, path).toBe(405)
    }
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const init = { method, headers: BEARER }
      expect((await fetch(`${server.url}/api/suspensions`, init)).status).toBe(405)
    }
  })

  test('wrong tokens are counted; the cookie still counts', async () => {
    const signed = { cookie: await cookie(), 'sec-fetch-site': 'same-origin' }
    const statuses = new Set<number>()
    for (let i = 0; i < 25; i++) {
      statuses.add((await ack({ authorization: `Bearer guess ${i}` })).status)
    }
    expect([...statuses]).toEqual([401, 429])
    for (const name of ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']) {
      expect((await ack({ ...BEARER, [name]: '192.0.2.7' })).status, name).toBe(429)
    }
    // Who is on the machine itself goes on acting.
    expect((await ack(BEARER)).status).toBe(200)
    expect((await ack({ authorization: 'Bearer wrong' })).status).toBe(429)
    expect((await ack(signed)).status).toBe(200)
  })
})

test('signing in leads back to the room that asked for it, and nowhere else', async () => {
  const signIn = async (to: string) => {
    const body = new URLSearchParams({ token: TOKEN, to })
    const other = await startConsole({
      live,
      listen: { host: '127.0.0.1', port: 0 },
      logger: silentLogger,
      webDir: '/nonexistent',
      acting: { actions, token: TOKEN },
    })
    const init = { method: 'POST', body, redirect: 'manual' } as const
    const reply = await fetch(`${other.url}/login`, init)
    const form = await (await fetch(`${other.url}/login?to=${encodeURIComponent(to)}`)).text()
    await other.close()
    return [reply.headers.get('location'), /name="to"[^>]*value="([^"]*)"/.exec(form)?.[1]]
  }
  expect(await signIn('#/incident/inc-1')).toEqual(['/#/incident/inc-1', '#/incident/inc-1'])
  for (const to of ['//evil.example', 'https://evil.example/', '#//"><script>', '/evil']) {
    expect(await signIn(to)).toEqual(['/', ''])
  }
})

test('a token for reading does not act, the one for acting also reads', async () => {
  const other = await startConsole({
    live,
    listen: { host: '127.0.0.1', port: 0 },
    logger: silentLogger,
    webDir: '/nonexistent',
    token: 'only-reading',
    acting: { actions, token: TOKEN },
  })
  const as = (token: string) => ({ ...JSON_BODY, authorization: `Bearer ${token}` })
  const read = (token: string) => fetch(`${other.url}/api/planned`, { headers: as(token) })
  const write = (token: string) =>
    fetch(`${other.url}/api/incidents/${incident.id}/ack`, {
      method: 'POST',
      headers: as(token),
      body: '{}',
    })
  const statuses = []
  for (const token of ['only-reading', TOKEN, 'neither']) {
    statuses.push([(await read(token)).status, (await write(token)).status])
  }
  await other.close()
  expect(statuses).toEqual([
    [200, 401],
    [200, 200],
    [401, 401],
  ])
})

test('a console where nobody may act has nothing to post to', async () => {
  const listen = { host: '127.0.0.1', port: 0 }
  const other = await startConsole({ live, listen, logger: silentLogger, webDir: '/nonexistent' })
  const init = { method: 'POST', headers: { ...BEARER, ...JSON_BODY }, body: '{}' }
  const reply = await fetch(`${other.url}/api/suspensions`, init)
  await other.close()
  expect(reply.status).toBe(404)
})
