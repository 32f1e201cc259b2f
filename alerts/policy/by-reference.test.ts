import { expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { alertsSchema } from './config.ts'
import { policyByReference, resolvePolicy } from './resolve.ts'

const telegram = { token: 'env:TOKEN', chat: '-100123' }
const http = { url: 'file:/etc/url', headers: { Authorization: 'aws-sm:a' }, body: '{{text}}' }

test('keeps where secrets are read, and is the same policy otherwise', () => {
  const config = alertsSchema.parse({
    receivers: [
      { id: 'a', telegram },
      { id: 'b', http },
    ],
    fallback: ['a', 'b'],
    deadman: { url: 'env:DEADMAN' },
  })
  const told = policyByReference(config, 'Asia/Jakarta')
  if ('problems' in told) throw new Error('refused')
  const { receivers, deadman } = told.policy
  expect(receivers.map(({ channel }) => channel)).toMatchObject([
    { type: 'telegram', token: 'env:TOKEN' },
    { type: 'http', url: 'file:/etc/url', headers: { Authorization: 'aws-sm:a' } },
  ])
  expect(deadman).toEqual({ url: 'env:DEADMAN', everyMs: 30_000 })
  const read = resolvePolicy(config, () => new Secret('https://a.example'), 'Asia/Jakarta')
  if ('problems' in read) throw new Error('refused')
  const plain = (policy: object): string =>
    JSON.stringify(policy).replace(/"(\[secret\]|env:\w+|file:[^"]+|aws-sm:\w+)"/g, '"?"')
  expect(plain(told.policy)).toBe(plain(read.policy))
})

test('finds the same wrong with it', () => {
  const quiet = { from: '22:00', to: '05:00', unless: [] }
  const config = alertsSchema.parse({ receivers: [{ id: 'a', telegram, quiet }], fallback: 'a' })
  expect(policyByReference(config, 'Asia/Jakarta')).toMatchObject({
    problems: [{ path: ['fallback'] }],
  })
})
