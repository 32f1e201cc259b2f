import { expect, test } from 'vitest'
import { synthesizeFleet } from '../../../fleet/synthetic/synthesize.ts'
import { parseConfig } from '../../config.ts'
import { aroundOf, looksAtPortals } from './settings.ts'

const fleet = synthesizeFleet({ seed: 1, scale: 0.001 })

function configOf(text: string) {
  const found = parseConfig(text, 'ronda.yaml')
  if ('problems' in found) throw new Error(JSON.stringify(found.problems))
  return { ...found.config, lineOf: found.lineOf }
}

test('a node that is not there and a token that cannot be read are told with their lines', () => {
  const config = configOf(
    [
      'estate: .',
      'relays:',
      '  - { node: rely, metrics: "http://10.0.0.5:9998/metrics" }',
      'hosts:',
      '  - { name: a, metrics: "http://10.0.0.5:9100/metrics", token: env:ABSENT }',
    ].join('\n'),
  )
  expect(() => aroundOf(config, fleet, {})).toThrow(
    'ronda.yaml:3: relays.0.node: no node "rely" in the estate; did you mean "relay"?\nronda.yaml:5: hosts.0.token: secret env:ABSENT: the variable is not set or empty; export ABSENT=...',
  )
})

test('tokens are read, and a real estate has no relay that nobody wrote down', () => {
  const host = 'hosts: [{ name: a, metrics: "http://10.0.0.5/m", token: env:T }]'
  expect(aroundOf(configOf(`estate: .\n${host}`), fleet, { T: 'x' })).toEqual({
    relays: [],
    hosts: [{ name: 'a', url: 'http://10.0.0.5/m', token: 'x' }],
  })
})

test('the synthetic city brings its relay, which serves its portals too', () => {
  const { relays } = aroundOf(configOf(''), fleet, {})
  expect(relays).toEqual([
    { node: 'relay', url: 'http://127.30.0.3:8554/metrics', token: undefined },
  ])
  expect(fleet.portals.map(({ url }) => new URL(url).host)).toEqual([
    '127.30.0.3:8554',
    '127.30.0.3:8554',
  ])
})

test('portals are looked at as feeds are, unless something else is said', () => {
  expect(looksAtPortals(configOf(''))).toBe(true)
  expect(looksAtPortals(configOf('feeds: { enabled: false }'))).toBe(false)
  expect(looksAtPortals(configOf('feeds: { enabled: false }\nportals: { enabled: true }'))).toBe(
    true,
  )
})
