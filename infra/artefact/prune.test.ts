import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pruneModules } from './prune.ts'

let modules: string
beforeEach(() => {
  modules = mkdtempSync(join(tmpdir(), 'ronda-prune-'))
})
afterEach(() => rmSync(modules, { recursive: true }))

function write(...files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(modules, file)), { recursive: true })
    const isPackage = file.endsWith('package.json')
    writeFileSync(join(modules, file), isPackage ? '{"main":"lib/index.js"}' : '')
  }
}

function left(): string[] {
  return readdirSync(modules, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(modules.length + 1))
    .toSorted()
}

test('code, package.json and licences stay; tests, documents, types and maps go, in scopes and within packages', () => {
  const stays = [
    '@a/b/LICENSE',
    '@a/b/lib/index.js',
    '@a/b/package.json',
    'yaml/dist/doc/Document.js',
    'yaml/node_modules/inner/index.js',
    'yaml/package.json',
    'zod/src/index.ts',
  ]
  write(...stays, '.bin/node')
  write('@a/b/test/a.js', '@a/b/lib/index.d.ts', '@a/b/lib/index.js.map', '@a/b/docs/api.md')
  write('yaml/.github/x.yml', 'yaml/node_modules/inner/tests/x.js', 'zod/src/v4/tests/a.test.ts')
  write('zod/index.d.cts', 'zod/lib/x.test.js')
  pruneModules(modules)
  expect(left()).toEqual(['.bin/node', ...stays].toSorted())
})

test('a folder that the package itself leads into stays', () => {
  write('odd/test/run.js')
  writeFileSync(join(modules, 'odd/package.json'), '{"exports":{"./run":"./test/run.js"}}')
  pruneModules(modules)
  expect(left()).toEqual(['odd/package.json', 'odd/test/run.js'])
})
