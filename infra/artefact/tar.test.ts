import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeTar } from './tar.ts'

const LONG = `${'a-long-folder-of-a-package/'.repeat(5)}with-a-name-that-is-long-too.js`
let root: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ronda-tar-'))
})
afterAll(() => rmSync(root, { recursive: true }))

function makeTree(name: string, files: readonly string[]): string {
  const folder = join(root, name)
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), `text of ${file}`, {
      mode: file.startsWith('bin/') ? 0o700 : 0o600,
    })
  }
  symlinkSync('../bin/node', join(folder, 'node'))
  return folder
}

test('packs names, modes, links and long paths as tar itself reads them', async () => {
  const folder = makeTree('one', ['bin/node', 'a.txt', LONG])
  const packed = await writeTar(folder, 'ronda-1', join(root, 'one.tar.gz'))
  expect(packed.bytes).toBe(readFileSync(join(root, 'one.tar.gz')).length)
  const listed = execFileSync('tar', ['tzvf', join(root, 'one.tar.gz')], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
  })
  expect(listed).toMatch(/^-rwxr-xr-x root\/root .* 1970-01-01 00:00 ronda-1\/bin\/node$/m)
  expect(listed).toMatch(/^-rw-r--r-- .* ronda-1\/a\.txt$/m)
  expect(listed).toMatch(/^lrwxrwxrwx .* ronda-1\/node -> \.\.\/bin\/node$/m)
  execFileSync('tar', ['xzf', join(root, 'one.tar.gz'), '-C', root])
  expect(readFileSync(join(root, 'ronda-1', LONG), 'utf8')).toBe(`text of ${LONG}`)
})

test('gives the same bytes for the same files, whatever their times and their order', async () => {
  const first = await writeTar(
    makeTree('two', ['b', 'a', 'bin/c']),
    'ronda-1',
    join(root, '2.tar.gz'),
  )
  const again = makeTree('three', ['bin/c', 'a', 'b'])
  utimesSync(join(again, 'a'), 1, 1)
  expect(await writeTar(again, 'ronda-1', join(root, '3.tar.gz'))).toEqual(first)
  writeFileSync(join(again, 'a'), 'another text')
  expect((await writeTar(again, 'ronda-1', join(root, '4.tar.gz'))).sha256).not.toBe(first.sha256)
})

test('refuses a name that no tar of this kind can hold', async () => {
  const folder = join(root, 'five')
  mkdirSync(folder)
  writeFileSync(join(folder, 'x'.repeat(120)), '')
  await expect(writeTar(folder, 'ronda-1', join(root, '5.tar.gz'))).rejects.toThrow(
    'too long for a tar: ronda-1/xxx',
  )
})
