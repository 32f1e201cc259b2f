import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from './make-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('makes every level with its mode, and is content where it is there', () => {
  makeFolder(join(folder, 'a', 'b'), 0o700)
  makeFolder(join(folder, 'a', 'b'), 0o700)
  for (const made of ['a', join('a', 'b')])
    expect(statSync(join(folder, made)).mode & 0o777).toBe(0o700)
})

it('says that a file is in the way', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeFolder(join(folder, 'file'))).toThrow('EEXIST')
  expect(() => makeFolder(join(folder, 'file', 'below'))).toThrow(/EEXIST|ENOTDIR/)
})

it('ends where nothing can be made', () => {
  expect(() => makeFolder('/proc/ronda/data')).toThrow()
})
