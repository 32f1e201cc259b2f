import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLabels } from './labels.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-labels-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const KNOWN = new Set(['cam-1', 'cam-2'])

function read(text: string) {
  const file = join(folder, 'labels.csv')
  writeFileSync(file, text)
  return readLabels(file, KNOWN)
}

test('a head, comments, and times with their offset are read', () => {
  const text =
    'camera,condition,from,to\n# night\ncam-1, black\ncam-2,live,2026-11-23T07:00:00+07:00,2026-11-24\n'
  expect(read(text)).toEqual({
    labels: [
      { camera: 'cam-1', condition: 'black', from: undefined, to: undefined },
      {
        camera: 'cam-2',
        condition: 'live',
        from: Date.parse('2026-11-23T00:00:00Z'),
        to: Date.parse('2026-11-24T00:00:00Z'),
      },
    ],
  })
})

test('every problem is told with its line, all at once', () => {
  const found = read(
    'cam-3,blak\ncam-1,live,yesterday,2026-11-24\n\ncam-1,live,2026-11-25,2026-11-24,x\ncam-1,no_stream\n',
  )
  const told = 'problems' in found ? found.problems.map(({ line, what }) => `${line} ${what}`) : []
  expect(told).toEqual([
    '1 no camera "cam-3"',
    '1 "blak" is no condition that a picture shows',
    '2 "yesterday" is no time',
    '4 more than four columns',
    '4 from is not before to',
    '5 "no_stream" is no condition that a picture shows',
  ])
})

test('an empty file and a missing one are told', () => {
  expect(read('\n# nothing\n')).toMatchObject({ problems: [{ what: 'no label in it' }] })
  expect(() => readLabels(join(folder, 'none.csv'), KNOWN)).toThrow('cannot read')
})

test('two words for one camera at the same time are told; at different times they may stand', () => {
  const found = read('cam-1,black\ncam-2,dark\ncam-1,live,2026-11-23,2026-11-24\n')
  expect(found).toMatchObject({
    problems: [{ line: 3, what: 'line 1 calls cam-1 black at the same time' }],
  })
  const apart = read('cam-1,black,2026-11-22,2026-11-23\ncam-1,live,2026-11-23,2026-11-24\n')
  expect(apart).toHaveProperty('labels')
})
