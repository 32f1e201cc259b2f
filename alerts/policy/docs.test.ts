import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { Secret } from '../../fleet/secret.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { checkPolicy } from './check.ts'
import { alertsKeys, alertsSchema } from './config.ts'
import { resolvePolicy } from './resolve.ts'

const page = readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8')

test('the example of docs/alerts.md is a policy for the reference city', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
  const config = alertsSchema.parse(parse(yaml).alerts)
  expect(checkPolicy(config, synthesizeFleet({ seed: 1 }))).toEqual([])
  const read = (reference: string) => new Secret(`https://example/${reference}`)
  const resolved = resolvePolicy(config, read, 'Asia/Jakarta')
  expect('policy' in resolved && resolved.policy.receivers.length).toBe(8)
})

test('docs/alerts.md names every key', () => {
  const parts = [
    [],
    ['receivers'],
    ['receivers', 'quiet'],
    ['rotas'],
    ['rotas', 'shifts'],
    ['routes'],
    ['routes', 'match'],
    ['routes', 'escalate'],
    ['receivers', 'webhook'],
    ['receivers', 'telegram'],
    ['receivers', 'email'],
    ['receivers', 'alertmanager'],
    ['receivers', 'http'],
    ['deadman'],
  ]
  for (const part of parts) {
    for (const key of alertsKeys(part)) expect(page).toMatch(new RegExp(`[\`.]${key}[\`.\\[]`))
  }
})
