// `ronda render systemd`: the folder for the city's own servers, and what it refuses.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command } from '../../cli/commands/render-systemd.ts'
import { CONFIG, STARTER_ESTATE } from '../../cli/init/starter.ts'
import { ownSecrets } from '../../hosts/own-secrets.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { runCommand } from '../rigs/run-command.ts'

const PROGRAM = `# Ours.
estate: ./estate
console: { listen: LISTEN, token: aws-sm:console-token }
alerts:
  url: https://ronda.example
  receivers: [{ id: noc, webhook: { url: "https://noc.example/ronda", secret: aws-sm:city/noc } }]
  fallback: [noc]
grafana: { url: https://grafana.ronda.example }
influx:
  targets: [{ name: main, url: "INFLUX", username: ronda, password: aws-sm:influx-writer }]
`
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-systemd-'))
  for (const { file, text } of STARTER_ESTATE) write(file, text)
  write('ronda-1.2.3-x64.tar.gz', 'a release')
  const own = PROGRAM.replace('LISTEN', '127.0.0.1:8080').replace('INFLUX', 'http://127.0.0.1:8086')
  write('one.yaml', own)
  const far = PROGRAM.replace('LISTEN', '10.0.0.5:8080').replace('INFLUX', 'http://10.0.0.6:8086')
  write('several.yaml', far)
  write('bare.yaml', 'synthetic: {}\n')
  write('broken.yaml', 'estate: [\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}
const render = (config: string, more: Readonly<Record<string, string>> = {}) =>
  runCommand(command, {
    out: join(folder, `out-${config}`),
    release: join(folder, 'ronda-1.2.3-x64.tar.gz'),
    'grafana-key': 'ab'.repeat(32),
    config: join(folder, `${config}.yaml`),
    ...more,
  })
const read = (path: string): string => readFileSync(join(folder, path), 'utf8')

test('makes everything for one machine, the same bytes each time', async () => {
  const first = await render('one')
  expect(first).toMatchObject({ code: 0, err: '' })
  expect(first.out).toMatch(/^1 host: ronda\n.* files written, 0 unchanged, 0 removed\n/)
  expect((await render('one')).out).toMatch(/: 0 files written, \d+ unchanged, 0 removed\n/)
  const at = 'out-one/ronda/files/etc'
  const program = read(`${at}/ronda/city/ronda.yaml`)
  expect(program).toMatch(/^# Ours\.\nestate: \.\/estate\n[\s\S]*data: \/var\/lib\/ronda\n$/)
  expect(read(`${at}/ronda/city/estate/fleet.yaml`)).toContain('city: Contoh')
  expect(read(`${at}/caddy/Caddyfile`)).toContain('grafana.ronda.example {')
  expect(read(`${at}/grafana/ronda.env`)).toContain('RONDA_CITY_NOC="{secret:grafana:city:noc}"')
  const boot = read('out-one/ronda/boot.sh')
  const order = [
    ...['influxdb.service', 'ronda-influxd-setup.service', 'ronda-influxd-backup.timer'],
    ...['ronda.service', 'grafana-server.service', 'caddy.service'],
  ]
  expect(boot).toContain(`start_units chrony.service ${order.join(' ')}\n`)
  expect(boot).toContain('/usr/local/sbin/influxd-restore')
})

test('makes four machines that know each other', async () => {
  const { code, out } = await render('several', { hosts: 'several', grafana: '10.0.0.7:3000' })
  expect(code).toBe(0)
  expect(out).toMatch(/^4 hosts: database, worker, grafana, proxy\n/)
  const proxy = read('out-several/proxy/files/etc/caddy/Caddyfile')
  expect(proxy).toMatch(/reverse_proxy 10\.0\.0\.5:8080[\s\S]*reverse_proxy 10\.0\.0\.7:3000/)
  expect(read('out-several/database/boot.sh')).toContain("address='10.0.0.6:8086'")
})

test('refuses all that is missing at once, in the options and in the file, and what cannot be reached', async () => {
  await expect(
    render('bare', {
      ...{ out: '', release: 'ronda.zip', 'grafana-key': 'x', hosts: 'three' },
      'keep-backups': '0',
      backups: 'a',
    }),
  ).rejects.toMatchObject({
    code: 'RND_CONFIG_INVALID',
    message: expect.stringMatching(
      /^nothing was written:\n--hosts: "three" is neither; .*\n--out: is missing; .*\n--release: ronda\.zip is no release.*\n--grafana-key: is no SHA-256.*\n--backups: a is no folder.*\n--keep-backups: "0" is no number.*\n.*estate: is missing.*\n.*console\.token: is missing.*\n.*alerts\.url: is missing.*\n.*grafana\.url: is missing.*\n.*influx: must have[^\n]*$/,
    ),
  })
  await expect(render('broken', { hosts: 'several' })).rejects.toThrow(
    /--grafana: is missing with --hosts several; .*10\.0\.0\.7:3000\n.*broken\.yaml:2: /,
  )
  await expect(render('one', { grafana: '10.0.0.7:3000' })).rejects.toMatchObject({
    code: 'RND_USAGE',
    message: expect.stringMatching(
      /^nothing was written:\n--grafana: goes with --hosts several; .*$/,
    ),
  })
  await expect(render('one', { hosts: 'several', grafana: '10.0.0.7:3000' })).rejects.toThrow(
    /127\.0\.0\.1:8080 is no address by which the proxy reaches it[\s\S]*is the worker itself/,
  )
  write('admin.yaml', read('one.yaml').replace('username: ronda', 'username: admin'))
  await expect(render('admin')).rejects.toThrow('"admin" is another user of these servers')
  write('file.yaml', read('one.yaml').replace('aws-sm:city/noc', 'file:/etc/ronda/secrets/noc'))
  await expect(render('file')).rejects.toThrow('would be read by Ronda and by Grafana')
})

/** `secret FILE USER` of a boot script. */
const readers = (path: string): Record<string, string> =>
  Object.fromEntries(
    [...read(path).matchAll(/^secret (\S+) (\w+)$/gm)].map(([, file, user]) => [file, user]),
  )

test('lets Grafana read InfluxDB as the reader, and gives each file to one user', async () => {
  await render('one')
  const source = read('out-one/ronda/files/etc/grafana/provisioning/datasources/ronda.yaml')
  expect(source).toContain('user: "reader"')
  expect(source).toContain('password: "$RONDA_INFLUX_READER"')
  const variables = read('out-one/ronda/files/etc/grafana/ronda.env')
  expect(variables).toContain('RONDA_INFLUX_READER="{secret:influx-reader}"')
  expect(variables).not.toContain('influx-writer')
  expect(readers('out-one/ronda/boot.sh')).toEqual({
    ...{ 'influx-admin': 'root', 'influx-writer': 'ronda', 'influx-reader': 'grafana' },
    ...{ 'console-token': 'ronda', 'grafana-admin': 'grafana' },
    ...{ 'city:noc': 'ronda', 'grafana:city:noc': 'grafana' },
  })
  await render('several', { hosts: 'several', grafana: '10.0.0.7:3000' })
  expect(readers('out-several/database/boot.sh')).toEqual({
    ...{ 'influx-admin': 'root', 'influx-writer': 'root', 'influx-reader': 'root' },
  })
  expect(readers('out-several/worker/boot.sh')).toEqual({
    ...{ 'influx-writer': 'ronda', 'console-token': 'ronda', 'city:noc': 'ronda' },
  })
  expect(readers('out-several/grafana/boot.sh')).toEqual({
    ...{ 'influx-reader': 'grafana', 'grafana-admin': 'grafana', 'grafana:city:noc': 'grafana' },
  })
  expect(readers('out-several/proxy/boot.sh')).toEqual({})
})

/** `ssh HOST COMMAND` as a shell on a folder; what is asked for is on stdin. */
const SSH = `#!/bin/bash
at=$HERE/\${1#root@}
mkdir -p "$at"
exec bash -c "\${2//\\/etc\\/ronda/$at/etc/ronda}"
`

test('has a README whose commands write exactly the secrets that boot.sh asks for', async () => {
  await render('several', { hosts: 'several', grafana: '10.0.0.7:3000' })
  const readme = read('out-several/README.txt')
  const lines = readme.split('\n').filter((line) => line.startsWith('  '))
  const wanted = (line: string) =>
    /^ {2}(\w+=root@|S=|new\(|given|put|ssh \S+ 'install|printf)/.test(line)
  write('bin/ssh', SSH)
  chmodSync(join(folder, 'bin/ssh'), 0o755)
  const given = lines.filter((line) => line.startsWith('  given ')).length
  const ran = spawnSync('bash', ['-euc', lines.filter(wanted).join('\n')], {
    ...{ encoding: 'utf8', input: 'pasted\n'.repeat(given) },
    env: { ...process.env, HERE: join(folder, 'at'), PATH: `${folder}/bin:${process.env['PATH']}` },
  })
  expect(ran).toMatchObject({ status: 0 })
  const at = { database: '10.0.0.6', worker: '10.0.0.5', grafana: '10.0.0.7' }
  const written = (address: string, file: string) => read(`at/${address}/etc/ronda/secrets/${file}`)
  for (const [machine, address] of Object.entries(at)) {
    const files = Object.keys(readers(`out-several/${machine}/boot.sh`)).sort()
    expect(readdirSync(join(folder, `at/${address}/etc/ronda/secrets`)).sort()).toEqual(files)
    for (const file of files) {
      expect(written(address, file)).toMatch(/noc$/.test(file) ? /^pasted$/ : /^[0-9a-f]{48}$/)
      const { mode } = statSync(join(folder, `at/${address}/etc/ronda/secrets/${file}`))
      expect(mode & 0o077).toBe(0)
    }
  }
  expect(written(at.database, 'influx-writer')).toBe(written(at.worker, 'influx-writer'))
  expect(written(at.database, 'influx-reader')).toBe(written(at.grafana, 'influx-reader'))
  expect(written(at.database, 'influx-admin')).not.toBe(written(at.database, 'influx-writer'))
  expect(read('at/10.0.0.5/etc/ronda/environment')).toBe('RONDA_NVR_PASSWORD=pasted\n')
  expect(readme).toMatch(
    /bash database\/boot\.sh\n.*bash worker\/boot\.sh\n.*bash grafana\/boot\.sh\n.*bash proxy\/boot\.sh/,
  )
})

test('works with what ronda init makes and the lines that docs/operations.md names', async () => {
  const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const section = page.slice(page.indexOf('## On your own servers'))
  const edit = /^sed -i .*END$/ms.exec(section)?.[0]
  expect(edit).toBeDefined()
  write('fresh/ronda.yaml', CONFIG.text)
  for (const { file, text } of STARTER_ESTATE) write(`fresh/${file}`, text)
  execFileSync('bash', ['-euc', edit ?? 'false'], { cwd: join(folder, 'fresh') })
  const { code, out } = await render('fresh/ronda', { out: join(folder, 'out-fresh') })
  expect(code).toBe(0)
  expect(out).toMatch(/^1 host: ronda\n.*: \d+ files written, 0 unchanged, 0 removed\n/)
})

describeWithRigs('secrets of a host', ['root'], () => {
  test('are given to their one user, and what is missing is told whole', () => {
    const [step] =
      ownSecrets([
        { name: 'influx-admin', reader: 'root' },
        { name: 'city/noc', reader: 'nobody' },
        { name: 'token', reader: 'nobody' },
      ]).steps ?? []
    const shell = `set -eu
did() { echo "did $*"; }
fail() { echo "fail $*"; exit 1; }
${step?.shell.replaceAll('/etc/ronda/secrets', join(folder, 'given'))}`
    const run = () => spawnSync('bash', ['-c', shell], { encoding: 'utf8' })
    write('given/token', 'x')
    expect(run()).toMatchObject({
      status: 1,
      stdout: expect.stringContaining(': influx-admin city:noc; README.txt'),
    })
    write('given/influx-admin', 'x')
    write('given/city:noc', 'x')
    expect(run()).toMatchObject({
      status: 0,
      stdout:
        'did gave the secret influx-admin to root, and to nobody else\ndid gave the secret city:noc to nobody, and to nobody else\n',
    })
    expect(run()).toMatchObject({ status: 0, stdout: '' })
    expect(statSync(join(folder, 'given/city:noc')).mode & 0o777).toBe(0o400)
    expect(() =>
      ownSecrets([
        { name: 'a', reader: 'x' },
        { name: 'a', reader: 'y' },
      ]),
    ).toThrow('a is to be read by x and y')
  })
})
