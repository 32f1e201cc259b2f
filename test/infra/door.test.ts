// What `pulumi up` starts by itself: on a Node that can run it, and on one that cannot.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { PROJECT, runProgram } from './loopback-engine.ts'

const { main } = parse(readFileSync(join(PROJECT, 'Pulumi.yaml'), 'utf8')) as {
  readonly main: string
}
let project: string

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'ronda-door-'))
  for (const folder of ['infra', 'cli']) mkdirSync(join(project, folder))
  for (const file of ['package.json', 'cli/door.js', 'infra/stack-traces.js', main]) {
    copyFileSync(join(PROJECT, file), join(project, file))
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(project, 'node_modules'))
})
afterAll(() => rmSync(project, { recursive: true }))

test.each([
  ["export const page: string = 'https://a.example'"],
  ["export default async (): Promise<object> => ({ page: 'https://a.example' })"],
])('gives the outputs of the program: %s', async (text) => {
  writeFileSync(join(project, 'infra/index.ts'), `${text}\n`)
  const ran = await runProgram({ project, entry: main, stack: 'dev', config: {} })
  expect(ran).toMatchObject({ code: 0, outputs: { page: 'https://a.example' }, told: [], text: '' })
})

test('an older Node says which one it needs instead of a syntax error', () => {
  const older =
    'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.20.2"})'
  const ran = spawnSync(process.execPath, ['--import', older, join(PROJECT, main)], {
    encoding: 'utf8',
  })
  expect(ran.status).toBe(2)
  expect(ran.stderr).toContain('this is Node 20.20.2; Ronda needs 22.18 or newer')
})
