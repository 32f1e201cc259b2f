// What a boot script removes of what it wrote before, run for real below a folder.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bootScriptOf } from '../../hosts/boot-script.ts'
import { joinHosts } from '../../hosts/join-hosts.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const CSV = '/etc/ronda/city/estate/nvrs of rt.csv'
const UNIT = '/etc/systemd/system/old.timer'

describeWithRigs('files of earlier runs', ['root'], () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ronda-forget-'))
    mkdirSync(join(root, 'bin'))
    writeFileSync(join(root, 'bin/systemctl'), '#!/bin/sh\necho "$*" >> "$SAID"\n', { mode: 0o755 })
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const at = (path: string) => join(root, path)
  /** `files`: path to text; `put`: of a step. */
  function boot(
    files: Readonly<Record<string, string>>,
    { name = 'ronda', put = '', fails = false } = {},
  ) {
    const steps = [
      ...(put ? [{ says: 'step', shell: `printf 'x\\n' | put ${put} 0644 root:root` }] : []),
      ...(fails ? [{ says: 'break off', shell: 'fail "as wanted"' }] : []),
    ]
    const host = joinHosts(name, [
      {
        ...{ units: [], steps },
        files: Object.entries(files).map(([path, text]) => ({
          ...{ path, text, mode: '0644', owner: 'root:root' },
        })),
      },
    ])
    const script = bootScriptOf(host)
      .replaceAll('/etc/', `${root}/etc/`)
      .replaceAll(/\/run\/(systemd|ronda)/g, `${root}/run-$1`)
      .replaceAll('/var/lib/ronda-boot', at('/var/lib/ronda-boot'))
    const env = { ...process.env, SAID: at('said'), PATH: `${at('bin')}:${process.env['PATH']}` }
    const ran = spawnSync('bash', ['-c', script, 'boot'], {
      encoding: 'utf8',
      env,
      timeout: 20_000,
    })
    return { status: ran.status, said: ran.stdout.replaceAll(root, ''), err: ran.stderr }
  }

  test('go when they are listed no more, each said as a change, and once', () => {
    expect(boot({ [CSV]: 'a\n', '/etc/kept': 'b\n', [UNIT]: 'c\n' })).toMatchObject({
      status: 0,
      err: '',
    })
    const second = boot({ '/etc/kept': 'b\n' })
    expect(second).toMatchObject({ status: 0, err: '' })
    expect(second.said).toContain(`removed ${CSV}, which is not wanted any more\n`)
    expect(second.said).toContain('2 changes')
    expect(existsSync(at(CSV))).toBe(false)
    expect(existsSync(at('/etc/kept'))).toBe(true)
    expect(readFileSync(at('said'), 'utf8')).toContain('--quiet disable old.timer\n')
    expect(boot({ '/etc/kept': 'b\n' }).said).toContain('0 changes')
  })

  test('go with those of steps, and stay while a step puts them', () => {
    boot({}, { put: '/etc/address' })
    expect(boot({}, { put: '/etc/address' }).said).toContain('0 changes')
    expect(boot({ '/etc/a': '1\n' }).said).toContain('removed /etc/address')
  })

  test('stay where somebody changed them, which is said each time until they are gone', () => {
    boot({ '/etc/a': '1\n', '/etc/b': '1\n' })
    writeFileSync(at('/etc/a'), 'by hand\n')
    for (const _ of [1, 2]) {
      const { said } = boot({ '/etc/b': '1\n' })
      expect(said).toContain('left /etc/a, which is not wanted any more: somebody changed it')
      expect(said).toContain('0 changes')
    }
    expect(readFileSync(at('/etc/a'), 'utf8')).toBe('by hand\n')
    rmSync(at('/etc/a'))
    expect(boot({ '/etc/b': '1\n' }).said).not.toContain('left')
  })

  test('are known from a run that broke off', () => {
    expect(boot({ '/etc/a': '1\n', '/etc/b': '1\n' }, { fails: true }).status).toBe(1)
    expect(boot({ '/etc/a': '2\n', '/etc/b': '1\n' }, { fails: true }).status).toBe(1)
    const { said } = boot({ '/etc/b': '1\n' })
    expect(said).toContain('removed /etc/a')
    expect(existsSync(at('/etc/b'))).toBe(true)
  })

  test('are never those of people, of another host of the machine, or behind a link', () => {
    boot({ '/etc/a': '1\n', '/etc/shared': '1\n', '/etc/link': '1\n' })
    boot({ '/etc/shared': '1\n' }, { name: 'database' })
    mkdirSync(at('/etc/ronda'))
    writeFileSync(at('/etc/ronda/environment'), 'A=1\n')
    rmSync(at('/etc/link'))
    symlinkSync(at('/etc/ronda/environment'), at('/etc/link'))
    const { said } = boot({})
    expect(said.match(/removed/g)).toEqual(['removed'])
    for (const path of ['/etc/shared', '/etc/ronda/environment', '/etc/link'])
      expect(existsSync(at(path)), path).toBe(true)
    expect(boot({ '/etc/other': '1\n' }, { name: 'database' }).said).toContain(
      'removed /etc/shared',
    )
  })
})
