// The whole program where Grafana is to tell people: it tells nobody of causes itself, announces what people do, and all that rules look at is in the database.
import { createServer, type Server } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Influxd, startInfluxd } from '../rigs/influxd.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { scenarioEstate } from '../rigs/scenario-estate.ts'
import { openWorld, type World } from '../rigs/scenario-world.ts'
import { setUp } from '../soak/influx-world.ts'

const PORT = 18_087
const DEADMAN_PORT = 18_089
const SOON_MS = 25_000
const FLEET = scenarioEstate({
  nodes: 1,
  uplinks: 2,
  nvrs: 2,
  cameras: 2,
  isps: ['nusa'],
  kecamatan: ['genuk'],
  intervalMs: { node: 1_000, uplink: 1_000, nvr: 1_000 },
})
const UPLINK = 'ul-1-1'
const IDS = [UPLINK, 'nvr-1-1-1', 'nvr-1-1-2']
const OTHER = 'nvr-1-2-1'

interface Summary {
  readonly receivers: readonly object[]
  readonly notices: readonly { readonly level: string; readonly text: string }[]
}

describeWithRigs('told by Grafana', ['root', 'ip', 'nft', 'sysctl', 'influxd'], () => {
  let world: World
  let influxd: Influxd
  let watcher: Server
  let signs = 0

  beforeAll(async () => {
    const influx = { targets: [{ name: 'main', url: `http://127.0.0.1:${PORT}` }] }
    const deadman = { url: `http://127.0.0.1:${DEADMAN_PORT}/alive`, every: '1s' }
    const config = { influx, alerts: { delivery: 'grafana', deadman } }
    const plan = { fleet: FLEET, receivers: { noc: {} }, quick: true, config }
    world = await openWorld({ ...plan, label: 'toldbygrafana' })
    watcher = createServer((_, reply) => {
      signs++
      reply.end()
    })
    await new Promise<void>((resolve) => watcher.listen(DEADMAN_PORT, '127.0.0.1', resolve))
    influxd = await startInfluxd({ port: PORT })
    await setUp(influxd.url)
    world.start()
    await world.walking()
  })
  afterAll(async () => {
    watcher?.closeAllConnections()
    watcher?.close()
    await influxd?.close()
    await world?.close()
  })

  const rows = async (q: string): Promise<readonly Record<string, unknown>[]> => {
    const [found] = await influxd.query(q, 'ronda')
    return (found?.series ?? []).flatMap(({ columns, values }) =>
      values.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]]))),
    )
  }
  const soon = async (q: string, done: (found: Awaited<ReturnType<typeof rows>>) => boolean) => {
    for (const end = Date.now() + SOON_MS; ; await wait(200)) {
      const found = await rows(q)
      if (done(found)) return found
      if (Date.now() > end) throw new Error(`not in time: ${q}: ${JSON.stringify(found)}`)
    }
  }

  test('an outage is a series with its tags, then 0, and no receiver hears of it', async () => {
    world.cut(IDS)
    const living = await soon(
      'SELECT * FROM "raw"."outage" WHERE "causes" > 0',
      (found) => found.length > 0,
    )
    const lineOf = FLEET.uplinks.find(({ id }) => id === UPLINK)
    expect(living.at(-1)).toMatchObject({
      cause: UPLINK,
      kind: 'uplink',
      kec: 'genuk',
      isp: 'nusa',
      owner: lineOf?.owner,
      severity: 'warning',
      affected: 1 + 2 + 4,
      cameras: 4,
    })
    expect(String(living.at(-1)?.['area'])).toMatch(/^\/genuk\//)
    world.restore(IDS)
    await soon('SELECT last("causes") AS n FROM "raw"."outage"', ([row]) => row?.['n'] === 0)
    expect(world.sinks.get('noc')?.attempts()).toBe(0)
  })

  test('that is said plainly, and the watcher outside goes on hearing', async () => {
    const { receivers, notices } = await world.api<Summary>('/api/summary')
    expect(receivers).toMatchObject([{ id: 'noc', channel: 'webhook' }])
    expect(notices).toContainEqual({ level: 'info', text: 'told-by-grafana' })
    expect(notices.map(({ text }) => text)).not.toContain('nobody-is-told')
    const before = signs
    await expect.poll(() => signs, { timeout: SOON_MS }).toBeGreaterThan(before)
    const workers = await rows('SELECT "uptime_s", "notifier_silent_s" FROM "raw"."worker"')
    expect(workers.length).toBeGreaterThan(0)
    expect(workers.every((row) => (row['notifier_silent_s'] ?? null) === null)).toBe(true)
  })

  test('what is switched off on purpose begins and is lifted', async () => {
    const owner = FLEET.owners[0]?.id
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
    const done = await world.api<{ id: string }>('/api/suspensions', {
      ...{ scope: { targets: [OTHER] }, reason: 'moved', owner, confirm: 3 },
      ...{ until: inAnHour, by: 'sari' },
    })
    await soon('SELECT * FROM "ev"."planned"', (found) => found.length === 1)
    await world.api(`/api/planned/${done.id}/resume`, { by: 'sari' })
    const steps = await soon('SELECT * FROM "ev"."planned"', (found) => found.length === 2)
    expect(steps.map(({ id, what, why, targets }) => [id, what, why, targets])).toEqual([
      [done.id, 'begun', 'moved', 3],
      [done.id, 'lifted', 'moved', 3],
    ])
    // More than massShare of all targets: announced, in its turn as a message of its own. The outage before never was.
    const noc = world.sinks.get('noc')
    await expect.poll(() => noc?.arrivals.length, { timeout: SOON_MS }).toBeGreaterThan(0)
    expect(new Set(noc?.arrivals.map(({ message }) => message.type))).toEqual(
      new Set(['announcement']),
    )
    expect(noc?.arrivals[0]?.key).toContain(done.id)
    expect(noc?.faults).toEqual([])
  })
})
