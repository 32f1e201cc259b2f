import { expect, test } from 'vitest'
import { Secret, type SecretReference } from '../../fleet/secret.ts'
import { redacted, revealed, secretsHash, veiled } from './secrets.ts'
import type { Thing } from './thing.ts'

const token = 'env:TOKEN' as SecretReference
const { body, secrets } = redacted(
  {
    url: 'https://a.example',
    headers: [{ name: 'x', value: { secret: token, before: 'Bearer ' } }],
  },
  [],
)
const thing: Thing = {
  ...{ kind: 'contact point', key: 'a', title: 'a' },
  ...{ body: body as Thing['body'], secrets },
}
const read = new Map([['env:TOKEN', new Secret('s3cret')]])

test('a secret is taken out with its place, and put back with what stands before it', () => {
  expect(body).toEqual({ url: 'https://a.example', headers: [{ name: 'x', value: '[REDACTED]' }] })
  expect(revealed(thing, read)).toMatchObject({ headers: [{ value: 'Bearer s3cret' }] })
})

test('where Grafana shows a secret, only that it is another is told', () => {
  const shown = (value: string) => veiled({ headers: [{ name: 'x', value }] }, thing, read)
  expect(shown('Bearer s3cret')).toEqual({ headers: [{ name: 'x', value: '[REDACTED]' }] })
  expect(shown('Bearer theirs')).toEqual({ headers: [{ name: 'x', value: '[another secret]' }] })
})

test('the hash of secrets differs by their values and by the token it is keyed with', () => {
  const other = new Map([['env:TOKEN', new Secret('other')]])
  const [key, otherKey] = [new Secret('k1'), new Secret('k2')]
  const hashes = [
    secretsHash(thing, read, key),
    secretsHash(thing, other, key),
    secretsHash(thing, read, otherKey),
  ]
  expect(new Set(hashes).size).toBe(3)
  expect(secretsHash({ ...thing, secrets: [] }, read, key)).toBeUndefined()
})
