// `ronda render systemd`: the folder for the city's own servers, and what it refuses.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command } from '../../cli/commands/render-systemd.ts'
import { STARTER_ESTATE } from '../../cli/init/starter.ts'
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
  expect(read(`${at}/grafana/ronda.env`)).toContain('RONDA_CITY_NOC="{secret:city:noc}"')
  const boot = read('out-one/ronda/boot.sh')
  const order = ['influxdb.service', 'ronda.service', 'grafana-server.service', 'caddy.service']
  expect(boot).toContain(`start_units chrony.service ${order.join(' ')}\n`)
  expect(read('out-one/README.txt')).toContain('/etc/ronda/secrets/city:noc  read by grafana')
})

test('makes four machines that know each other', async () => {
  const { code, out } = await render('several', { hosts: 'several', grafana: '10.0.0.7:3000' })
  expect(code).toBe(0)
  expect(out).toMatch(/^4 hosts: database, worker, grafana, proxy\n/)
  const proxy = read('out-several/proxy/files/etc/caddy/Caddyfile')
  expect(proxy).toMatch(/reverse_proxy 10\.0\.0\.5:8080[\s\S]*reverse_proxy 10\.0\.0\.7:3000/)
  expect(read('out-several/database/boot.sh')).toContain("address='10.0.0.6:8086'")
  expect(read('out-several/README.txt')).toContain('database/boot.sh, worker/boot.sh')
})

test('refuses all that is missing at once, and what cannot be reached', async () => {
  await expect(render('bare')).rejects.toThrow(
    /estate: is missing.*\n.*console\.token: is missing.*\n.*alerts\.url: is missing.*\n.*grafana\.url: is missing.*\n.*influx: must have/,
  )
  await expect(render('one', { hosts: 'several', grafana: '10.0.0.7:3000' })).rejects.toThrow(
    /127\.0\.0\.1:8080 cannot be reached from the proxy[\s\S]*is the worker itself/,
  )
  await expect(render('one', { release: 'ronda.zip' })).rejects.toThrow('is no release of Ronda')
  await expect(render('one', { 'grafana-key': 'x' })).rejects.toThrow('is a SHA-256 in hex')
})
