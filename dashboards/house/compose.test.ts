import { expect, test } from 'vitest'
import { selectFrom } from '../../store/schema/influxql.ts'
import type { GrafanaCity } from '../city.ts'
import { compose, type DashboardSpec, panelId } from './compose.ts'
import { House } from './house.ts'
import type { PanelSpec } from './panel.ts'
import { stat } from './stat.ts'
import { timeseries } from './timeseries.ts'

const CITY: GrafanaCity = {
  name: 'Semarang',
  timezone: 'Asia/Jakarta',
  language: 'en',
  folder: 'Ronda',
  consoleUrl: undefined,
  database: { dialect: '1', url: 'http://127.0.0.1:8086', database: 'ronda' },
  slo: 0.99,
  alerting: undefined,
}

test('panels stand below each other with ids and queries, and nothing of the SDK is left', () => {
  const house = new House(CITY)
  const built = compose(house, small(house))
  expect(built.panels?.map(({ id, gridPos, title }) => ({ id, ...gridPos, title }))).toEqual([
    { id: 1, h: 5, w: 12, x: 0, y: 0, title: 'Streams with a source' },
    { id: 2, h: 1, w: 24, x: 0, y: 5, title: 'Hosts' },
    { id: 3, h: 8, w: 12, x: 0, y: 6, title: 'CPU' },
  ])
  expect(panelId(small(house), 'cpu')).toBe(3)
  expect(() => panelId(small(house), 'no such')).toThrow('no panel')
  expect(built.panels?.[2]).toMatchObject({
    datasource: { type: 'influxdb', uid: '${ds}' },
    targets: [
      {
        refId: 'A',
        rawQuery: true,
        resultFormat: 'time_series',
        query:
          'SELECT (mean("cpu_permille") / 1000.0) AS "cpu" FROM "raw"."host" WHERE $timeFilter AND "host" =~ /^${host:regex}$/ GROUP BY time($__interval), "host" fill(none)',
      },
    ],
  })
  expect(JSON.stringify(built)).not.toContain('inControlsMenu')
})

test('with InfluxDB 3 each tier is a data source of its own, and series have no tier before them', () => {
  const house = new House({ ...CITY, database: { ...CITY.database, dialect: '3' } })
  const built = compose(house, small(house))
  expect(built.templating.list?.slice(0, 5).map(({ name, hide }) => [name, hide])).toEqual(
    ['raw', 'm1', 'h1', 'd1', 'ev'].map((tier) => [`ds_${tier}`, 2]),
  )
  expect(JSON.stringify(built)).toContain('FROM \\"relay\\" WHERE')
  expect(JSON.stringify(built.panels)).toContain('${ds_raw}')
})

test('a panel of two tiers has one data source, or with InfluxDB 3 the mixed one', () => {
  const sourceOf = (dialect: '1' | '3') => {
    const house = new House({ ...CITY, database: { ...CITY.database, dialect } })
    const spec = small(house)
    const [streams] = spec.rows[0]?.panels ?? []
    if (!streams) throw new TypeError('no panel')
    const queries = [
      ...streams.queries,
      ...streams.queries.map((one) => ({ ...one, tier: 'm1' as const })),
    ]
    const rows = [{ height: 5, panels: [{ ...streams, queries }] }]
    const [panel] = compose(house, { ...spec, rows }).panels ?? []
    return panel && 'datasource' in panel ? panel.datasource : undefined
  }
  expect(sourceOf('1')).toEqual({ type: 'influxdb', uid: '${ds}' })
  expect(sourceOf('3')).toEqual({ type: 'datasource', uid: '-- Mixed --' })
})

function small(house: House): DashboardSpec {
  const words = (text: string) => ({ en: text, id: text })
  const ready = selectFrom(house.from('relay', 'raw'), ({ last }) => ({ ready: last('ready') }), {
    time: 'panel',
  })
  const cpu = selectFrom(
    house.from('host', 'raw'),
    ({ mean }) => ({ cpu: mean('cpu_permille').over(1000) }),
    {
      time: 'panel',
      where: [{ tag: 'host', variable: 'host' }],
      everyMs: 'panel',
      by: ['host'],
      fill: 'none',
    },
  )
  const streams: PanelSpec = stat({
    ...{ key: 'ready', title: words('Streams with a source'), description: words('-'), width: 12 },
    ...{ queries: [{ ql: ready.ql, tier: 'raw' }], unit: 'short', steps: [{ colour: 'green' }] },
  })
  const used: PanelSpec = timeseries({
    ...{ key: 'cpu', title: words('CPU'), description: words('-'), width: 12, unit: 'percentunit' },
    queries: [{ ql: cpu.ql, tier: 'raw', alias: '$tag_host' }],
  })
  return {
    ...{ uid: 'ronda-relay', title: words('Relay'), description: words('-'), variables: [] },
    ...{ annotations: ['incidents'], range: '6h' },
    rows: [
      { height: 5, panels: [streams] },
      { title: words('Hosts'), height: 8, panels: [used] },
    ],
  }
}
