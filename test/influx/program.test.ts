// The whole program with a real InfluxDB: measured, cut, killed with its database, started again; all of it arrives.
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { STATE_CODES } from '../../store/schema/codes.ts'
import { type Influxd, startInfluxd } from '../rigs/influxd.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { scenarioEstate } from '../rigs/scenario-estate.ts'
import { openWorld, type World } from '../rigs/scenario-world.ts'
import { setUp } from '../soak/influx-world.ts'

const PORT = 18_086
const SLOT_MS = 10_000
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
const BEHIND = ['nvr-1-1-1', 'nvr-1-1-2']

interface ApiTarget {
  readonly transitions: readonly { readonly at: string; readonly to: keyof typeof STATE_CODES }[]
}

describeWithRigs('the program and InfluxDB', ['root', 'ip', 'nft', 'sysctl', 'influxd'], () => {
  let world: World
  let influxd: Influxd

  beforeAll(async () => {
    const influx = { targets: [{ name: 'main', url: `http://127.0.0.1:${PORT}` }] }
    const plan = { fleet: FLEET, receivers: { noc: {} }, quick: true, config: { influx } }
    world = await openWorld({ ...plan, label: 'influxprogram' })
    influxd = await startInfluxd({ port: PORT })
    await setUp(influxd.url)
  })
  afterAll(async () => {
    await influxd?.close()
    await world?.close()
  })

  const rows = async (q: string) => {
    const [found] = await influxd.query(q, 'ronda')
    return (found?.series ?? []).flatMap(({ columns, values, tags }) =>
      values.map((row) => ({
        ...tags,
        ...Object.fromEntries(columns.map((name, i) => [name, row[i]])),
      })),
    )
  }
  const series = () =>
    world.api<{ targets: { state: string; backlog: { frames: number }; problem?: object }[] }>(
      '/api/series',
    )
  const soon = async (done: () => Promise<boolean>, ms = 20_000) => {
    const end = Date.now() + ms
    while (!(await done()) && Date.now() < end) await wait(200)
  }

  test('what is measured, decided and killed meanwhile arrives once, and is what the program says', async () => {
    const startedAt = world.start()
    await world.walking()
    const ids = [UPLINK, ...BEHIND]
    world.cut(ids)
    await soon(async () => (await rows(`SELECT * FROM ev.state WHERE id = '${UPLINK}'`)).length > 1)
    await soon(async () => (await rows('SELECT count(up) FROM raw.nvr')).length > 0)

    await influxd.kill()
    await soon(async () => (await series()).targets[0]?.state === 'waiting')
    const away = await series()
    expect(away.targets[0]).toMatchObject({ state: 'waiting', problem: { code: 'unreachable' } })
    world.restore(ids)
    await soon(
      async () => (await world.api<{ open: number }>('/api/incidents?open=true')).open === 0,
    )
    await world.end('SIGKILL')
    world.start()
    await world.walking()
    await influxd.start()
    await soon(async () => (await series()).targets[0]?.backlog.frames === 0)
    const endedAt = Date.now()

    for (const id of ids) {
      const { transitions } = await world.api<ApiTarget>(`/api/targets/${id}`)
      const wanted = transitions
        .map(({ at, to }) => ({ time: Date.parse(at), code: STATE_CODES[to] }))
        .toReversed()
      expect(await rows(`SELECT code FROM ev.state WHERE id = '${id}'`)).toEqual(wanted)
    }
    const steps = (await rows('SELECT what, cause FROM ev.incident')).map((row) => row)
    expect(steps.map((row) => Reflect.get(row, 'what'))).toEqual(
      expect.arrayContaining(['opened', 'settled', 'closed']),
    )
    expect(new Set(steps.map((row) => Reflect.get(row, 'cause')))).toEqual(new Set([UPLINK]))

    const silences = (await rows('SELECT notifier_silent_s FROM raw.worker')).map((row) =>
      Number(Reflect.get(row, 'notifier_silent_s')),
    )
    expect(silences).toContain(0)
    expect(Math.max(...silences)).toBeLessThan(30)

    // Of the slot in which the program was killed, and of that in which it began, there may be none.
    const points = await rows(`SELECT up, lost FROM raw.nvr WHERE id = 'nvr-1-2-1'`)
    const whole = Math.floor((endedAt - startedAt) / SLOT_MS)
    expect(points.length).toBeGreaterThanOrEqual(whole - 3)
    expect(points.every((row) => Reflect.get(row, 'up') === 1)).toBe(true)
    const fleet = await rows(`SELECT total FROM raw.fleet WHERE kind = 'camera'`)
    expect(fleet.length).toBeGreaterThanOrEqual(whole - 2)
    expect(fleet.every((row) => Reflect.get(row, 'total') === FLEET.cameras.length)).toBe(true)
  })
})
