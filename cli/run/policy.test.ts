import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { readConfig } from '../config.ts'
import { policyOf } from './policy.ts'

const FLEET = synthesizeFleet({ seed: 1, scale: 0.01 })
const folder = mkdtempSync(join(tmpdir(), 'ronda-policy-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

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
