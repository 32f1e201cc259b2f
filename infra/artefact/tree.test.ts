import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { archOf } from './arch.ts'
import { readArtefact, rememberArtefact } from './latest.ts'
import { hashTree, listTree } from './tree.ts'

let root: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ronda-tree-'))
  for (const file of [
    'package.json',
    'cli/main.ts',
    'cli/main.test.ts',
    'console/web/app.tsx',
    'console/web/told.ts',
    'console/web/dist/index.html',
    'console/web/dist/.stamp',
    'docs/runbook.md',
    'docs/alerts.md',
    'infra/index.ts',
    'test/rigs/rig.ts',
    'fleet/testdata/a.csv',
    'fleet/.a.ts.swp',
  ]) {
    mkdirSync(join(root, file, '..'), { recursive: true })
    writeFileSync(join(root, file), file)
  }
})
afterAll(() => rmSync(root, { recursive: true }))

test('takes what the program runs and reads, and nothing that builds or proves it', () => {
  expect(listTree(root)).toEqual([
    'cli/main.ts',
    'console/web/dist/.stamp',
    'console/web/dist/index.html',
    'console/web/told.ts',
    'docs/runbook.md',
    'package.json',
  ])
})

test('a tree without a commit is named by its names and contents', () => {
  const before = hashTree(root, ['package.json'])
  expect(before).toMatch(/^[0-9a-f]{12}$/)
  expect(hashTree(root, ['cli/main.ts'])).not.toBe(before)
  expect(hashTree(root, ['package.json'])).toBe(before)
})

test('finds the release that was packed last for an architecture, while its file is there', () => {
  const path = join(root, 'ronda-1-x64.tar.gz')
  const artefact = { path, version: '1', arch: 'x64', sha256: 'ab', bytes: 3 } as const
  rememberArtefact(root, artefact)
  expect(readArtefact(root, 'x64')).toBeUndefined()
  writeFileSync(path, 'gz')
  expect(readArtefact(root, 'x64')).toEqual(artefact)
  expect(readArtefact(root, 'arm64')).toBeUndefined()
})

test('knows Graviton by the name of its type', () => {
  expect(['t4g.small', 'c7g.8xlarge', 'm8gd.large', 'im4gn.large'].map(archOf)).toEqual(
    Array(4).fill('arm64'),
  )
  expect(['t3.small', 'g5.xlarge', 'c7i.large', 'm7a.large'].map(archOf)).toEqual(
    Array(4).fill('x64'),
  )
})
