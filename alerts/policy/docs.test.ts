import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { Secret } from '../../fleet/secret.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { checkPolicy } from './check.ts'
import { alertsKeys, alertsSchema } from './config.ts'
import type { Policy } from './policy.ts'
import { resolvePolicy } from './resolve.ts'
import { routeCause } from './route.ts'

const page = readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8')

const city = synthesizeFleet({ seed: 1 })

function example(): Policy {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
  const config = alertsSchema.parse(parse(yaml).alerts)
  expect(checkPolicy(config, city)).toEqual([])
  const read = (reference: string) => new Secret(`https://example/${reference}`)
  const resolved = resolvePolicy(config, read, 'Asia/Jakarta')
  if ('problems' in resolved) throw new Error(JSON.stringify(resolved.problems))
  return resolved.policy
}

test('the example of docs/alerts.md is a policy for the reference city', () => {
  expect(example().receivers.length).toBe(8)
})

test('the example tells of every kind of every owner somebody besides the record', () => {
  const policy = example()
  const { owners } = city
  const kinds = ['node', 'uplink', 'nvr', 'camera', 'portal', 'shared', 'planned']
  const night = Date.parse('2026-11-22T20:00:00Z')
  const day = Date.parse('2026-11-23T03:00:00Z')
  for (const owner of owners.map(({ id }) => id)) {
    for (const kind of kinds) {
      for (const severity of ['critical', 'warning'] as const) {
        for (const at of [night, day]) {
          const view = { kind, owner, areas: [], severity }
          const told = routeCause(policy, view, at).receivers
          const duty = at === night ? 'night' : 'noc'
          expect(told).toContain('log')
          expect(told.filter((id) => id !== 'log')).not.toEqual([])
          const owned = policy.receivers.some((receiver) => receiver.owners.includes(owner))
          const isTheirs = kind === 'nvr' || kind === 'camera' || kind === 'planned'
          const isForDuty = severity === 'critical' || !owned || !isTheirs
          expect(told.includes(duty)).toBe(isForDuty)
        }
      }
    }
  }
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
