// What is made for hosts, judged by those who read it: shellcheck, cloud-init, systemd, Caddy, Perl.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bootFiles } from '../../hosts/boot-runner.ts'
import { bootScriptOf } from '../../hosts/boot-script.ts'
import { cloudInitOf } from '../../hosts/cloud-init.ts'
import type { Host, HostFile } from '../../hosts/host.ts'
import { joinHosts } from '../../hosts/join-hosts.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { sampleHosts } from './sample-hosts.ts'

const HOSTS = [...sampleHosts('aws'), ...sampleHosts('own')]
const KEPT = { url: 's3://bucket/boot', sha256: 'ab'.repeat(32), region: 'ap-southeast-3' }

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-hosts-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

/** What a program says of files, where it finds anything. */
function findings(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 55_000 })
  return status === 0 ? '' : `${stdout}${stderr}` || `exit ${status}`
}

const filesOf = (hosts: readonly Host[], wanted: (file: HostFile) => boolean): HostFile[] => [
  ...new Map(
    hosts.flatMap(({ files }) => files.filter(wanted)).map((file) => [file.text, file]),
  ).values(),
]

describeWithRigs('shellcheck', ['shellcheck'], () => {
  test('finds nothing in what runs a boot script at the first start', () => {
    const runners = [bootFiles("it's", KEPT), bootFiles('t')].map(([runner], at) =>
      write(`runner-${at}`, runner?.text ?? ''),
    )
    expect(findings('shellcheck', ...runners)).toBe('')
  })

  test('finds nothing in boot scripts, nor in the scripts that they bring', () => {
    const boots = HOSTS.map((host) => write(`${host.name}.sh`, bootScriptOf(host)))
    const brought = filesOf(HOSTS, ({ text }) => /^#!\/bin\/(ba)?sh\n/.test(text)).map((file, at) =>
      write(`${at}-${basename(file.path)}`, file.text),
    )
    expect(brought.length).toBeGreaterThan(3)
    // 1091: a file that is on the host only. 2317: not each host calls each of the functions.
    const said = findings('shellcheck', '--exclude=SC1091,SC2317', ...boots, ...brought)
    expect(said).toBe('')
  })
})

describeWithRigs('cloud-init', ['cloud-init'], () => {
  test.each(HOSTS.map((host) => [host.name, host] as const))('takes %s', (name, host) => {
    const config = write(`${name}.yaml`, cloudInitOf(host, KEPT))
    expect(findings('cloud-init', 'schema', '--config-file', config)).toBe('')
  })

  test('takes a boot script inside user data', () => {
    const file = { path: '/etc/t', text: 'text\n', mode: '0644', owner: 'root:root' }
    const host = joinHosts('small', [{ packages: ['curl'], files: [file], units: ['t.service'] }])
    const config = write('whole.yaml', cloudInitOf(host))
    expect(findings('cloud-init', 'schema', '--config-file', config)).toBe('')
  })
})

describeWithRigs('systemd', ['systemd-analyze'], () => {
  /** Their programs are on the host only. */
  const verify = (path: string, text: string): string => {
    const here = text.replace(/^(Exec\w+=\+?)\S+/gm, '$1/bin/true')
    write(path, here)
    const unit = join(folder, path.replace(/\.d\/.*/, ''))
    const ran = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' })
    return ran.status === 0 ? ran.stderr : `exit ${ran.status}: ${ran.stderr}`
  }

  test('verifies each unit', () => {
    const units = filesOf(HOSTS, ({ path }) => path.endsWith('.service'))
    expect(units.length).toBeGreaterThanOrEqual(5)
    for (const [at, { path, text }] of units.entries()) {
      expect(verify(`${at}/${basename(path)}`, text)).toBe('')
    }
  })

  test('verifies the unit of the first start, which is tried again without end', () => {
    const [, unit] = bootFiles('t', KEPT)
    const text = unit?.text ?? ''
    expect(verify('first/ronda-boot.service', text)).toBe('')
    for (const line of [
      'StartLimitIntervalSec=0',
      'Restart=on-failure',
      'After=network-online.target',
    ]) {
      expect(text).toContain(`${line}\n`)
    }
  })

  test("verifies what is added to others' units", () => {
    const additions = filesOf(HOSTS, ({ path }) => path.includes('.service.d/'))
    expect(additions).toHaveLength(4)
    for (const [at, { path, text }] of additions.entries()) {
      const unit = path.replace(/.*\/([^/]+)\.d\/.*/, '$1')
      write(`added-${at}/${unit}`, '[Service]\nExecStart=/bin/true\n')
      expect(verify(`added-${at}/${unit}.d/60-ronda.conf`, text)).toBe('')
    }
  })

  test('would notice a key that systemd does not know', () => {
    expect(verify('wrong.service', '[Service]\nExecStart=/bin/true\nNoNewPrivilege=yes\n')).toMatch(
      /Unknown key 'NoNewPrivilege' in section/,
    )
  })
})

describeWithRigs('Caddy', ['caddy'], () => {
  test('takes its configuration', () => {
    const [caddyfile] = filesOf(HOSTS, ({ path }) => path.endsWith('Caddyfile'))
    const path = write('Caddyfile', caddyfile?.text ?? '')
    expect(findings('caddy', 'adapt', '--adapter', 'caddyfile', '--config', path)).toBe('')
  })
})
