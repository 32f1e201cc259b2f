// Every query of uplinks, incidents, SLA, worker and relay on a real influxd, and the numbers that matter exactly.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { incidents } from '../../dashboards/boards/incidents.ts'
import { relay } from '../../dashboards/boards/relay.ts'
import { sla } from '../../dashboards/boards/sla.ts'
import { uplinks } from '../../dashboards/boards/uplinks.ts'
import { worker } from '../../dashboards/boards/worker.ts'
import type { DashboardSpec } from '../../dashboards/house/compose.ts'
import { House } from '../../dashboards/house/house.ts'
import { type Influxd, startInfluxd } from '../rigs/influxd.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { knownPoints } from './boards-b-points.ts'
import { DatabaseWriter, makeDatabase } from './city-database/writer.ts'
import { ALL, interpolate } from './interpolate.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS
const house = new House({
  ...{ name: 'Kota', timezone: 'Asia/Jakarta', language: 'en', folder: 'Ronda', slo: 0.99 },
  ...{ consoleUrl: undefined, alerting: undefined },
  database: { dialect: '1', url: 'http://127.0.0.1:8086', database: 'ronda' },
})

type Chosen = Readonly<Record<string, string | readonly string[]>>
type Row = Readonly<Record<string, unknown>>

const EVERYTHING: Chosen = {
  ...{ isp: ALL, kec: ALL, worker: ALL, host: ALL, relay: ALL, portal: ALL },
}

