import { expect, test } from 'vitest'
import { isSecretReference, type SecretReference } from '../../fleet/secret.ts'
import { plainValue, secretsIn, settingValue, variableOf } from './interpolation.ts'

function secret(text: string): SecretReference {
  if (!isSecretReference(text)) throw new TypeError(text)
  return text
}

test('dollars are doubled', () => {
  expect(plainValue('$HOME costs 5$')).toBe('$$HOME costs 5$$')
})

test('secrets are what Grafana reads them by, wherever they stand', () => {
  const setting = {
    url: 'https://$host',
    list: [1, true, { secret: secret('file:/etc/ronda/a b'.replace(' ', '-')) }],
    // A setting that is called so, and is none.
    secret: 'plain',
    token: { secret: secret('env:TOKEN'), before: 'Bearer $' },
    other: { secret: secret('aws-sm:city/noc-token') },
  }
  expect(settingValue(setting)).toEqual({
    url: 'https://$$host',
    list: [1, true, '$__file{/etc/ronda/a-b}'],
    secret: 'plain',
    token: 'Bearer $$$TOKEN',
    other: '$RONDA_CITY_NOC_TOKEN',
  })
  expect(secretsIn(setting)).toEqual([
    ...['file:/etc/ronda/a-b', 'env:TOKEN', 'aws-sm:city/noc-token'],
  ])
  expect(variableOf(secret('file:/x'))).toBeUndefined()
})
