import { expect, test } from 'vitest'
import type { CameraClass, Fleet } from '../../fleet/model.ts'
import { feedsSchema } from '../../probes/feeds/config.ts'
import type { RoundPlan } from '../../probes/round/plan.ts'
import type { Config } from '../config.ts'
import { openingLines } from './opening.ts'

function linesFor(
  host: string,
  token?: string,
  more: Partial<Config> = {},
  cameras: readonly CameraClass[] = [],
): string {
  const listen = { host, port: 0 }
  const feeds = feedsSchema.parse({})
  const own = { data: '/srv/data', feeds, console: { listen, ...(token ? { token } : {}) } }
  const config = { ...own, ...more } as Config
  const fleet = {
    city: 'Contoh',
    synthetic: false,
    cameras: cameras.map((name) => ({ class: name })),
  } as unknown as Fleet
  const plan = { addresses: ['127.0.0.1'], intervalMs: [10_000] } as unknown as RoundPlan
  return openingLines({ config, fleet, plan, url: 'http://127.0.0.1:8081', simulated: false })
}

test('a page for this machine only says where it is and no more', () => {
  expect(linesFor('127.0.0.1')).toContain('  shows  http://127.0.0.1:8081\n  Ctrl-C ends it')
})

test('a page that is open to a network says so, on what, and where the token is', () => {
  expect(linesFor('0.0.0.0')).toContain(
    [
      '  shows  http://127.0.0.1:8081',
      '         OPEN TO THE NETWORK: it listens on 0.0.0.0:8081',
      '         whoever reads needs the token in /srv/data/token',
    ].join('\n'),
  )
  expect(linesFor('::', 'env:RONDA_TOKEN')).toContain(
    'listens on [::]:8081\n         whoever reads needs the token in env:RONDA_TOKEN\n',
  )
})

test('a token is told of on loopback too, where one is wanted', () => {
  expect(linesFor('127.0.0.1', 'file:/run/token')).toContain('needs the token in file:/run/token')
})

test('each database that is written to is named', () => {
  const targets = [{ name: 'main', url: 'http://10.0.0.5:8086', dialect: '1' }]
  const influx = { targets } as unknown as NonNullable<Config['influx']>
  expect(linesFor('127.0.0.1', undefined, { influx })).toContain(
    '  writes http://10.0.0.5:8086 (main, InfluxDB 1)\n  shows',
  )
})

test('how many cameras are looked at, and how often, is said where any is', () => {
  const lines = (feeds: object, cameras: readonly CameraClass[] = ['rt', 'flood', 'traffic']) =>
    linesFor('127.0.0.1', undefined, { feeds: feedsSchema.parse(feeds) }, cameras)
  expect(lines({})).toContain('  looks  at 3 cameras every 5 min, 2 of them every 1 min\n')
  expect(lines({ criticalClasses: [] })).toContain('  looks  at 3 cameras every 5 min\n')
  expect(lines({ enabled: false })).not.toContain('looks')
  expect(lines({}, [])).not.toContain('looks')
})
