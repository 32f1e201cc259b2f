import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentLogger } from '../fleet/logger.ts'
import { closed, incidentOfIsp, incidentOn, step } from '../test/console/fake-incidents.ts'
import { type FakeLive, fakeLive } from '../test/console/fake-live.ts'
import type { ApiAffected, ApiIncidentPage, ApiIncidentView } from './api/incident-response.ts'
import type { ApiSummary, ApiTargetView } from './api/response.ts'
import { type Console, startConsole } from './server.ts'

const AT = Date.UTC(2026, 10, 22, 4)
const CLOSED = 12
let live: FakeLive
let server: Console
beforeAll(async () => {
  live = fakeLive(600, AT)
  const listen = { host: '127.0.0.1', port: 0 }
  server = await startConsole({ live, listen, logger: silentLogger, webDir: '/nonexistent' })
})
afterAll(() => server.close())
const get = (path: string) => fetch(`${server.url}${path}`)
const json = async <T>(path: string): Promise<T> => (await (await get(path)).json()) as T

test('lists open and closed incidents, the newest first, and counts the open ones everywhere', async () => {
  const open: ApiIncidentPage = await json('/api/incidents?open=true&limit=1000')
  const over: ApiIncidentPage = await json('/api/incidents?open=false')
  const all: ApiIncidentPage = await json('/api/incidents?limit=1000')
  const summary: ApiSummary = await json('/api/summary')
  expect(open.rows.length).toBeGreaterThan(5)
  expect(over.rows).toHaveLength(CLOSED)
  expect(all.rows).toHaveLength(open.rows.length + CLOSED)
  for (const page of [open, over, all]) expect(page.open).toBe(open.rows.length)
  expect(summary.openIncidents).toBe(open.rows.length)
  const since = all.rows.map(({ openedAt }) => openedAt)
  expect(since).toEqual(since.toSorted().reverse())
})

test.each(['', '&open=true', '&open=false'])(
  'pages through them by cursor, each once%s',
  async (which) => {
    const all: ApiIncidentPage = await json(`/api/incidents?limit=1000${which}`)
    const seen: string[] = []
    for (let next: string | undefined = ''; next !== undefined && seen.length < 1000; ) {
      const page: ApiIncidentPage = await json(`/api/incidents?limit=3&cursor=${next}${which}`)
      seen.push(...page.rows.map(({ id }) => id))
      next = page.next
    }
    expect(seen).toEqual(all.rows.map(({ id }) => id))
  },
)

test('gives one with its cause by name, its parts and its life', async () => {
  const incident = incidentOn(live.city, 'upl-00011', { openedAt: AT })
  live.happen(step('opened', incident))
  live.happen(step('recovering', { ...incident, state: 'recovering' }, 60_000))
  const view: ApiIncidentView = await json(`/api/incidents/${incident.id}`)
  const cause = live.city.byId.get('upl-00011')
  expect(view.incident).toMatchObject({
    state: 'recovering',
    openedAt: '2026-11-22T04:00:00.000Z',
    target: { id: 'upl-00011', kind: 'uplink', name: cause?.name },
    byKind: [
      { id: 'nvr', name: 'nvr', count: 2 },
      { id: 'uplink', name: 'uplink', count: 1 },
    ],
    byKecamatan: [{ id: cause?.path[0], count: 3 }],
  })
  expect(view.steps).toEqual([
    { at: '2026-11-22T04:00:04.000Z', what: 'opened', affected: 3 },
    { at: '2026-11-22T04:01:04.000Z', what: 'recovering', affected: 3 },
  ])
  const target: ApiTargetView = await json('/api/targets/upl-00011')
  expect(target.incident?.id).toBe(incident.id)

  live.happen(step('closed', closed(incident, AT + 90_000), 90_000))
  const over: ApiIncidentView = await json(`/api/incidents/${incident.id}`)
  expect(over.incident).toMatchObject({ state: 'closed', affected: 0, peak: 3 })
  expect(over.incident.byKind).toEqual(view.incident.byKind)
  expect(await json('/api/targets/upl-00011')).not.toHaveProperty('incident')
})

test('says who was told of one that is open, first to last', async () => {
  const incident = incidentOn(live.city, 'upl-00012', { openedAt: AT, id: 'inc-told' })
  live.happen(step('opened', incident))
  expect(await json('/api/incidents/inc-told')).not.toHaveProperty('told')
  live.tell('inc-told', [
    { receiver: 'head', at: AT + 600_000 },
    { receiver: 'noc', at: AT + 8_000 },
  ])
  expect(await json('/api/incidents/inc-told')).toMatchObject({
    told: [
      { receiver: 'noc', at: '2026-11-22T04:00:08.000Z' },
      { receiver: 'head', at: '2026-11-22T04:10:00.000Z' },
    ],
  })
  live.happen(step('closed', closed(incident, AT + 90_000), 90_000))
  expect(await json('/api/incidents/inc-told')).not.toHaveProperty('told')
})

test('lists all that are affected, now and at the peak, and never cuts', async () => {
  const incident = incidentOfIsp(live.city, 'telkom', 200, AT)
  live.happen(step('opened', incident))
  const fewer = { ...incident, affected: incident.affected.slice(0, 3) }
  live.happen(step('shrunk', fewer, 5_000))
  const list: ApiAffected = await json(`/api/incidents/${incident.id}/affected`)
  expect(list.rows.map(({ id }) => id)).toEqual(incident.affected)
  expect(list.rows.filter(({ now }) => now)).toHaveLength(3)

  const response = await get(`/api/incidents/${incident.id}/affected?format=csv`)
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename="${incident.id}.csv"`,
  )
  const lines = (await response.text()).trimEnd().split('\r\n')
  expect(lines[0]).toBe('id,kind,name,kecamatan,owner,state,now')
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(incident.affected)
})

test('writes names into CSV that a spreadsheet takes for text', async () => {
  Object.assign(live.city.byId.get('upl-00020') ?? {}, { name: '=SUM(A1), "x"' })
  const incident = incidentOn(live.city, 'upl-00020', { openedAt: AT, id: 'inc-a b/c' })
  live.happen(step('opened', incident))
  const path = `/api/incidents/${encodeURIComponent('inc-a b/c')}/affected?format=csv`
  const response = await get(path)
  expect(await response.text()).toContain(`upl-00020,uplink,"'=SUM(A1), ""x""",`)
  expect(response.headers.get('content-disposition')).toContain('"inc-a_b_c.csv"')
})

test('tells readers of each step', async () => {
  const abort = new AbortController()
  const stream = await fetch(`${server.url}/api/events`, { signal: abort.signal })
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  await reader?.read()
  const { open } = (await json('/api/incidents?limit=1')) as ApiIncidentPage
  live.happen(step('opened', incidentOn(live.city, 'upl-00030', { openedAt: AT, id: 'inc-new' })))
  const { value = '' } = (await reader?.read()) ?? {}
  abort.abort()
  expect(value).toMatch(/^event: incidents\ndata: /)
  expect(JSON.parse(value.split('data: ')[1] ?? '')).toEqual({
    open: open + 1,
    changes: [
      { id: 'inc-new', at: '2026-11-22T04:00:04.000Z', what: 'opened', state: 'open', affected: 2 },
    ],
  })
})
