import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { silentLogger } from '../fleet/logger.ts'
import { fakeActions } from '../test/console/fake-actions.ts'
import { fakeFeeds } from '../test/console/fake-feeds.ts'
import { incidentOfIsp, step } from '../test/console/fake-incidents.ts'
import { fakeLive } from '../test/console/fake-live.ts'
import { EVENT_LIMITS, EventHub } from './api/events.ts'
import { buildApp } from './app.ts'
import { openApi } from './openapi.ts'
import { type Console, startConsole } from './server.ts'

type Schema = Parameters<typeof z.fromJSONSchema>[0]
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}
interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<
    Record<
      string,
      { readonly content: Readonly<Record<string, { readonly schema: { $ref?: string } }>> }
    >
  >
}

const TOKEN = 'kentongan'

const written = JSON.parse(
  readFileSync(new URL('../docs/openapi.json', import.meta.url), 'utf8'),
) as Document

/** Checks `value` by the schema that the written document gives for this route and status. */
function violations(path: string, status: number, value: unknown, method = 'get'): string {
  const content = written.paths[path]?.[method]?.responses[status]?.content['application/json']
  const name = content?.schema.$ref?.split('/').at(-1) ?? ''
  const schema = written.components.schemas[name]
  if (schema === undefined) return `${path} ${status}: not described`
  const result = z.fromJSONSchema(schema).safeParse(value)
  return result.success ? '' : z.prettifyError(result.error)
}

test('docs/openapi.json is what the schemas say (npx node console/openapi.ts > docs/openapi.json)', () => {
  expect(written).toEqual(JSON.parse(JSON.stringify(openApi())))
})

