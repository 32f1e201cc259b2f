import { expect, test } from 'vitest'
import { relay } from '../boards/relay.ts'
import type { GrafanaCity } from '../city.ts'
import { compose, panelId } from './compose.ts'
import { House } from './house.ts'

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
  const built = compose(house, relay(house))
  expect(built.panels?.map(({ id, gridPos, title }) => ({ id, ...gridPos, title }))).toEqual([
    { id: 1, h: 5, w: 12, x: 0, y: 0, title: 'Streams with a source' },
    { id: 2, h: 1, w: 24, x: 0, y: 5, title: 'Hosts' },
    { id: 3, h: 8, w: 12, x: 0, y: 6, title: 'CPU' },
  ])
  expect(panelId(relay(house), 'cpu')).toBe(3)
  expect(() => panelId(relay(house), 'no such')).toThrow('no panel')
  expect(built.panels?.[2]).toMatchObject({
    datasource: { type: 'influxdb', uid: '${ds}' },
    targets: [
      {
        refId: 'A',
        rawQuery: true,
        resultFormat: 'time_series',
        query:
          'SELECT (mean("cpu_permille") / 1000) AS "cpu" FROM "raw"."host" WHERE $timeFilter AND "host" =~ /^${host:regex}$/ GROUP BY time($__interval), "host" fill(none)',
      },
    ],
  })
  expect(JSON.stringify(built)).not.toContain('inControlsMenu')
})

test('with InfluxDB 3 each tier is a data source of its own, and series have no tier before them', () => {
  const house = new House({ ...CITY, database: { ...CITY.database, dialect: '3' } })
  const built = compose(house, relay(house))
  expect(built.templating.list?.slice(0, 5).map(({ name, hide }) => [name, hide])).toEqual(
    ['raw', 'm1', 'h1', 'd1', 'ev'].map((tier) => [`ds_${tier}`, 2]),
  )
  expect(JSON.stringify(built)).toContain('FROM \\"relay\\" WHERE')
  expect(JSON.stringify(built.panels)).toContain('${ds_raw}')
})
