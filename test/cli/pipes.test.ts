// Pipes that end early, and lists that come through one: no code is lost, no round ends for want of a reader.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeNetns, type Netns } from '../rigs/netns.ts'
import { until } from '../rigs/program.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const RONDA = fileURLToPath(new URL('../../cli/ronda.js', import.meta.url))
const DEAD = '127.0.0.9'

describeWithRigs('a pipe', ['root', 'ip', 'nft', 'sysctl'], () => {
  let ns: Netns
  let folder: string
  beforeAll(() => {
    ns = makeNetns('pipe')
    ns.setDead([DEAD])
    folder = mkdtempSync(join(tmpdir(), 'ronda-pipe-'))
  })
  afterAll(() => {
    ns.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Exit code of a command whose reader goes away at once. */
  const codeWithoutReader = (command: string): number => {
    const line = `"$0" "$1" ${command} | true; exit \${PIPESTATUS[0]}`
    const [enter = '', ...rest] = ns.prefix
    const words = [...rest, 'bash', '-c', line, process.execPath, RONDA]
    return spawnSync(enter, words, { timeout: 30_000 }).status ?? -1
  }

  test('without a reader leaves a command its own code', () => {
    expect(codeWithoutReader('ping --timeout 100ms --retries 0 127.0.0.1')).toBe(0)
    expect(codeWithoutReader(`ping --timeout 100ms --retries 0 ${DEAD}`)).toBe(1)
  })

  test('without a reader ends what has no end, with 141', () => {
    expect(codeWithoutReader('ping --interval 100ms 127.0.0.1')).toBe(141)
  })

  test('gives the list of targets', () => {
    const [enter = '', ...rest] = ns.prefix
    const words = [...rest, process.execPath, RONDA, 'ping', '--targets', '-']
    const ran = spawnSync(enter, words, { input: '127.0.0.1\nnonsense!\n', encoding: 'utf8' })
    expect(ran.status).toBe(2)
    expect(ran.stderr).toContain('stdin:2: "nonsense!" is neither')
    const good = spawnSync(enter, words, { input: '127.0.0.1\n127.0.0.2\n', encoding: 'utf8' })
    expect(good.status).toBe(0)
    expect(good.stdout).toContain('2 targets: 2 alive')
  })

  test('that nobody reads the log from any more does not end the round', async () => {
    const config = join(folder, 'ronda.yaml')
    writeFileSync(config, 'synthetic: {}\nconsole: { listen: 127.0.0.1:8080 }\n')
    const [enter = '', ...rest] = ns.prefix
    const words = [...rest, process.execPath, RONDA, 'run', '-c', config]
    const child = spawn(enter, words, { stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = once(child, 'exit') as Promise<[number | null]>
    try {
      child.stderr.destroy()
      const healthy = () =>
        ns.run('bash', [
          '-c',
          'exec 3<>/dev/tcp/127.0.0.1/8080; printf "GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n" >&3; head -1 <&3',
        ])
      await until('a full round', 30_000, healthy, ({ stdout }) => stdout.includes(' 200 '))
      child.kill('SIGTERM')
      expect((await ended)[0]).toBe(0)
    } finally {
      child.kill('SIGKILL')
    }
  })
})