test('describes every route of the API, and no other', () => {
  const live = fakeLive(6)
  const hub = new EventHub(live, EVENT_LIMITS, silentLogger)
  const app = buildApp({
    live,
    hub,
    logger: silentLogger,
    webDir: '/nonexistent',
    runbook: '/nonexistent',
    token: undefined,
    acting: { actions: fakeActions(live, new Map()), token: 'kentongan' },
    loopbackOnly: true,
  })
  hub.close()
  const served = app.routes
    .filter(({ method, path }) => method !== 'ALL' && !path.includes('*') && path !== '/login')
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`)
  const described = Object.entries(written.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  )
  expect(described.sort()).toEqual([...new Set(served)].sort())
})

describe('every answer is as described', () => {
  const live = fakeLive()
  let server: Console
  const actions = fakeActions(live, new Map())
  beforeAll(async () => {
    server = await startConsole({
      live,
      listen: { host: '127.0.0.1', port: 0 },
      logger: silentLogger,
      webDir: '/nonexistent',
      acting: { actions, token: TOKEN },
    })
    live.look(fakeFeeds(live.city, Date.now(), 'ffmpeg 5.1'))
    live.change(['upl-00002'], 'down', 'all-lost')
    const shared = incidentOfIsp(live.city, 'biznet', 9, Date.now())
    const acknowledged = { at: Date.now(), by: 'Sari', note: 'calling them' }
    live.happen(step('acknowledged', { ...shared, id: 'inc-shared', acknowledged }))
    live.tell('inc-shared', [{ receiver: 'noc', at: Date.now() }])
    const since = Date.now() - 90_000
    const noc = { id: 'noc', channel: 'webhook', waiting: 2 }
    const suspension = { id: 'sus-1', kind: 'suspension', at: Date.now() } as const
    live.say({
      receivers: [
        noc,
        { ...noc, oldestAt: since, failingSince: since, lastError: 'x', lastSentAt: since },
      ],
      refused: 3,
      planned: { active: 1, targets: 4471, nextEnd: suspension },
      notices: [
        { level: 'warning', text: 'receiver-fails', values: { receiver: 'noc', since } },
        { level: 'info', text: 'starting' },
      ],
      store: {
        writable: false,
        lastError: 'disk full',
        failingSince: Date.now(),
        pendingTransitions: 3,
        droppedTransitions: 1,
        pendingMinutes: 2,
        droppedMinutes: 0,
        fileBytes: 1,
        schemaVersion: 1,
      },
    })
  })
  afterAll(() => server.close())

  test.each([
    ['/healthz', '/healthz', 200],
    ['/readyz', '/readyz', 200],
    ['/runbook/{id}', '/runbook/none', 404],
    ['/api/summary', '/api/summary', 200],
    ['/api/board', '/api/board', 200],
    ['/api/areas', '/api/areas', 200],
    ['/api/areas', '/api/areas?q=1', 400],
    ['/api/areas/{id}', '/api/areas/genuk?state=up,down&limit=3', 200],
    ['/api/areas/{id}', '/api/areas/none', 404],
    ['/api/targets', '/api/targets?kind=uplink&q=UPL&order=newest&limit=5', 200],
    ['/api/targets', '/api/targets?state=dead', 400],
    ['/api/targets/{id}', '/api/targets/upl-00002?hours=168', 200],
    ['/api/targets/{id}', '/api/targets/none', 404],
    ['/api/targets/{id}', '/api/targets/upl-00008', 200],
    ['/api/targets', '/api/targets?condition=black,uplink_down,live&class=rt', 200],
    ['/api/targets/{id}', '/api/targets/cam-00009', 200],
    ['/api/targets/{id}', '/api/targets/nvr-00001', 200],
    ['/api/targets/{id}', '/api/targets/nvr-00007', 200],
    ['/api/targets/{id}/picture/bad', '/api/targets/none/picture/bad', 404],
    ['/api/targets/{id}/picture/good', '/api/targets/none/picture/good?at=now', 400],
    ['/api/incidents', '/api/incidents?limit=3', 200],
    ['/api/incidents', '/api/incidents?open=false', 200],
    ['/api/incidents', '/api/incidents?open=perhaps', 400],
    ['/api/incidents/{id}', '/api/incidents/inc-shared', 200],
    ['/api/incidents/{id}', '/api/incidents/none', 404],
    ['/api/incidents/{id}/affected', '/api/incidents/inc-shared/affected', 200],
    ['/api/incidents/{id}/affected', '/api/incidents/none/affected?format=csv', 404],
    ['/api/series', '/api/series', 200],
    ['/api/series', '/api/series?target=main', 400],
    ['/api/series/dead-letters', '/api/series/dead-letters?target=main&after=3&limit=2', 200],
    ['/api/series/dead-letters', '/api/series/dead-letters?after=-1', 400],
    ['/api/series/dead-letters', '/api/series/dead-letters?target=mian', 400],
  ])('%s: %s', async (path, asked, status) => {
    const response = await fetch(`${server.url}${asked}`)
    expect(response.status).toBe(status)
    expect(violations(path, status, await response.json())).toBe('')
  })

  const PLAN = { reason: 'a letter', owner: 'telkom', until: '2099-01-01T00:00:00Z' }
  const FEW = { ...PLAN, scope: { targets: ['upl-00002'] } }
  const SUNDAYS = { days: ['sun'], from: '01:00', to: '05:00', timezone: 'Asia/Jakarta' }
  test.each([
    ['/api/suspensions', '/api/suspensions', FEW, 200],
    ['/api/suspensions', '/api/suspensions', { ...PLAN, scope: { query: { kind: ['nvr'] } } }, 409],
    ['/api/suspensions', '/api/suspensions', {}, 422],
    ['/api/suspensions', '/api/suspensions', { ...FEW, owner: 'none' }, 422],
    [
      '/api/maintenance',
      '/api/maintenance',
      { ...FEW, until: undefined, time: { type: 'weekly', ...SUNDAYS } },
      200,
    ],
    ['/api/planned/{id}/resume', '/api/planned/p-1/resume', { by: 'Sari' }, 200],
    ['/api/planned/{id}/resume', '/api/planned/none/resume', {}, 404],
    ['/api/incidents/{id}/ack', '/api/incidents/none/ack', {}, 404],
    ['/api/series/replay', '/api/series/replay', { target: 'main', deadLetters: true }, 200],
    [
      '/api/series/replay',
      '/api/series/replay',
      { from: '2026-11-01T00:00:00Z', to: '2099-11-02T00:00:00Z', tiers: ['m1', 'm1', 'ev'] },
      200,
    ],
    ['/api/series/replay', '/api/series/replay', { target: 'mian' }, 422],
  ])('post %s: %s %j', async (path, asked, body, status) => {
    const response = await fetch(`${server.url}${asked}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(status)
    expect(violations(path, status, await response.json(), 'post')).toBe('')
  })

  test.each([
    ['/api/planned', '/api/planned', 200],
    ['/api/planned/{id}/targets', '/api/planned/p-1/targets', 200],
    ['/api/planned/{id}/targets', '/api/planned/none/targets', 404],
    ['/api/owners', '/api/owners', 200],
    ['/api/audit', '/api/audit?limit=5', 200],
    ['/api/audit', '/api/audit?limit=0', 400],
  ])('%s after that: %s', async (path, asked, status) => {
    const response = await fetch(`${server.url}${asked}`)
    expect(response.status).toBe(status)
    expect(violations(path, status, await response.json())).toBe('')
  })

  test('a program that is not ready', async () => {
    const notYet = { ...live, ready: () => ({ ready: false, why: 'the first round' }) }
    const listen = { host: '127.0.0.1', port: 0 }
    const other = await startConsole({ live: notYet, listen, logger: silentLogger })
    const response = await fetch(`${other.url}/readyz`)
    await other.close()
    expect(response.status).toBe(503)
    expect(violations('/readyz', 503, await response.json())).toBe('')
  })

  test('the checker itself refuses what is not described', () => {
    expect(violations('/healthz', 200, { ok: true, more: 1 })).not.toBe('')
    expect(violations('/healthz', 200, {})).not.toBe('')
  })
})
