// `ronda ping` as people and scripts use it, in a namespace of its own.

import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deadOf, estateAddresses } from '../rigs/addresses.ts'
import { makeNetns, type Netns, type Ran, WITHOUT_PRIVILEGE } from '../rigs/netns.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const RONDA = fileURLToPath(new URL('../../cli/ronda.js', import.meta.url))
const COUNT = 2000
const FAST = ['--timeout', '200ms']

describeWithRigs('ronda ping', ['root', 'ip', 'nft'], () => {
  const addresses = estateAddresses(127, COUNT)
  const dead = deadOf(addresses)
  let ns: Netns
  let folder: string
  let file: string

  beforeAll(() => {
    ns = makeNetns('cli')
    ns.setDead(dead)
    folder = mkdtempSync(join(tmpdir(), 'ronda-test-'))
    file = join(folder, 'targets.txt')
    writeFileSync(file, `${addresses.join('\n')}\n`)
  })
  afterAll(() => {
    ns?.remove()
    rmSync(folder, { recursive: true })
  })

  const ronda = (...words: readonly string[]): Ran =>
    ns.run(process.execPath, [RONDA, 'ping', ...words])
  const lines = (ran: Ran): Record<string, unknown>[] =>
    ran.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)

  it.each(['raw', 'dgram'])('says of each target of a file whether it lives, by %s', (kind) => {
    const ran = ronda('--json', '--targets', file, '--kind', kind, ...FAST)
    expect(ran.code).toBe(1)
    const said = lines(ran)
    const summary = said.pop()
    expect(said.map(({ target }) => target)).toEqual(addresses)
    expect(said.filter(({ alive }) => !alive).map(({ target }) => target)).toEqual(dead)
    expect(Object.keys(said[0] ?? {})).toEqual([
      'target',
      'alive',
      'rttUs',
      'tries',
      'cause',
      'reporter',
    ])
    expect(said[7]).toEqual({
      target: addresses[7],
      alive: false,
      rttUs: null,
      tries: 2,
      cause: null,
      reporter: null,
    })
    expect(summary).toMatchObject({
      summary: true,
      targets: COUNT,
      alive: COUNT - dead.length,
      dead: dead.length,
      undecided: 0,
      sent: COUNT + dead.length,
      socket: kind,
      unsure: [],
    })
  })

  it('prints nothing but the summary when asked to, and is content when all live', () => {
    const ran = ronda('--json', '--summary', '--rate', '0', '127.0.0.1', '127.0.0.2')
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(lines(ran)).toHaveLength(1)
    expect(lines(ran)[0]).toMatchObject({ targets: 2, alive: 2 })
  })

  it('speaks to people without --json', () => {
    const ran = ronda(addresses[7] ?? '', addresses[8] ?? '', ...FAST)
    expect(ran.code).toBe(1)
    expect(ran.stdout).toMatch(/^127\.1\.0\.7 +dead +2 tries\n127\.1\.0\.8 +alive +\d+\.\d\d ms\n/)
    expect(ran.stdout).toContain('2 targets: 1 alive, 1 dead')
  })

  it('sweeps again and again', () => {
    const ran = ronda('--json', '--summary', '--interval', '100ms', '--count', '3', '127.0.0.1')
    expect(lines(ran).map(({ sweep, alive }) => [sweep, alive])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ])
  })

  it('keeps what it has on Ctrl-C', async () => {
    const child = ns.spawn(
      process.execPath,
      [RONDA, 'ping', '--json', '--targets', file, '--rate', '500'],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    setTimeout(() => child.kill('SIGINT'), 1000)
    await once(child, 'close')
    expect(child.exitCode).toBe(130)
    const said = lines({ code: 130, stdout, stderr })
    const summary = said.pop() as { alive: number; undecided: number }
    expect(summary.alive).toBeGreaterThan(50)
    expect(summary.undecided).toBeGreaterThan(500)
    expect(said).toHaveLength(COUNT - summary.undecided)
    expect(stderr).toContain(`interrupted: what was found of ${said.length} of ${COUNT} targets`)
  })

  it('shows the way', () => {
    const ran = ronda('--trace', '127.0.0.1')
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toMatch(/^ {2}1 {2}127\.0\.0\.1 {2}\d+ ms\n127\.0\.0\.1 answers\n$/)
    expect(ronda('--trace', addresses[7] ?? '', '--json').code).toBe(1)
  })

  it('resolves host names, and says which do not resolve', () => {
    expect(lines(ronda('--json', 'localhost')).at(0)).toMatchObject({
      target: 'localhost',
      alive: true,
    })
    const ran = ronda('127.0.0.9', 'nobody.invalid')
    expect(ran.code).toBe(2)
    expect(ran.stderr).toMatch(/^arguments:2: "nobody\.invalid" does not resolve \(\w+\); /)
  })

  it('names every bad line, and pings nobody', () => {
    const bad = join(folder, 'bad.txt')
    writeFileSync(bad, '127.0.0.1\n127.0.0.300\n127.0.0.2\n127.0.0.1\n10.0.0.0/8\n')
    const ran = ronda('--targets', bad)
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr.split('\n').map((line) => line.slice(bad.length))).toEqual([
      expect.stringMatching(/^:2: "127\.0\.0\.300" is neither/),
      expect.stringMatching(/^:5: "10\.0\.0\.0\/8" is a whole network/),
      expect.stringMatching(/^:4: 127\.0\.0\.1 stands in .*bad\.txt:1 already; /),
      expect.any(String),
      '',
    ])
    const asJson = lines(ronda('--json', '--targets', bad))[0] as {
      error: { code: string; problems: unknown[] }
    }
    expect(asJson.error.code).toBe('RND_ADDRESS_INVALID')
    expect(asJson.error.problems).toHaveLength(3)
  })

  it.each([
    [[], 'nobody to ping'],
    [['--targets', '/nowhere/at/all'], '--targets /nowhere/at/all cannot be read: ENOENT'],
    [['--rate', '60000', '127.0.0.1'], '--rate 60000: want a whole number 0 to 50000'],
    [['--rates', '1', '127.0.0.1'], '--rates'],
    [['--trace', '127.0.0.1', '127.0.0.2'], 'exactly one address'],
  ])('refuses %j with a remedy', (words, what) => {
    const ran = ronda(...words)
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toContain(what)
    expect(ran.stderr).toContain('Remedy: ')
  })

  describe('without any privilege', () => {
    const asNobody = (...words: readonly string[]): Ran => {
      const [command = '', ...rest] = [...WITHOUT_PRIVILEGE, process.execPath, RONDA, 'ping']
      return ns.run(command, [...rest, ...words])
    }

    it('pings by dgram where ping_group_range allows it', () => {
      const ran = asNobody('--json', '--targets', file, ...FAST)
      expect(lines(ran).at(-1)).toMatchObject({
        socket: 'dgram',
        alive: COUNT - dead.length,
        dead: dead.length,
      })
    })

    it('names both rights, how each is granted and what was tried where it does not', () => {
      ns.sysctl('net.ipv4.ping_group_range', '1 0')
      const rights =
        'ronda: this user may not ping: it has neither CAP_NET_RAW nor a group within net.ipv4.ping_group_range; tried: '
      const remedy =
        'Remedy: as root, either  sysctl -w net.ipv4.ping_group_range="0 2147483647"  (every user may ping)  or  ' +
        `setcap cap_net_raw+ep ${process.execPath}  (CAP_NET_RAW for this Node); ` +
        'in a container --cap-add NET_RAW, or that sysctl\n'
      const tried = {
        auto: 'socket(raw, IPv4): EPERM, socket(dgram, IPv4): EACCES\n',
        raw: 'socket(raw, IPv4): EPERM\n',
        dgram: 'socket(dgram, IPv4): EACCES\n',
        'net-ping': 'net-ping (raw socket): Operation not permitted\n',
      }
      for (const [kind, said] of Object.entries(tried)) {
        expect(asNobody('--kind', kind, '127.0.0.1')).toEqual({
          code: 2,
          stdout: '',
          stderr: rights + said + remedy,
        })
      }
      ns.sysctl('net.ipv4.ping_group_range', '0 2147483647')
    })
  })
})
