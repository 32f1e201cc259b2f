import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTargets } from './target-list.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-list-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function written(text: string): string {
  const file = join(folder, 'targets.csv')
  writeFileSync(file, text)
  return file
}

test('reads ids from words and from a list, each once, and knows where each stood', () => {
  const file = written('\uFEFFid,kind\r\n# Genuk\nupl-2,uplink\n\n"nvr-3";x\nupl-1\nupl-2\n')
  const list = readTargets(['upl-1', 'upl-9'], file)
  expect(list.ids).toEqual(['upl-1', 'upl-9', 'upl-2', 'nvr-3'])
  expect(list.ids.map((_, position) => list.placeOf(position))).toEqual([
    'upl-1',
    'upl-9',
    'targets.csv:3',
    'targets.csv:5',
  ])
  expect(list.problems).toEqual([])
})

test('names every line that is no id', () => {
  const list = readTargets(['../x'], written('upl-1\nupl 2\n\u001b[2J\n'))
  expect(list.problems).toEqual([
    '"../x": is no id; write the id of a target as the estate has it',
    'targets.csv:2: "upl 2" is no id; write the id of a target as the estate has it',
    'targets.csv:3: "?[2J" is no id; write the id of a target as the estate has it',
  ])
})

test('says when a list is empty or cannot be read', () => {
  expect(readTargets([], written('id\n# none\n')).problems).toEqual([
    'targets.csv: has no id in it; write one id a line',
  ])
  expect(readTargets([], join(folder, 'none.txt')).problems).toEqual([
    expect.stringContaining('none.txt: cannot be read: ENOENT'),
  ])
})
