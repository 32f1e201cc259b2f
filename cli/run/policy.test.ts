import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { readConfig } from '../config.ts'
import { policyOf } from './policy.ts'

const FLEET = synthesizeFleet({ seed: 1, scale: 0.01 })
const folder = mkdtempSync(join(tmpdir(), 'ronda-policy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function configOf(alerts: readonly string[]) {
  const file = join(folder, 'ronda.yaml')
  writeFileSync(file, ['data: ./data', 'alerts:', ...alerts].join('\n'))
  return readConfig(file)
}

test('every name and secret that is not there is told with its line, before anything starts', () => {
  const config = configOf([
    '  receivers:',
    '    - {id: noc, webhook: {url: "https://noc.example/", secret: env:RONDA_NOT_SET}}',
    '  routes:',
    '    - {match: {owner: [diskominfoo]}, to: [noc]}',
    '    - {match: {area: [nowhere-at-all]}, to: [noc]}',
    '  fallback: [noc]',
  ])
  let said = ''
  try {
    policyOf(config, FLEET)
  } catch (error) {
    said = String(error)
  }
  const lines = said.split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatch(/ronda\.yaml:4: alerts\.receivers\.0\.webhook\.secret: .*RONDA_NOT_SET/)
  expect(lines[1]).toMatch(/ronda\.yaml:6: .*"diskominfoo"; did you mean "diskominfo"\?$/)
  expect(lines[2]).toMatch(/ronda\.yaml:7: .*no area "nowhere-at-all"/)
})

test.each(['grafana', 'both'])(
  'delivery %s without time series is refused: nobody would look',
  (delivery) => {
    const alerts = [
      `  delivery: ${delivery}`,
      '  receivers: [{id: noc, alertmanager: {url: "http://127.0.0.1:9093"}}]',
      '  fallback: [noc]',
    ]
    const remedy = 'write influx: in ronda.yaml, or delivery: direct'
    expect(() => policyOf(configOf(alerts), FLEET)).toThrow(
      new RegExp(
        `^ronda\\.yaml:3: alerts\\.delivery: ${delivery} needs time series, .*; ${remedy}$`,
      ),
    )
    const influx =
      'influx: {targets: [{name: main, url: "http://127.0.0.1:8086", database: ronda}]}'
    expect(policyOf(configOf([...alerts, influx]), FLEET)?.fallback).toEqual(['noc'])
  },
)
