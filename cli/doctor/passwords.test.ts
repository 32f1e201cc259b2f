import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { STARTER_ESTATE } from '../init/starter.ts'
import { passwords } from './passwords.ts'

const VARIABLE = 'RONDA_NVR_PASSWORD'
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-passwords-'))
  mkdirSync(join(folder, 'estate'))
  for (const { file, text } of STARTER_ESTATE) writeFileSync(join(folder, file), text)
})
afterEach(() => {
  delete process.env[VARIABLE]
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function configOf(feeds: string) {
  const file = join(folder, 'ronda.yaml')
  writeFileSync(file, `estate: ./estate\nfeeds: ${feeds}\n`)
  return readConfig(file)
}

test('a password that cannot be read is told as run would tell it, with who wants it', async () => {
  await expect(passwords(configOf('{}'))).rejects.toMatchObject({
    code: 'RND_SECRET_UNRESOLVED',
    message: expect.stringContaining(`env:${VARIABLE}`),
  })
})

test('those that can be read are counted, and never shown', async () => {
  process.env[VARIABLE] = 'S3cr3t'
  const found = await passwords(configOf('{}'))
  expect(found).toMatchObject([
    { what: 'passwords', level: 'ok', seen: expect.stringContaining('1 NVR') },
  ])
  expect(JSON.stringify(found)).not.toContain('S3cr3t')
})

test('where no feed is looked at none is wanted', async () => {
  expect(await passwords(configOf('{ enabled: false }'))).toEqual([])
})
