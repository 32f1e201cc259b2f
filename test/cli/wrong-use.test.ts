// Wrong words, wrong files, a taken port, no right to ping: exit 2, what is wrong, and the remedy.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeNetns, WITHOUT_PRIVILEGE } from '../rigs/netns.ts'
import { ronda, startRonda, until } from '../rigs/program.ts'
import { describeWithRigs } from '../rigs/rig.ts'

/** A file, where a folder would be wanted. */
const RONDA = fileURLToPath(new URL('../../cli/ronda.js', import.meta.url))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-wrong-'))
  expect(ronda(['init', folder]).code).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the command line', () => {
  test.each([
    [['walk'], 'unknown command "walk"', 'all commands: ronda --help'],
    [['statsu'], 'unknown command "statsu"', 'did you mean "ronda status"?'],
    [['store', 'statsu'], 'unknown command "store statsu"', 'did you mean "ronda store status"?'],
    [['store', 'xyz'], 'unknown command "store xyz"', '  ronda store replay        tries what'],
    [['store'], 'ronda store: one more word is missing', '  ronda store dead-letters  points'],
    [['fleet'], 'ronda fleet: one more word is missing', '  ronda fleet check  '],
    [['status', '--confg', 'x'], "Unknown option '--confg'", 'did you mean --config?'],
    [['why'], 'ronda why: something is missing', 'usage: ronda why TARGET'],
    [['why', 'a', 'b'], '"b" is one word too many', 'usage: ronda why TARGET'],
    [['run', '--config', 'nowhere.yaml'], 'cannot read nowhere.yaml', 'ronda init DIR writes one'],
    [['ping', '--rate', '-1', '127.0.0.1'], '--rate -1: want a whole number', 'ping --help'],
    [['ping', '--rate=-1', '127.0.0.1'], '--rate -1: want a whole number', 'ping --help'],
    [['ping', '127.0.0.1', '--rate'], '--rate wants a value: --rate N', 'ping --help'],
    [['init', '/proc/ronda'], 'cannot write /proc/ronda/', 'a folder that may be written to'],
    [['run', '--data', '/proc/ronda/data'], 'cannot make the data folder', '--data DIR'],
    [['run', '--data', RONDA], 'cannot make the data folder', '--data DIR'],
    [['run', '--listen', 'everywhere'], '--listen everywhere is not HOST:PORT', 'as in'],
  ])('%j is refused with what and how', (args, what, remedy) => {
    const { code, stderr, stdout } = ronda(args)
    expect(code).toBe(2)
    expect(stderr).toContain(what)
    expect(stderr).toMatch(/^ronda(?!: ronda)/)
    expect(stderr).toMatch(/^Remedy: \S/m)
    expect(stderr).toContain(remedy)
    expect(stdout).toBe('')
  })

  test.each([
    ['store', ['status', 'replay', 'dead-letters', 'init']],
    ['fleet', ['check']],
  ])('help of %s lists its commands', (group, names) => {
    const { code, stdout, stderr } = ronda([group, '--help'])
    expect(code).toBe(0)
    expect(stderr).toBe('')
    expect(ronda([group, '-h']).stdout).toBe(stdout)
    const listed = [...stdout.matchAll(/^ {2}ronda \w+ ([a-z-]+) {2,}\S/gm)].map((row) => row[1])
    expect(listed).toEqual(names)
  })

  test('with --json the refusal is JSON on stdout', () => {
    const { code, stdout } = ronda(['why', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'RND_USAGE' } })
  })

  test('every command has help with an example, and help is no fault', () => {
    const all = ronda(['--help'])
    expect(all.code).toBe(0)
    const names = [...all.stdout.matchAll(/^ {2}([a-z]+(?: [a-z-]+)?) {2,}\S/gm)].map(
      (match) => match[1] ?? '',
    )
    expect(names).toEqual([
      'run',
      'init',
      'check',
      'fleet check',
      'ping',
      'probe',
      'fit',
      'status',
      'incidents',
      'why',
      'suspend',
      'resume',
      'maintenance',
      'ack',
      'audit',
      'alerts test',
      'store status',
      'store replay',
      'store dead-letters',
      'store init',
      'render grafana',
      'render systemd',
      'doctor',
    ])
    for (const name of names) {
      const help = ronda([...name.split(' '), '--help'])
      expect(help.code).toBe(0)
      expect(help.stdout).toMatch(/Usage: ronda .*\n[\s\S]*Example:\n {2}ronda /)
    }
  })
})

