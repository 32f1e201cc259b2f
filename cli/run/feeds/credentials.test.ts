import { expect, test } from 'vitest'
import type { Nvr, TargetId } from '../../../fleet/model.ts'
import type { SecretReference } from '../../../fleet/secret.ts'
import { nvrLogins } from './credentials.ts'

const nvr = (id: string, reference?: string): Nvr =>
  ({
    id: id as TargetId,
    ...(reference
      ? { credentials: { user: 'ronda', password: reference as SecretReference } }
      : {}),
  }) as Nvr

test('each NVR gets its login, and one without stays without', () => {
  const nvrs = [nvr('a', 'env:A'), nvr('b'), nvr('c', 'env:A')]
  const logins = nvrLogins({ nvrs }, { A: 'one' })
  expect([...logins]).toEqual([
    ['a', { user: 'ronda', password: 'one' }],
    ['c', { user: 'ronda', password: 'one' }],
  ])
})

test('every reference that cannot be read is named once, with who wants it, and never a value', () => {
  const nvrs = [nvr('a', 'env:A'), nvr('b', 'env:B'), nvr('c', 'env:A'), nvr('d', 'env:D')]
  expect(() => nvrLogins({ nvrs }, { D: 'hidden' })).toThrow(
    'secret env:A: the variable is not set or empty, as NVR a and 1 more want it\nsecret env:B: the variable is not set or empty, as NVR b wants it',
  )
  expect(() => nvrLogins({ nvrs }, { D: 'hidden' })).not.toThrow('hidden')
})
