import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { alerts } from './alerts.ts'

const folder = mkdtempSync(join(tmpdir(), 'ronda-doctor-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function configOf(delivery: string) {
  const file = join(folder, 'ronda.yaml')
  const lines = [
    'synthetic: {seed: 1, script: none}',
    'influx: {targets: [{name: main, url: "http://127.0.0.1:1"}]}',
    'alerts:',
    `  delivery: ${delivery}`,
    '  receivers: [{id: noc, alertmanager: {url: "http://127.0.0.1:1"}}]',
    '  fallback: [noc]',
  ]
  writeFileSync(file, lines.join('\n'))
  return readConfig(file)
}

test('where Grafana tells people that is said, and receivers of announcements are asked', async () => {
  const found = await alerts(configOf('grafana'))
  expect(found.map(({ what, level }) => [what, level])).toEqual([
    ['alerts', 'ok'],
    ['receiver noc', 'fail'],
    ['dead-man', 'warn'],
  ])
  expect(found[0]?.seen).toMatch(
    /^causes are told by Grafana, Ronda itself announces what people do: 1 receiver,/,
  )
})

test('with both, receivers are asked as ever', async () => {
  const found = await alerts(configOf('both'))
  expect(found.map(({ what, level }) => [what, level])).toEqual([
    ['alerts', 'ok'],
    ['receiver noc', 'fail'],
    ['dead-man', 'warn'],
  ])
})
