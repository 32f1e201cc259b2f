import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { RondaError } from '../../fleet/error.ts'
import { readConfig } from '../config.ts'
import { influxOf, isLoginInClear } from './influx.ts'

const folder = mkdtempSync(join(tmpdir(), 'ronda-influx-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function configOf(lines: readonly string[]) {
  const file = join(folder, 'ronda.yaml')
  writeFileSync(file, ['data: ./data', ...lines].join('\n'))
  return readConfig(file)
}

test('without influx there is nothing to set', () => {
  expect(influxOf(configOf([]))).toBeUndefined()
})

test('secrets are read, the address is an origin, the spool lies in the data folder', () => {
  const config = configOf([
    'influx:',
    '  targets:',
    '    - {name: main, url: "http://127.0.0.1:8086/", username: ronda, password: env:PASSWORD}',
    '    - {name: second, url: "https://db.example", dialect: 2, org: city, token: env:TOKEN}',
    '  spool: {maxMegabytes: 100}',
  ])
  const settings = influxOf(config, { PASSWORD: 'hunter2', TOKEN: 'hunter3' })
  expect(settings?.targets.map(({ url }) => url)).toEqual([
    'http://127.0.0.1:8086',
    'https://db.example',
  ])
  expect(settings?.targets[0]?.password?.reveal()).toBe('hunter2')
  expect(settings?.targets[1]?.token?.reveal()).toBe('hunter3')
  expect(JSON.stringify(settings)).not.toContain('hunter')
  expect(settings?.spool).toEqual({
    path: join(folder, 'data', 'spool.db'),
    maxBytes: 100_000_000,
    minFreePercent: 10,
  })
})

test('every secret and certificate that is not there is told with its line', () => {
  writeFileSync(join(folder, 'not.pem'), 'no certificate')
  const config = configOf([
    'influx:',
    '  targets:',
    '    - {name: a, url: "http://h:1", username: u, password: env:RONDA_NOT_SET}',
    '    - {name: b, url: "https://h:2", caFile: nowhere.pem}',
    '    - {name: c, url: "https://h:3", caFile: not.pem}',
  ])
  const error = thrownBy(() => influxOf(config, {}))
  expect(error.code).toBe('RND_CONFIG_INVALID')
  expect(error.message.split('\n')).toEqual([
    expect.stringMatching(/^ronda\.yaml:4: influx\.targets\.0\.password: .*RONDA_NOT_SET/),
    expect.stringMatching(/^ronda\.yaml:5: influx\.targets\.1\.caFile: .*nowhere\.pem/),
    expect.stringMatching(/^ronda\.yaml:6: influx\.targets\.2\.caFile: .*not\.pem.*PEM file/),
  ])
})

test('where only secrets are missing the code says so', () => {
  const config = configOf([
    'influx:',
    '  targets:',
    '    - {name: a, url: "http://h:1", dialect: 3, token: file:/nowhere/token}',
  ])
  expect(thrownBy(() => influxOf(config, {})).code).toBe('RND_SECRET_UNRESOLVED')
})

test.each([
  ['http://db.example:8086', true],
  ['http://10.0.0.5:8086', true],
  ['https://db.example:8086', false],
  ['http://127.0.0.1:8086', false],
  ['http://[::1]:8086', false],
  ['http://localhost:8086', false],
])('a login to %s goes in clear: %s', (url, isInClear) => {
  const config = configOf([
    `influx: {targets: [{name: a, url: "${url}", username: u, password: env:P}]}`,
  ])
  const target = influxOf(config, { P: 'secret' })?.targets[0]
  expect(target && isLoginInClear(target)).toBe(isInClear)
})

function thrownBy(body: () => unknown): RondaError {
  try {
    body()
  } catch (error) {
    if (error instanceof RondaError) return error
  }
  throw new Error('it threw no RondaError')
}