describeWithRigs('uplinks, incidents, SLA, worker and relay on influxd', ['influxd'], () => {
  const now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
  const at = `'${new Date(now + 2000).toISOString()}'`
  let influxd: Influxd

  beforeAll(async () => {
    influxd = await startInfluxd()
    await makeDatabase(influxd)
    const writer = new DatabaseWriter(influxd, [])
    for (const [tier, points] of knownPoints(now)) await writer.points(tier, points)
    await writer.close()
  })
  afterAll(() => influxd.close())

  const rows = async (ql: string, chosen: Chosen = {}, rangeMs = DAY_MS): Promise<Row[]> => {
    const ready = interpolate(ql, {
      timeFilter: { fromMs: now - rangeMs, toMs: now },
      intervalMs: MINUTE_MS,
      variables: { ...EVERYTHING, kind: ALL, ...chosen },
    }).replaceAll('now()', at)
    const [answer] = await influxd.query(ready, 'ronda')
    if (answer?.error) throw new Error(`${answer.error}: ${ready}`)
    return (answer?.series ?? []).flatMap(({ columns, values, tags = {} }) =>
      values.map((row) => ({
        ...tags,
        ...Object.fromEntries(columns.map((name, i) => [name, row[i]])),
      })),
    )
  }
  const ask = (
    spec: DashboardSpec,
    key: string,
    query: number,
    chosen?: Chosen,
    rangeMs?: number,
  ) => rows(qlOf(spec, key, query), chosen, rangeMs)

  test.each([uplinks, incidents, sla, worker, relay].map((board) => board(house)))(
    '$uid: every query is answered with rows',
    async (spec) => {
      const chosen = spec.uid === 'ronda-sla' ? { kind: 'camera' } : {}
      for (const { name, ql } of spec.variables) {
        expect([name, (await rows(ql, chosen)).length > 0]).toEqual([name, true])
      }
      for (const { key, queries } of spec.rows.flatMap(({ panels }) => panels)) {
        for (const { ql } of queries) {
          const found = await rows(ql, chosen, 30 * DAY_MS)
          const values = found.flatMap(({ time, ...fields }) => Object.values(fields))
          const some = values.some((value) => value !== null && value !== '')
          expect([key, ql, some]).toEqual([key, ql, true])
        }
      }
    },
  )

  test('loss and round trips of ISPs are sums divided once, each beside its own last day', async () => {
    const spec = uplinks(house)
    const [loss] = await ask(spec, 'loss', 0)
    expect(loss?.['loss']).toBeCloseTo((100 * 6) / 180, 9)
    const [rtt] = await ask(spec, 'rtt', 0)
    expect(rtt?.['ms']).toBeCloseTo((54 * 300 + 120 * 100) / 174 / 10, 9)
    expect(await ask(spec, 'silent', 0)).toMatchObject([{ silent: 4 }])
    expect(await ask(spec, 'isps', 0)).toMatchObject([
      { isp: 'nusa', lines: 10, silent: 3, loss: 10, ms: 30 },
      { isp: 'telko', lines: 20, silent: 1, loss: 0, ms: 10 },
    ])
    expect(await ask(spec, 'isps', 1)).toMatchObject([
      { isp: 'nusa', usual: 10 },
      { isp: 'telko', usual: 10 },
    ])
    expect(await ask(spec, 'loss', 0, { isp: 'telko' })).toMatchObject([{ loss: 0 }])
    expect(await ask(spec, 'dead', 0)).toMatchObject([{ lines: 4 }])
    expect(await ask(spec, 'dead', 0, { kec: 'tugu' })).toMatchObject([{ lines: 0 }])
    expect(await ask(spec, 'kecamatan-loss', 0)).toMatchObject([
      { kec: 'genuk', loss: 5 },
      { kec: 'tugu', loss: 2.5 },
    ])
    const worst = await ask(spec, 'worst-loss', 0)
    expect(worst.at(-1)).toMatchObject({ rank: 2, id: 'UPL-0102', loss: 5, ms: 90 })
  })

  test('availability, budget and burn are those of the seconds and states that were written', async () => {
    const spec = sla(house)
    const camera = { kind: 'camera' }
    const month = 30 * DAY_MS
    const [both] = await ask(spec, 'availability', 0, camera, month)
    expect(both?.['availability']).toBeCloseTo(99.45, 9)
    const [left] = await ask(spec, 'budget', 0, camera, month)
    expect(left?.['left']).toBeCloseTo(45, 6)
    const [genuk, tugu] = await ask(spec, 'by-kecamatan', 0, camera, month)
    expect(genuk).toMatchObject({ kec: 'genuk', outside: 0 })
    expect(genuk?.['left']).toBeCloseTo(90, 6)
    expect(tugu?.['availability']).toBeCloseTo(99, 9)
    expect(tugu?.['outside']).toBeCloseTo(10, 9)
    const [lost] = await ask(spec, 'lost', 0, { ...camera, kec: 'genuk' }, month)
    expect(lost?.['lost']).toBeCloseTo((20 * 24 * 36) / 3600, 6)
    const [hour] = await ask(spec, 'burn', 0, camera)
    expect(hour).toMatchObject({ kec: 'genuk', hour: 4 })
    const [quarter] = await ask(spec, 'burn', 1, camera)
    expect(quarter?.['quarter']).toBeCloseTo(4 / 6, 1)
    const [three] = await ask(spec, 'burn', 2, camera)
    expect(three?.['days']).toBeCloseTo(0.1, 6)
  })

  test('incidents are those that are open, with whose they are, and none that ended', async () => {
    const spec = incidents(house)
    expect(await ask(spec, 'open', 0)).toMatchObject([{ incidents: 3 }])
    expect(await ask(spec, 'affected', 0)).toMatchObject([{ dead: 20 }])
    expect(await ask(spec, 'on-purpose', 0)).toMatchObject([{ planned: 50 }])
    expect(await ask(spec, 'not-acknowledged', 0)).toMatchObject([{ causes: 5 }])
    const targets = await ask(spec, 'wrong-now', 0)
    expect(targets.map(({ target, owner }) => [target, owner]).sort()).toEqual([
      ['NVR-0007', 'kec-genuk'],
      ['UPL-0001', 'isp-nusa'],
    ])
    expect(await ask(spec, 'wrong-now', 1)).toMatchObject([{ wider: 'nusa', kind: 'shared' }])
    expect(await ask(spec, 'wrong-now', 2)).toMatchObject([{ wider: '+more', kind: 'camera' }])
    const owners = await ask(spec, 'by-owner', 0)
    expect(owners.find(({ owner }) => owner === 'isp-nusa')).toMatchObject({
      ...{ causes: 2, affected: 52, cameras: 38, age: 600 },
    })
    expect(await ask(spec, 'wrong-now', 0, { kind: 'nvr' })).toHaveLength(1)
    expect(await ask(spec, 'history', 0, { kec: 'genuk' })).toHaveLength(6)
  })

  test('a counter that began anew counts from there', async () => {
    const spec = worker(house)
    expect(await ask(spec, 'dropped', 0)).toMatchObject([{ n: 4 }])
    expect(await ask(spec, 'uptime', 0)).toMatchObject([{ n: expect.any(Number) }])
    const sent = (await ask(spec, 'echoes', 0)).map((row) => row['sent'])
    expect(Math.max(...sent.map(Number))).toBeCloseTo(20, 6)
    const traffic = await ask(relay(house), 'traffic', 0)
    expect(traffic.at(-1)).toMatchObject({ in: 8_000_000, out: 24_000_000 })
  })
})

function qlOf(spec: DashboardSpec, key: string, query: number): string {
  const panel = spec.rows.flatMap(({ panels }) => panels).find((one) => one.key === key)
  const ql = panel?.queries[query]?.ql
  if (ql === undefined) throw new Error(`${spec.uid} has no query ${query} in ${key}`)
  return ql
}
