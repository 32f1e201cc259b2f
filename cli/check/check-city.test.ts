import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatProblem } from '../../fleet/problem.ts'
import { CONFIG, STARTER_ESTATE } from '../init/starter.ts'
import { checkCity } from './check-city.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-check-'))
  file = join(folder, 'ronda.yaml')
  mkdirSync(join(folder, 'estate'))
  for (const { file: name, text } of STARTER_ESTATE) writeFileSync(join(folder, name), text)
})
afterEach(() => rmSync(folder, { recursive: true }))

async function told(text: string, estate?: string): Promise<string[]> {
  const checked = await checkCity(text, file, estate)
  if (!('problems' in checked)) return []
  return checked.problems.map(formatProblem).map((line) => line.replaceAll(`${folder}/`, ''))
}

test('what ronda init writes is sound', async () => {
  expect(await checkCity(CONFIG.text, file, undefined)).toMatchObject({ fleet: { city: 'Contoh' } })
})

test('the file and the estate that it names are told at once, with their lines', async () => {
  writeFileSync(join(folder, 'estate/owners.csv'), 'id,nmae\nx,y\n')
  const all = (await told('estate: ./estate\nconsle: {}\ninflux: {targets: 5}\n')).join('\n')
  expect(all).toContain('ronda.yaml:2: unknown key "consle"; did you mean "console"?')
  expect(all).toContain('ronda.yaml:3: influx.targets: must be a list')
  expect(all).toContain('estate/owners.csv:1: ')
})

test('the file against the estate: relays, owners, what Grafana cannot be told; each once, no secret read', async () => {
  const text = `estate: ./estate
relays: [{node: relai, metrics: "http://10.0.0.5:9998/metrics"}]
alerts:
  receivers: [{id: noc, owners: [diskominf], telegram: {token: env:NOT_SET_ANYWHERE, chat: "-1"}}]
  fallback: [noc]
influx: {targets: [{name: main, url: "http://127.0.0.1:8086"}]}
grafana: {target: second}
`
  const all = await told(text)
  expect(all).toEqual([
    'ronda.yaml:2: relays.0.node: no node "relai" in the estate; did you mean "relay"?',
    expect.stringMatching(
      /^ronda\.yaml:4: alerts\.receivers\.0\.owners.*did you mean "diskominfo"/,
    ),
    'ronda.yaml:7: grafana.target: influx.targets has no "second"; there is: main',
  ])
  expect(await told(text.replace('second', 'main'))).toHaveLength(2)
})

test('another estate may be named, and one that is not there is told', async () => {
  expect(await told('log: warn\n', join(folder, 'estate'))).toEqual([])
  expect(await told('estate: elsewhere\n')).toEqual([expect.stringMatching(/^elsewhere: /)])
})

test('broken YAML has its line, and stops nothing else', async () => {
  expect(await told('console: {\n', join(folder, 'nowhere'))).toEqual([
    expect.stringMatching(/^ronda\.yaml:\d: /),
    expect.stringMatching(/^nowhere: /),
  ])
})

test('a section that is right is held against the estate, though another is wrong', async () => {
  const text = `estate: ./estate
relays: [{node: relai, metrics: "http://10.0.0.5:9998/metrics"}]
alerts: {receivers: [{id: noc, telegram: {token: env:X, chat: "-1"}}], fallback: [nok]}
`
  expect(await told(text)).toEqual([
    'ronda.yaml:2: relays.0.node: no node "relai" in the estate; did you mean "relay"?',
    'ronda.yaml:3: alerts.fallback.0: no receiver or rota "nok"; did you mean "noc"?',
  ])
})

test('a database that is wrong is not told to be missing, too', async () => {
  const text = `estate: ./estate
alerts: {delivery: grafana, receivers: [{id: noc, telegram: {token: env:X, chat: "-1"}}], fallback: [noc]}
influx: {targets: 5}
`
  expect(await told(text)).toEqual([expect.stringMatching(/^ronda\.yaml:3: influx\.targets: /)])
  expect(await told(text.replace(/influx.*/, ''))).toEqual([
    expect.stringMatching(/^ronda\.yaml:2: alerts\.delivery: grafana needs time series/),
  ])
})
