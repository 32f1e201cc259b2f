import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLogger } from '../fleet/logger.ts'
import type { Incident } from '../incidents/incident.ts'
import { type FakeActions, fakeActions } from '../test/console/fake-actions.ts'
import { closed, incidentOn, step } from '../test/console/fake-incidents.ts'
import { type FakeLive, fakeLive } from '../test/console/fake-live.ts'
import { type Console, startConsole } from './server.ts'

let live: FakeLive
let actions: FakeActions
let incident: Incident
let server: Console
beforeEach(async () => {
  live = fakeLive(60)
  incident = incidentOn(live.city, 'upl-00011', { openedAt: Date.now() })
  const other = incidentOn(live.city, 'upl-00012', { openedAt: Date.now() })
  live.happen(step('opened', incident), step('opened', other))
  actions = fakeActions(live, new Map([incident, other].map((one) => [one.id, one])))
  server = await startConsole({
    live,
    listen: { host: '127.0.0.1', port: 0 },
    logger: silentLogger,
    webDir: '/nonexistent',
    // A reader needs the token, who has the link does not.
    token: 'kentongan',
    acting: { actions, token: 'kentongan' },
  })
})
afterEach(() => server.close())

const link = (key = actions.keyOf(incident.id), id = incident.id): string =>
  `${server.url}/ack/${id}?key=${encodeURIComponent(key)}`
const send = (by: string, to = link()) =>
  fetch(to, { method: 'POST', body: new URLSearchParams({ by }) })

test('says what it is about in two languages, and changes nothing when it is fetched', async () => {
  for (let i = 0; i < 3; i++) {
    const reply = await fetch(link())
    expect(reply.status).toBe(200)
    expect(reply.headers.get('cache-control')).toBe('no-store')
    const page = await reply.text()
    expect(page).toMatch(/mati: \d terdampak, [\s\S]* down: \d affected, /)
    expect(page).toContain('<form method="post">')
    expect(page).not.toContain('<script')
  }
  await fetch(link(), { method: 'HEAD' })
  expect(actions.done).toEqual([])
})

test('acknowledges when its form is sent, with the name', async () => {
  const reply = await send(' Sari <b> ')
  expect(reply.status).toBe(200)
  expect(await reply.text()).toContain('Acknowledged by Sari &lt;b&gt;. Thank you.')
  expect(actions.done).toMatchObject([
    { by: 'Sari <b>', via: 'link', action: 'acknowledge', subject: incident.id },
  ])
  expect(await (await fetch(link())).text()).toContain('Acknowledged by Sari &lt;b&gt; before.')
})

test.each(['', ' ', 'x'.repeat(81), 'a\u202eb'])('wants a name, and not %j', async (by) => {
  const reply = await send(by)
  expect(reply.status).toBe(422)
  expect(await reply.text()).toContain('Write your name')
  expect(actions.done).toEqual([])
})

test('no key, a wrong one and that of another incident open nothing and tell nothing', async () => {
  const other = [...(await live.incidents({ open: true, limit: 1000 })).rows].find(
    ({ cause }) => cause.kind === 'target' && cause.targetId === 'upl-00012',
  )
  for (const key of ['', 'wrong', actions.keyOf(other?.id ?? ''), 'x'.repeat(300)]) {
    for (const reply of [await fetch(link(key)), await send('Sari', link(key))]) {
      expect(reply.status).toBe(403)
      expect(await reply.text()).not.toContain('affected')
    }
  }
  expect(actions.done).toEqual([])
})

test('too many wrong keys shut it for a minute', async () => {
  const statuses = new Set<number>()
  for (let i = 0; i < 22; i++) statuses.add((await fetch(link(`guess ${i}`))).status)
  expect([...statuses]).toEqual([403, 429])
  expect((await send('Sari')).status).toBe(429)
})

test('what is over, or not there, has nothing to acknowledge', async () => {
  live.happen(step('closed', closed(incident, Date.now()), 1000))
  const over = await (await fetch(link())).text()
  expect(over).toContain('This incident is over.')
  expect(over).not.toContain('<form')
  const gone = link(actions.keyOf('inc-gone'), 'inc-gone')
  expect((await fetch(gone)).status).toBe(404)
  expect((await send('Sari', gone)).status).toBe(404)
})

test('its stylesheet comes from here, without a key', async () => {
  const reply = await fetch(`${server.url}/ack/ronda.css`)
  expect(reply.headers.get('content-type')).toBe('text/css; charset=utf-8')
  expect(await reply.text()).toContain('min-height: 3rem')
})
