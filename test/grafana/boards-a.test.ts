// Every query of the dashboards of city, kecamatan, feeds, target and NVR, asked of a real influxd with a small city.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { city } from '../../dashboards/boards/city.ts'
import { feeds } from '../../dashboards/boards/feeds.ts'
import { kecamatan } from '../../dashboards/boards/kecamatan.ts'
import { nvr } from '../../dashboards/boards/nvr.ts'
import { target } from '../../dashboards/boards/target.ts'
import type { DashboardSpec } from '../../dashboards/house/compose.ts'
import { House } from '../../dashboards/house/house.ts'
import type { Point } from '../../store/schema/measurements.ts'
import type { SeriesTarget } from '../../store/schema/series-target.ts'
import { type Influxd, startInfluxd } from '../rigs/influxd.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { CityLoad, cityOf } from './city-database/load.ts'
import { DatabaseWriter, makeDatabase } from './city-database/writer.ts'
import { ALL, interpolate } from './interpolate.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const ONE_OF = 100

const house = new House({
  name: 'Kota',
  timezone: 'Asia/Jakarta',
  language: 'en',
  folder: 'Ronda',
  consoleUrl: undefined,
  database: { dialect: '1', url: 'http://127.0.0.1:8086', database: 'ronda' },
  slo: 0.99,
  alerting: undefined,
})

type Variables = Readonly<Record<string, string | readonly string[]>>
type Rows = readonly Readonly<Record<string, unknown>>[]

describeWithRigs('dashboards of the city on influxd', ['influxd'], () => {
  const now = Date.now()
  const estate = cityOf(ONE_OF)
  let influxd: Influxd

  beforeAll(async () => {
    influxd = await startInfluxd()
    await makeDatabase(influxd)
    const writer = new DatabaseWriter(influxd, estate)
    const load = new CityLoad(writer, estate, { now, rawMs: 12 * MINUTE_MS, longMs: 3 * HOUR_MS })
    for (const part of ['raw', 'minutes', 'hours', 'events'] as const) await load[part]()
    await writer.points('raw', rareOf(one('camera'), now - MINUTE_MS))
    await writer.points('raw', [sharedOf(one('camera'), now - 20_000)])
    await writer.points('ev', midnight(estate, now - 20 * HOUR_MS))
    await writer.points('ev', [incidentOf(one('uplink'), now - HOUR_MS)])
    const fallen = estate.filter(({ id }) => id === one('uplink').id || id === one('camera').nvr)
    await writer.points(
      'ev',
      fallen.map((target) => fallOf(target, now - HOUR_MS)),
    )
    await writer.close()
  }, 60_000)
  afterAll(() => influxd.close())

  const ask = async (ql: string, variables: Variables, rangeMs: number): Promise<Rows> => {
    const timeFilter = { fromMs: now - rangeMs, toMs: now }
    // The data ends when the test began.
    const ready = interpolate(ql, { timeFilter, intervalMs: MINUTE_MS, variables }).replaceAll(
      'now()',
      `${now}ms`,
    )
    const [answer] = await influxd.query(ready, 'ronda')
    if (answer?.error) throw new Error(`${answer.error}: ${ready}`)
    return (answer?.series ?? []).flatMap(({ columns, values, tags }) =>
      values.map((row) => ({
        ...tags,
        ...Object.fromEntries(columns.map((name, i) => [name, row[i]])),
      })),
    )
  }
  /** Keys of panels of which a query gives nothing, with each of the choices in turn. */
  const empty = async (spec: DashboardSpec, ...choices: Variables[]): Promise<string[]> => {
    const found: string[] = []
    for (const { key, queries } of spec.rows.flatMap(({ panels }) => panels)) {
      for (const { ql } of queries) {
        let rows = 0
        for (const one of choices) rows += (await ask(ql, one, 24 * HOUR_MS)).length
        if (rows === 0) found.push(key)
      }
    }
    return found
  }
  const query = (spec: DashboardSpec, key: string): string => {
    const panel = spec.rows.flatMap(({ panels }) => panels).find((one) => one.key === key)
    return panel?.queries[0]?.ql ?? ''
  }
  const values = async (spec: DashboardSpec, name: string, variables: Variables) => {
    const ql = spec.variables.find((one) => one.name === name)?.ql ?? ''
    return (await ask(ql, variables, HOUR_MS)).map(({ value }) => String(value))
  }
  const one = (kind: string): SeriesTarget => {
    const found = estate.find((target) => target.kind === kind)
    if (!found) throw new Error(`no ${kind}`)
    return found
  }

  test('every query of the city and its kecamatan answers', async () => {
    expect(await empty(city(house), {})).toEqual([])
    const { kec = '', kel = '' } = one('camera')
    expect(
      await empty(kecamatan(house), { kec, kel: ALL }, { kec, kel: [kel, 'no.such'] }),
    ).toEqual([])
  })

  test('every query of the feed board answers, for all and for some', async () => {
    const kecs = await values(feeds(house), 'kec', {})
    expect(kecs.length).toBeGreaterThan(2)
    expect(await empty(feeds(house), { kec: ALL })).toEqual([])
    const sum = async (kec: string | readonly string[]) =>
      Number((await ask(query(feeds(house), 'live'), { kec }, HOUR_MS))[0]?.['n'] ?? 0)
    const each = await Promise.all(kecs.map(sum))
    const all = await sum(ALL)
    expect(all).toBeGreaterThan(0)
    expect(await sum(kecs)).toBe(all)
    expect(each.reduce((one, other) => one + other, 0)).toBe(all)
  })

  test('every query of a target and of a recorder answers, where its kind has it', async () => {
    const camera = one('camera')
    const dead = await ask(`SELECT "id", "kind" FROM "raw"."down" WHERE $timeFilter`, {}, MINUTE_MS)
    const ids = [camera.id, one('uplink').id, `${dead[0]?.['id']}`]
    const choices = ids.map((id) => ({ kec: ALL, kel: ALL, id }))
    expect(await empty(target(house), ...choices)).toEqual([])
    const deadRecorder = dead.find(({ kind }) => kind === 'nvr')
    const recorders = [camera.nvr ?? '', `${deadRecorder?.['id']}`]
    const chosen = recorders.map((id) => ({ kec: ALL, kel: ALL, nvr: id }))
    expect(await empty(nvr(house), ...chosen)).toEqual([])
  })

  test('the sums of the city are those of its targets', async () => {
    const [dead] = await ask(query(city(house), 'dead'), {}, HOUR_MS)
    const kinds = await ask(query(city(house), 'dead-by-kind'), {}, HOUR_MS)
    const byArea = await ask(query(city(house), 'by-kecamatan'), {}, HOUR_MS)
    const sum = (rows: Rows) => rows.reduce((total, row) => total + Number(row['dead']), 0)
    expect(Number(dead?.['dead'])).toBeGreaterThan(0)
    expect(sum(kinds)).toBe(Number(dead?.['dead']))
    expect(sum(byArea)).toBe(Number(dead?.['dead']))
    const [share] = await ask(query(city(house), 'cameras-available'), {}, HOUR_MS)
    expect(Number(share?.['share'])).toBeGreaterThan(0)
    expect(Number(share?.['share'])).toBeLessThanOrEqual(1)
  })

  test('variables are chained: the targets of a kelurahan are in it', async () => {
    const { kec = '', kel = '' } = one('camera')
    expect(await values(target(house), 'kec', {})).toContain(kec)
    expect(await values(target(house), 'kel', { kec })).toContain(kel)
    const within = estate.filter((target) => target.kec === kec && target.kel === kel)
    expect((await values(target(house), 'id', { kec, kel })).toSorted()).toEqual(
      within.map(({ id }) => id).toSorted(),
    )
    const everywhere = await values(target(house), 'id', { kec: ALL, kel: ALL })
    expect(everywhere.length).toBe(estate.length)
    expect(await values(nvr(house), 'nvr', { kec, kel })).toEqual(
      expect.arrayContaining(within.filter(({ kind }) => kind === 'nvr').map(({ id }) => id)),
    )
  })

  test('a state that lasts since before the range is at its left edge', async () => {
    const { id } = one('uplink')
    const states = await ask(query(target(house), 'states'), { id }, 2 * MINUTE_MS)
    expect(Number(states[0]?.['time'])).toBeLessThan(now - 2 * MINUTE_MS)
    const changed = await ask(query(target(house), 'changes'), { id }, 24 * HOUR_MS)
    expect(changed.every(({ code, prev }) => code !== prev)).toBe(true)
  })
})

