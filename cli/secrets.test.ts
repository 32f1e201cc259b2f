import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resolveSecret } from './secrets.ts'

test('reads a variable and a file, and prints neither', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ronda-')), 'token')
  writeFileSync(file, 'from-file\n')
  const secret = resolveSecret(`file:${file}`)
  expect(secret.reveal()).toBe('from-file')
  expect(`${secret} ${JSON.stringify({ secret })}`).toBe('[secret] {"secret":"[secret]"}')
  expect(resolveSecret('env:T', { T: 'from-env' }).reveal()).toBe('from-env')
})

test('says which reference cannot be resolved, and how to mend it', () => {
  expect(() => resolveSecret('env:NOT_SET', {})).toThrow(
    'secret env:NOT_SET: the variable is not set or empty',
  )
  expect(() => resolveSecret('file:/nowhere/token')).toThrow('secret file:/nowhere/token: ENOENT')
  expect(() => resolveSecret('vault:token')).toThrow('"vault:" cannot be read on this machine')
})

test('reads a secret of Secrets Manager from the folder that the boot of the host filled', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-'))
  writeFileSync(join(folder, 'prod:token'), 'from-boot')
  const secret = resolveSecret('aws-sm:prod/token', { RONDA_SECRETS: folder })
  expect(secret.reveal()).toBe('from-boot')
})

test('says where a secret of Secrets Manager was expected, and who brings it', () => {
  const reference = 'aws-sm:prod/absent'
  const missing = expect.objectContaining({
    code: 'RND_SECRET_UNRESOLVED',
    message: expect.stringContaining(`secret ${reference}: ENOENT`),
    remedy: expect.stringMatching(/restart ronda; .* into \/run\/ronda\/secrets\/prod:absent,/),
  })
  expect(() => resolveSecret(reference, {})).toThrow(missing)
  const folder = mkdtempSync(join(tmpdir(), 'ronda-'))
  writeFileSync(join(folder, 'prod:absent'), '\n')
  expect(() => resolveSecret(reference, { RONDA_SECRETS: folder })).toThrow('the file is empty')
})
