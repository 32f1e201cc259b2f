// Uplinks, incidents, SLA, worker and relay: composed for each language and database, with links that lead somewhere.
import { expect, test } from 'vitest'
import { LANGUAGES } from '../../texts/language.ts'
import { BOARDS } from '../boards.ts'
import type { GrafanaCity } from '../city.ts'
import { compose, type DashboardSpec } from '../house/compose.ts'
import { House } from '../house/house.ts'
import { DASHBOARDS } from '../uids.ts'
import { incidents } from './incidents.ts'
import { relay } from './relay.ts'
import { sla } from './sla.ts'
import { uplinks } from './uplinks.ts'
import { worker } from './worker.ts'

const OURS = [uplinks, incidents, sla, worker, relay]

test.each(
  LANGUAGES.flatMap((language) => (['1', '2', '3'] as const).map((d) => [language, d] as const)),
)(
  'in %s, for InfluxDB %s: keys are unique, links lead to dashboards and variables that exist',
  (language, dialect) => {
    const house = new House(cityOf(language, dialect))
    const specs = OURS.map((board) => board(house))
    const variables = new Map(
      BOARDS.map((board) => [board(house).uid as string, namesOf(board(house))]),
    )
    for (const spec of specs) {
      const keys = spec.rows.flatMap(({ panels }) => panels.map(({ key }) => key))
      expect(new Set(keys).size).toBe(keys.length)
      const text = JSON.stringify(compose(house, spec))
      const links = [
        ...text.matchAll(/\/d\/([\w-]+)\?([^"\\]*(?:\\.[^"\\]*)*?)\$\{__url_time_range\}/g),
      ]
      expect(links.length).toBeGreaterThan(0)
      for (const [, uid = '', query = ''] of links) {
        expect(DASHBOARDS).toContain(uid)
        const given = [...query.matchAll(/var-(\w+)=/g)].map(([, name]) => name)
        const kept = [...query.matchAll(/\$\{(\w+):queryparam\}/g)].map(([, name]) => name)
        for (const name of [...given, ...kept])
          expect([uid, variables.get(uid)]).toEqual([uid, expect.arrayContaining([name])])
        for (const name of kept) expect(namesOf(spec)).toContain(name)
      }
      const used = [...text.matchAll(/\$\{(\w+):regex\}/g)].map(([, name]) => name)
      expect(namesOf(spec)).toEqual(expect.arrayContaining(used))
      if (dialect === '3') expect(text).not.toMatch(/FROM \\"(raw|m1|h1|d1|ev)\\"\./)
    }
  },
)

test('rules find the panels that they name', () => {
  const house = new House(cityOf('en', '1'))
  const keys = (board: (house: House) => DashboardSpec): string[] =>
    board(house).rows.flatMap(({ panels }) => panels.map(({ key }) => key))
  expect(keys(uplinks)).toEqual(expect.arrayContaining(['isp-loss', 'isp-rtt']))
  expect(keys(incidents)).toContain('open')
  expect(keys(sla)).toContain('burn')
  const ofWorker = ['blind', 'lag', 'lost', 'notifier', 'receivers', 'spool-age', 'store', 'uptime']
  expect(keys(worker)).toEqual(expect.arrayContaining([...ofWorker, 'write']))
  expect(keys(relay)).toEqual(expect.arrayContaining(['ready', 'disk']))
})

test('an incident leads to its page in the console, where there is one', () => {
  const house = new House({ ...cityOf('en', '1'), consoleUrl: 'https://ronda.example' })
  const text = JSON.stringify(compose(house, incidents(house)))
  expect(text).toContain('https://ronda.example/#/incident/${__data.fields')
  const without = new House(cityOf('en', '1'))
  expect(JSON.stringify(compose(without, incidents(without)))).not.toContain('#/incident')
})

test('the target of the SLA is written as people read it, and divided by exactly', () => {
  const house = new House({ ...cityOf('en', '1'), slo: 0.9995 })
  const text = JSON.stringify(compose(house, sla(house)))
  expect(text).toContain('The target is 99.95 %')
  expect(text).toContain('0.05 % of the time may fail')
  expect(text).toContain('/ 0.0005)')
})

function namesOf({ variables }: DashboardSpec): string[] {
  return variables.map(({ name }) => name)
}

function cityOf(
  language: GrafanaCity['language'],
  dialect: GrafanaCity['database']['dialect'],
): GrafanaCity {
  return {
    ...{ name: 'Semarang', timezone: 'Asia/Jakarta', language, folder: 'Ronda', slo: 0.99 },
    ...{ consoleUrl: undefined, alerting: undefined },
    database: { dialect, url: 'http://127.0.0.1:8086', database: 'ronda' },
  }
}
