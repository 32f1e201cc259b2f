import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { tarGz } from './tar.ts'

const folder = mkdtempSync(join(tmpdir(), 'tar-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('is what tar unpacks, byte for byte', () => {
  const files = [
    { path: 'ronda.yaml', text: 'data: ./data\n' },
    { path: 'estate/areas.csv', text: `id\n${'é'.repeat(700)}\n` },
    { path: 'estate/empty.csv', text: '' },
    { path: 'estate/block.csv', text: 'x'.repeat(512) },
  ]
  execFileSync('tar', ['-xzf', '-', '-C', folder], { input: tarGz(files) })
  for (const { path, text } of files) expect(readFileSync(join(folder, path), 'utf8')).toBe(text)
  expect(tarGz(files).equals(tarGz(files))).toBe(true)
})

it.each(['/etc/passwd', '../up', 'x'.repeat(101)])('refuses the path %s', (path) => {
  expect(() => tarGz([{ path, text: '' }])).toThrow('is no path for an archive')
})
