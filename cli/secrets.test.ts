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
  expect(() => resolveSecret('aws-sm:prod/token')).toThrow(
    '"aws-sm:" cannot be read on this machine',
  )
})
