import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSecretReference, secretFileName } from './secret.ts'

const name = fc
  .string({
    unit: fc.constantFrom('a', 'B', '0', '/', '_', '+', '=', '.', '@', '-'),
    minLength: 1,
    maxLength: 8,
  })
  .filter((text) => isSecretReference(`aws-sm:${text}`))

test('a secret of each name has a file of its own, within its folder', () => {
  expect(secretFileName('ronda-prod/database-writer')).toBe('ronda-prod:database-writer')
  fc.assert(
    fc.property(name, name, (one, other) => {
      const file = secretFileName(one)
      expect(file).not.toMatch(/\/|^\./)
      expect(file === secretFileName(other)).toBe(one === other)
    }),
  )
})