/** Each target as it was then: it has a state since. */
function midnight(estate: readonly SeriesTarget[], at: number): Point<'state'>[] {
  return estate.map(({ id, kind, kec, kel }) => ({
    measurement: 'state',
    tags: { id, kind, kec, kel },
    fields: { code: 0, prev: 0, reason: 'answers' },
    at,
  }))
}

/** What this city does not say by itself. */
function rareOf({ id, kec, kel, nvr = '' }: SeriesTarget, at: number): Point[] {
  return [
    {
      measurement: 'feed',
      tags: { id, kec, kel, nvr },
      fields: { code: 0, found: 0, likeness_permille: 930, skip_permille: 10 },
      at,
    },
    {
      measurement: 'nvr_facts',
      tags: { id: nvr, kec, kel },
      fields: { slots_on: 3, slots_off: 1, capacity_mb: 4_000_000, free_mb: 90_000, auth_waits: 0 },
      at,
    },
  ]
}

const NONE = { condition: undefined, area: undefined, owner: undefined, isp: undefined }

/** A cause that many of one kecamatan have in common. */
function sharedOf({ kec, kel }: SeriesTarget, at: number): Point<'outage'> {
  return {
    measurement: 'outage',
    tags: {
      cause: `kel:${kel}`,
      kind: 'shared',
      reason: 'shared',
      kec,
      severity: 'critical',
      ...NONE,
    },
    fields: { causes: 1, affected: 5, cameras: 4, age_s: 600, acked: 0 },
    at,
  }
}

function fallOf({ id, kind, kec, kel }: SeriesTarget, at: number): Point<'state'> {
  return {
    measurement: 'state',
    tags: { id, kind, kec, kel },
    fields: { code: 2, prev: 0, reason: 'all-lost' },
    at,
  }
}

function incidentOf({ id, kec }: SeriesTarget, at: number): Point<'incident'> {
  return {
    measurement: 'incident',
    tags: { kec, kind: 'uplink' },
    fields: {
      ...{ inc: 'inc-1', what: 'closed', cause: id, reason: 'topmost-failed' },
      ...{ affected: 0, peak: 14, dur_s: 600 },
    },
    at,
  }
}
