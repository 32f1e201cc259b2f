import { describe, expect, test } from 'vitest'
import type { Nvr } from '../../fleet/model.ts'
import { stackSchema } from '../config.ts'
import { foreignSecrets, neededSecrets } from './needed.ts'

const config = (more: object = {}) =>
  stackSchema.parse({
    domain: 'ronda.semarang.example',
    link: { type: 'none' },
    alarms: { emails: ['noc@semarang.example'] },
    budget: { monthlyUsd: 900 },
    ...more,
  })
const nvr = (password: string) => ({ credentials: { user: 'ronda', password } }) as unknown as Nvr

describe('neededSecrets', () => {
  test('leaves out the key of a link that is none, and the reader of a relay without viewers', () => {
    expect(neededSecrets(config())).not.toContain('link-key')
    expect(neededSecrets(config({ relay: { viewers: 0 } }))).not.toContain('relay-reader')
    expect(neededSecrets(config())).toContain('relay-reader')
  })

  test("makes no administrator's password where people have one", () => {
    expect(neededSecrets(config())).toContain('grafana-admin')
    const grafana = { adminPassword: 'aws-sm:city/grafana' }
    expect(neededSecrets(config({ grafana }))).not.toContain('grafana-admin')
  })
})

describe('foreignSecrets', () => {
  const of = (program: string, nvrs: Nvr[] = [], more = {}) =>
    foreignSecrets({ program, fleet: { nvrs }, config: config(more), own: 'ronda-prod' })

  test('finds names at any depth, once each, sorted', () => {
    const program = 'b:\n  - x: {y: aws-sm:two}\n  - aws-sm:one\nc: aws-sm:two\n'
    expect(of(program, [nvr('aws-sm:nvr/a'), nvr('aws-sm:nvr/a')])).toEqual(['nvr/a', 'one', 'two'])
  })

  test('takes no comment, no other kind of reference, and nothing of its own', () => {
    const program =
      '# aws-sm:old\na: env:X\nb: see aws-sm:three\nc: aws-sm:ronda-prod/console-token\n'
    expect(of(program, [nvr('file:/run/x')])).toEqual([])
  })

  test("counts the administrator's password of the configuration unless it is the default", () => {
    expect(of('{}')).toEqual([])
    expect(of('{}', [], { grafana: { adminPassword: 'aws-sm:city/grafana' } })).toEqual([
      'city/grafana',
    ])
  })

  test('reads an empty ronda.yaml', () => {
    expect(of('')).toEqual([])
  })
})
