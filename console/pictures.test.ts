import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentLogger } from '../fleet/logger.ts'
import { fakeFeeds } from '../test/console/fake-feeds.ts'
import { fakeLive } from '../test/console/fake-live.ts'
import type { ApiSummary, ApiTargetPage, ApiTargetView } from './api/response.ts'
import { type Console, startConsole } from './server.ts'

const TOKEN = 'kentongan'
const LISTEN = { host: '127.0.0.1', port: 0 }
const BEARER = { authorization: `Bearer ${TOKEN}` }

const now = Date.now()
const live = fakeLive(100, now)
live.look(fakeFeeds(live.city, now))
const black = live.targets({ condition: ['black'] }).rows[0]?.id ?? ''
const bare = fakeLive(6)

let server: Console
let closed: Console
let without: Console
beforeAll(async () => {
  const rest = { listen: LISTEN, logger: silentLogger, webDir: '/nonexistent' }
  server = await startConsole({ ...rest, live })
  closed = await startConsole({ ...rest, live, token: TOKEN })
  without = await startConsole({ ...rest, live: bare })
})
afterAll(() => Promise.all([server.close(), closed.close(), without.close()]))

const path = (kind: string, id = black) => `/api/targets/${id}/picture/${kind}`
const json = async <T>(asked: string, from = server): Promise<T> =>
  (await (await fetch(`${from.url}${asked}`)).json()) as T

test('a picture is a JPEG that no cache keeps and nobody else may show', async () => {
  for (const kind of ['good', 'bad'] as const) {
    const response = await fetch(`${server.url}${path(kind)}`)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(bytes).toEqual(new Uint8Array((await live.picture(black, kind))?.jpeg ?? []))
    expect([...bytes.slice(0, 2)]).toEqual([0xff, 0xd8])
  }
})

test('the picture of a time that is named, or none', async () => {
  const { pictures = [] } = await json<ApiTargetView>(`/api/targets/${black}`)
  const bad = pictures.find(({ kind }) => kind === 'bad')
  expect(bad?.condition).toBe('black')
  const named = (at: string) => fetch(`${server.url}${path('bad')}?at=${at}`)
  expect((await named(bad?.at ?? '')).status).toBe(200)
  const other = await named('2020-01-01T00:00:00.000Z')
  expect(other.status).toBe(404)
  expect(await other.json()).toMatchObject({ error: { message: /newer picture/ } })
  expect((await named('yesterday')).status).toBe(400)
})

test('without the token of a console that wants one there is no picture', async () => {
  for (const headers of [undefined, { authorization: 'Bearer wrong' }]) {
    const response = await fetch(`${closed.url}${path('bad')}`, headers ? { headers } : {})
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toMatch(/json/)
  }
  expect((await fetch(`${closed.url}${path('bad')}`, { headers: BEARER })).status).toBe(200)
})

test.each([path('bad', 'none'), path('bad', 'upl-00001'), path('ugly')])(
  'no picture at %s',
  async (asked) => {
    const response = await fetch(`${server.url}${asked}`)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'not_found' } })
  },
)

test('cameras are found by condition and class', async () => {
  const page = await json<ApiTargetPage>('/api/targets?condition=black,frozen&class=traffic,flood')
  expect(page.total).toBeGreaterThan(0)
  for (const row of page.rows) {
    expect(row).toMatchObject({
      kind: 'camera',
      slot: 1,
      kecamatan: expect.stringMatching(/^[A-Z]/),
    })
    expect(['black', 'frozen']).toContain(row.condition)
  }
  const { total } = await json<ApiTargetPage>('/api/targets?condition=black,frozen')
  expect(page.total).toBeLessThan(total)
  const refused = await fetch(`${server.url}/api/targets?condition=purple`)
  expect(refused.status).toBe(400)
})

test('while the picture round is switched off nothing tells of feeds', async () => {
  expect((await json<ApiSummary>('/api/summary')).feeds).toMatchObject({ looksPerMinute: 197 })
  expect(await json<ApiSummary>('/api/summary', without)).not.toHaveProperty('feeds')
  expect((await json<ApiTargetPage>('/api/targets?condition=live', without)).total).toBe(0)
  const camera = bare.targets({ kind: ['camera'] }).rows[0]
  const view = await json<ApiTargetView>(`/api/targets/${camera?.id}`, without)
  for (const key of ['feed', 'pictures', 'recorder']) expect(view).not.toHaveProperty(key)
  for (const key of ['condition', 'slot', 'kecamatan']) expect(view.target).not.toHaveProperty(key)
  const response = await fetch(`${without.url}${path('good', camera?.id)}`)
  expect(response.status).toBe(404)
})
