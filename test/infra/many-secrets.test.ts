// The rights of a host to secrets, which must not grow with the city: AWS takes 10,240 characters of a role's policies.
import { expect, test } from 'vitest'
import { findingsOf } from '../../infra/policies/findings.ts'
import { jsonOf, type PartsRun, runParts } from './run-parts.ts'

const LIMIT_MS = 60_000
const PLACE = 'arn:aws:secretsmanager:ap-southeast-3:123456789012:secret:'

function rightsOf(run: PartsRun) {
  const { inputs } = run.named('ronda-test-worker-role-policy')
  const { Statement } = jsonOf(inputs['policy']) as {
    Statement: { Sid: string; Resource: unknown; Condition: unknown }[]
  }
  return {
    characters: String(inputs['policy']).length,
    fetch: Statement.find(({ Sid }) => Sid === 'FetchItsOwnSecrets'),
    many: Statement.find(({ Sid }) => Sid === 'FetchManyAtOnce'),
  }
}

test(
  'ten thousand recorders are one folder in one account, and asked for by twenties',
  async () => {
    const run = await runParts('secrets-program.ts', { recorders: 10_000 })
    const { characters, fetch, many } = rightsOf(run)
    expect(characters).toBeLessThan(2000)
    expect(fetch?.Resource).toEqual([
      'arn:aws:test:::ronda-test-secrets-console-token',
      `${PLACE}city/deadman-??????`,
      `${PLACE}city/nvr/*`,
    ])
    expect(fetch?.Condition).toEqual({ StringEquals: { 'aws:ResourceAccount': '123456789012' } })
    expect(many).toMatchObject({
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': 'ap-southeast-3' } },
    })
    const roles = findingsOf(run.resources).filter(({ rule }) => rule === 'least-privilege')
    expect(roles).toEqual([])
  },
  LIMIT_MS,
)

test(
  'a few are named each, and asked for one by one',
  async () => {
    const { fetch, many } = rightsOf(await runParts('secrets-program.ts', { recorders: 3 }))
    expect(fetch?.Resource).toContain(`${PLACE}city/nvr/2-??????`)
    expect(JSON.stringify(fetch?.Resource)).not.toContain('*')
    expect(many).toBeUndefined()
  },
  LIMIT_MS,
)
