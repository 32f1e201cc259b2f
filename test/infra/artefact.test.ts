// The release as a worker gets it: packed, unpacked where there is no compiler, and walking a round.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Artefact } from '../../infra/artefact/latest.ts'
import { packArtefact } from '../../infra/artefact/pack.ts'
import { freePort } from '../rigs/free-port.ts'
import { until } from '../rigs/program.ts'

const MOST_MB = 120
const ROUND_MS = 40_000
const INTERRUPTED = 130

describe('the release', () => {
  let room: string
  let artefact: Artefact
  let tree: string
  /** Node of the release and nothing else: no compiler, no npm, no shell. */
  let env: NodeJS.ProcessEnv

  beforeAll(async () => {
    room = mkdtempSync(join(tmpdir(), 'ronda-artefact-'))
    artefact = await packArtefact({ out: room, arch: process.arch === 'arm64' ? 'arm64' : 'x64' })
    execFileSync('tar', ['xzf', artefact.path, '-C', room])
    tree = join(room, `ronda-${artefact.version}`)
    env = { PATH: join(tree, 'node_modules/.bin'), HOME: room }
  }, 120_000)
  afterAll(() => rmSync(room, { recursive: true, force: true }))

  const node = () => join(tree, 'node_modules/.bin/node')

  test('is small, and has neither what builds it nor what proves it', () => {
    const sizeMb = (...args: string[]) =>
      Number(execFileSync('du', ['-sm', ...args, tree], { encoding: 'utf8' }).split('\t')[0])
    expect(sizeMb('--exclude=node-linux-*')).toBeLessThanOrEqual(MOST_MB)
    for (const path of ['infra', 'test', 'bench', 'node_modules/vite', 'node_modules/@pulumi']) {
      expect(existsSync(join(tree, path)), path).toBe(false)
    }
    expect(existsSync(join(tree, 'node_modules/.package-lock.json'))).toBe(false)
    for (const path of ['zod/src/v4/classic/tests', 'pino/test', 'yaml/dist/index.d.ts']) {
      expect(existsSync(join(tree, 'node_modules', path)), path).toBe(false)
    }
  })

  test('gives the same bytes twice', async () => {
    const out = join(room, 'again')
    const again = await packArtefact({ out, arch: artefact.arch })
    expect(again).toEqual({
      ...artefact,
      path: join(out, `ronda-${artefact.version}-${artefact.arch}.tar.gz`),
    })
  }, 120_000)

  test('tells its commands without what only developers install', () => {
    const ran = spawnSync(node(), ['cli/ronda.js', '--help'], { cwd: tree, env, encoding: 'utf8' })
    expect(ran.stderr).toBe('')
    expect(ran.stdout).toContain('walks the round')
  })

  test('its doctor asks for nothing that cannot be done where it lies', () => {
    const words = ['cli/ronda.js', 'doctor', '--json']
    const ran = spawnSync(node(), words, { cwd: tree, env, encoding: 'utf8' })
    const { findings } = JSON.parse(ran.stdout) as {
      readonly findings: readonly { readonly what: string; readonly level: string }[]
    }
    expect(findings.find(({ what }) => what === 'net-ping')).toMatchObject({ level: 'ok' })
    expect(ran.stdout).not.toMatch(/npm (ci|rebuild|start)/)
  })

  test('walks a full round of the synthetic city, and shows it with its page', async () => {
    const port = await freePort()
    const at = `http://127.0.0.1:${port}`
    const args = [
      'cli/ronda.js',
      'run',
      '--data',
      join(room, 'data'),
      '--listen',
      `127.0.0.1:${port}`,
    ]
    const child = spawn(node(), args, { cwd: tree, env, stdio: 'ignore' })
    const ended = once(child, 'exit')
    try {
      const rounds = async () => {
        try {
          const answer = await fetch(`${at}/api/summary`)
          return ((await answer.json()) as { readonly rounds: number }).rounds
        } catch {
          return 0
        }
      }
      let walked = 0
      await until(
        'a full round',
        ROUND_MS,
        () => {
          void rounds().then((count) => {
            walked = count
          })
          return walked
        },
        (count) => count >= 1,
      )
      expect(await (await fetch(at)).text()).toContain('<!doctype html>')
      expect((await fetch(`${at}/runbook`)).status).not.toBe(500)
    } finally {
      child.kill('SIGINT')
      expect(await ended).toEqual([INTERRUPTED, null])
    }
  }, 60_000)
})
