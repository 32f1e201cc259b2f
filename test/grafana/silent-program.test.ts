// The whole program with `alerts.delivery: both`: its series says that the notifier works while it does, and how long it has not.
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Influxd, startInfluxd } from '../rigs/influxd.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { scenarioEstate } from '../rigs/scenario-estate.ts'
import { openWorld, type World } from '../rigs/scenario-world.ts'
import { setUp } from '../soak/influx-world.ts'

const PORT = 18_091
const SOON_MS = 30_000
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

describeWithRigs('a notifier that falls silent', ['root', 'ip', 'nft', 'sysctl', 'influxd'], () => {
  let world: World
  let influxd: Influxd

  beforeAll(async () => {
    const influx = { targets: [{ name: 'main', url: `http://127.0.0.1:${PORT}` }] }
    const config = { influx, alerts: { delivery: 'both' } }
    const plan = { fleet: FLEET, receivers: { noc: {} }, quick: true, config }
    world = await openWorld({ ...plan, label: 'silentprogram' })
    influxd = await startInfluxd({ port: PORT })
    await setUp(influxd.url)
    world.start()
    await world.walking()
  })
  afterAll(async () => {
    await influxd?.close()
    await world?.close()
  })

  const silences = async (): Promise<readonly number[]> => {
    const [found] = await influxd.query('SELECT "notifier_silent_s" FROM "raw"."worker"', 'ronda')
    return (found?.series ?? []).flatMap(({ values }) =>
      values.map(([, silentS]) => Number(silentS)),
    )
  }
  const soon = async (done: () => boolean | Promise<boolean>) => {
    for (const end = Date.now() + SOON_MS; !(await done()); await wait(200)) {
      if (Date.now() > end) throw new Error(`not in time: ${(await silences()).join()}`)
    }
  }

  test('it stays 0 while messages are taken, and rises when none is', async () => {
    const noc = world.sinks.get('noc')
    world.cut(IDS)
    await soon(() => noc?.arrivals.some(({ message }) => message.type === 'page') === true)
    const before = (await silences()).length
    await soon(async () => (await silences()).length > before)
    expect(new Set(await silences())).toEqual(new Set([0]))

    await noc?.answer('refuse')
    world.restore(IDS)
    await soon(async () => ((await silences()).at(-1) ?? 0) > 0)
    const [first = 0] = (await silences()).slice(-1)
    await soon(async () => ((await silences()).at(-1) ?? 0) > first)
  })
})
