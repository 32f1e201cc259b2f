import { expect, it } from 'vitest'
import { policiesOf } from './policies.ts'

it('keeps each tier as long as ronda.yaml says, else as long as it is meant to be', () => {
  const policies = policiesOf('influx:\n  keepDays: { raw: 3, ev: 30 }\n')
  expect(policies.map(({ name, duration }) => `${name} ${duration}`)).toEqual([
    ...['raw 72h', 'm1 2160h', 'h1 17520h', 'd1 87600h', 'ev 720h'],
  ])
  expect(policiesOf('')[0]).toEqual({ name: 'raw', duration: '168h', shard: '24h' })
})