describe('files', () => {
  test('a wrong estate is told once by the doctor, who looks at the rest all the same', () => {
    const other = mkdtempSync(join(tmpdir(), 'ronda-wrong-estate-'))
    expect(ronda(['init', other]).code).toBe(0)
    writeFileSync(join(other, 'estate/fleet.yaml'), 'city: "x\n')
    const { code, stdout } = ronda(['doctor', '-c', join(other, 'ronda.yaml')])
    rmSync(other, { recursive: true, force: true })
    expect(code).toBe(1)
    expect(stdout.match(/fleet\.yaml:2/g)).toHaveLength(1)
    expect(stdout).toMatch(/FAIL {2}estate .*fleet\.yaml:2/)
    for (const what of ['store', 'net-ping']) expect(stdout).toMatch(new RegExp(` {2}${what} `))
  })

  test('a wrong ronda.yaml is told with every line', () => {
    const file = join(folder, 'wrong.yaml')
    writeFileSync(file, 'estate: ./estate\nround: { timeoutMs: 1 }\nconsle: {}\n')
    const { code, stderr } = ronda(['run', '-c', file])
    expect(code).toBe(2)
    expect(stderr).toContain('wrong.yaml:2: round.timeoutMs: must be at least ')
    expect(stderr).toContain('wrong.yaml:3: unknown key "consle"; did you mean "console"?')
    const checked = ronda(['check', '-c', file, '--json'])
    expect(checked.code).toBe(2)
    expect(JSON.parse(checked.stdout)).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([
        expect.objectContaining({
          file,
          line: 2,
          what: expect.stringMatching(/^round\.timeoutMs/),
        }),
        expect.objectContaining({ file, line: 3, remedy: 'did you mean "console"?' }),
      ]),
    })
  })

  test('a sound ronda.yaml and its estate are checked without starting, a missing or huge one is refused', () => {
    const { code, stdout } = ronda(['check', '-c', join(folder, 'ronda.yaml')])
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `${join(folder, 'ronda.yaml')}: sound; Contoh, 7 pinged, 3 cameras\n`,
    })
    const huge = join(folder, 'huge.yaml')
    writeFileSync(huge, Buffer.alloc(2_000_000, '#'))
    expect(ronda(['check', '-c', huge]).stderr).toContain('larger than 1 MB')
    expect(ronda(['check', '-c', folder])).toMatchObject({ code: 2 })
  })

  test('a wrong estate does not start, and a secret in clear is not repeated', () => {
    const broken = mkdtempSync(join(tmpdir(), 'ronda-broken-'))
    expect(ronda(['init', broken]).code).toBe(0)
    const nvrs = join(broken, 'estate', 'nvrs.csv')
    writeFileSync(
      nvrs,
      'id,name,owner,vendor,model,address,area,uplink,slots,user,password\nnvr-01,A,diskominfo,hikvision,M,127.0.0.31,bulusan,ul-99,4,admin,hunter2\n',
    )
    const { code, stderr } = ronda(['run', '-c', join(broken, 'ronda.yaml')])
    expect(code).toBe(2)
    expect(stderr).toContain('nvrs.csv:2: ')
    expect(stderr).toContain('ul-99')
    expect(stderr).not.toContain('hunter2')
    expect(ronda(['fleet', 'check', join(broken, 'estate')]).code).toBe(2)
    rmSync(broken, { recursive: true, force: true })
  })

  test('status and why on a folder where nothing ever ran say how to start', () => {
    for (const args of [['status'], ['why', 'ul-01']]) {
      const { code, stderr } = ronda([...args, '-c', join(folder, 'ronda.yaml')])
      expect(code).toBe(2)
      expect(stderr).toContain('nothing runs on')
      expect(stderr).toContain('npm start')
    }
  })
})

describe('the port', () => {
  test('a taken one is named with the key that changes it', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    })
    const { code, stderr } = ronda([
      'run',
      '-c',
      join(folder, 'ronda.yaml'),
      '--listen',
      `127.0.0.1:${port}`,
    ])
    other.close()
    expect(code).toBe(2)
    expect(stderr).toContain(String(port))
    expect(stderr).toContain('console.listen')
  })
})

describeWithRigs('without the right to ping', ['root', 'ip', 'nft', 'sysctl', 'setpriv'], () => {
  const ns = makeNetns('noping')
  ns.sysctl('net.ipv4.ping_group_range', '1 0')
  const prefix = [...ns.prefix, ...WITHOUT_PRIVILEGE]
  afterAll(() => ns.remove())

  test('a real estate gets the error, with both remedies and what was tried', () => {
    const { code, stderr } = ronda(['run', '-c', join(folder, 'ronda.yaml')], prefix)
    expect(code).toBe(2)
    expect(stderr).toContain('CAP_NET_RAW')
    expect(stderr).toContain('net.ipv4.ping_group_range')
    expect(stderr).toMatch(/EPERM/)
    expect(stderr).toMatch(/EACCES/)
  })

  test('doctor says the same, looks at the rest all the same, and exits 1', () => {
    const { code, stdout } = ronda(['doctor', '-c', join(folder, 'ronda.yaml')], prefix)
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /FAIL {2}ICMP .*\n[\s\S]*remedy: .*CAP_NET_RAW|FAIL {2}ICMP[\s\S]*CAP_NET_RAW/,
    )
    expect(stdout).toMatch(/ok {4}estate {2,}Contoh: \d+ targets/)
  })

  test('the synthetic city walks over a simulated pinger, and says so with the line that grants the right', async () => {
    const data = mkdtempSync(join(tmpdir(), 'ronda-simulated-'))
    const program = startRonda({ ...ns, prefix }, ['--data', data, '-c', syntheticConfig()])
    try {
      await until('the simulated city', 20_000, program.said, (text) => text.includes('SIMULATED'))
      expect(program.said()).toContain('sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"')
    } finally {
      expect(await program.end()).toBe(130)
      rmSync(data, { recursive: true, force: true })
    }
  })

  function syntheticConfig(): string {
    const file = join(folder, 'synthetic.yaml')
    writeFileSync(file, 'synthetic: { script: day }\n')
    return file
  }
})
