// The boot of a machine, with tools that fail at first: run as its unit runs it, in a root that has nothing of ours yet.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BOOT_RUNNER, BOOT_SCRIPT, bootFiles } from '../../hosts/boot-runner.ts'
import { bootScriptOf } from '../../hosts/boot-script.ts'
import { joinHosts } from '../../hosts/join-hosts.ts'
import { describeWithRigs } from '../rigs/rig.ts'

/** /usr is the machine's own to read; everything that is written to is new, and gone afterwards. */
const ENTER = `set -e
root=$1
shift
mount --rbind /usr "$root/usr"
mount --rbind "$root/usr-local" "$root/usr/local"
mount --rbind "$root/usr-sbin" "$root/usr/sbin"
mount --rbind /dev "$root/dev"
exec chroot "$root" /usr/bin/env -i CITY=/city PATH=/city/bin:/usr/bin:/bin "$@"`

/** `fails NAME`: true as often as the file of that name counts, one less each time. */
const FAILS = `fails() {
  left=$(cat "$CITY/fail-$1" 2>/dev/null || echo 0)
  [ "$left" -gt 0 ] || return 1
  echo $((left - 1)) >"$CITY/fail-$1"
}
echo "$0 $*" | sed 's,.*/bin/,,' >>"$CITY/said"
`
const FAKES: Readonly<Record<string, string>> = {
  'apt-get': `for word in "$@"; do
  case $word in
    update) ! fails update || exit 100; exit 0 ;;
    install) ! fails install || { : >"$CITY/half"; exit 100; } ;;
    [a-z]*) echo "$word" >>"$CITY/packages" ;;
  esac
done
if grep -q '^awscli$' "$CITY/packages"; then cp "$CITY/aws" "$CITY/bin/aws"; fi`,
  dpkg: 'rm -f "$CITY/half"',
  'dpkg-query': `for last; do :; done
if grep -qx "$last" "$CITY/packages"; then echo installed; fi`,
  timeout: 'shift; exec "$@"',
  systemctl: `case "$*" in
  is-enabled*) echo disabled ;;
  *start*) ! fails start ;;
esac`,
}
const AWS = `! fails aws || exit 255
for last; do :; done
cp "$CITY/kept" "$last"`

const HOST = joinHosts('t', [
  {
    packages: ['chrony'],
    folders: [{ path: '/etc/t', owner: 'root:root', mode: '0755' }],
    files: [{ path: '/etc/t/file', text: 'text\n', mode: '0640', owner: 'root:root' }],
    steps: [{ says: 'wait for the way out', shell: 'test -e "$CITY/way-out"' }],
    units: ['t.service'],
    well: '',
  },
])
const SCRIPT = bootScriptOf(HOST)
const KEPT = {
  url: 's3://bucket/boot',
  sha256: createHash('sha256').update(SCRIPT).digest('hex'),
  region: 'ap-southeast-3',
}

describeWithRigs('the boot of a machine', ['root'], () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ronda-first-boot-'))
    for (const folder of ['usr', 'usr-local', 'usr-sbin', 'dev', 'etc', 'run', 'tmp', 'var/lib']) {
      mkdirSync(join(root, folder), { recursive: true })
    }
    for (const link of ['bin', 'lib', 'lib64']) spawnSync('cp', ['-a', `/${link}`, root])
    for (const name of ['passwd', 'group']) spawnSync('cp', [`/etc/${name}`, join(root, 'etc')])
    for (const [name, text] of Object.entries(FAKES)) put(`city/bin/${name}`, tool(text))
    put('city/aws', tool(AWS))
    put('city/kept', SCRIPT)
    put('city/packages', '')
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const tool = (text: string) => `#!/bin/sh\n${FAILS}${text}\n`
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text, { mode: 0o755 })
  }
  const fails = (times: Readonly<Record<string, number>>) => {
    for (const [what, count] of Object.entries(times)) put(`city/fail-${what}`, `${count}\n`)
  }
  /** As the files of user data stand on the machine. */
  const arrive = (kept?: typeof KEPT) => {
    const [runner] = bootFiles('t', kept)
    put(`usr-local/${BOOT_RUNNER.replace('/usr/local/', '')}`, runner?.text ?? '')
    if (kept === undefined) put(`usr-local/${BOOT_SCRIPT.replace('/usr/local/', '')}`, SCRIPT)
  }
  const boot = () => {
    const words = ['--mount', 'bash', '-c', ENTER, 'enter', root, 'bash', BOOT_RUNNER]
    const ran = spawnSync('unshare', words, { encoding: 'utf8', timeout: 20_000 })
    return { code: ran.status, text: `${ran.stdout}${ran.stderr}` }
  }
  /** As its unit does; gives what each run said. */
  const bootUntilWell = (most: number): string[] => {
    const said: string[] = []
    for (let run = 0; run < most; run++) {
      const { code, text } = boot()
      said.push(text)
      if (code === 0) return said
    }
    return said
  }
  const said = () => readFileSync(join(root, 'city/said'), 'utf8')

  test('is tried again until mirrors, bucket and the way out are there, and says what it waits for', () => {
    arrive(KEPT)
    fails({ update: 3, install: 2, aws: 2 })
    expect(boot().text).toContain("boot t: waits for Debian's mirrors: awscli cannot be installed")
    expect(existsSync(join(root, 'city/half'))).toBe(true)
    expect(boot().text).toMatch(/waits for Debian[\s\S]*not made yet: tried again in 30 s/)
    for (let again = 0; again < 2; again++) {
      expect(boot().text).toContain('waits for its boot script: s3://bucket/boot cannot be fetched')
    }
    expect(existsSync(join(root, 'city/half'))).toBe(false)
    expect(boot().text).toContain('boot t: FAILED to wait for the way out')
    writeFileSync(join(root, 'city/way-out'), '')
    expect(boot()).toMatchObject({ code: 0, text: expect.stringMatching(/boot t: made\n$/) })
    expect(readFileSync(join(root, 'etc/t/file'), 'utf8')).toBe('text\n')
    expect(said()).toMatch(/^systemctl --quiet enable t.service$/m)
    expect(existsSync(join(root, 'usr-sbin/policy-rc.d'))).toBe(false)
  })

  test('fetches its script once, and is not made again at the next start', () => {
    arrive(KEPT)
    expect(bootUntilWell(2).at(-1)).toContain('FAILED to wait for the way out')
    writeFileSync(join(root, 'city/way-out'), '')
    expect(boot().code).toBe(0)
    expect(said().match(/^aws /gm)).toHaveLength(1)
    rmSync(join(root, 'city/said'))
    expect(boot()).toEqual({ code: 0, text: 'boot t: was made before, there is nothing to do\n' })
    expect(existsSync(join(root, 'city/said'))).toBe(false)
  })

  test('runs no script but the one that was meant', () => {
    arrive(KEPT)
    put('city/kept', 'echo something else\n')
    expect(boot()).toMatchObject({
      code: 1,
      text: expect.stringContaining('not what was expected'),
    })
    put('city/kept', SCRIPT)
    writeFileSync(join(root, 'city/way-out'), '')
    expect(boot().code).toBe(0)
  })

  test('runs a script of user data again once it is another', () => {
    arrive()
    writeFileSync(join(root, 'city/way-out'), '')
    expect(boot().text).toContain('boot t: made\n')
    put(
      `usr-local/${BOOT_SCRIPT.replace('/usr/local/', '')}`,
      SCRIPT.replace("'END'\ntext", "'END'\nother"),
    )
    expect(boot().code).toBe(0)
    expect(readFileSync(join(root, 'etc/t/file'), 'utf8')).toBe('other\n')
    expect(boot().text).toContain('there is nothing to do')
  })

  test('begins a unit anew once after a change, and then only starts it if it fell', () => {
    arrive()
    mkdirSync(join(root, 'run/systemd/system'), { recursive: true })
    const begun = () => said().match(/^systemctl (re)?start .*$/gm)
    // The first run is cut off before its units: what it changed counts in the next one.
    expect(boot().code).toBe(1)
    writeFileSync(join(root, 'city/way-out'), '')
    fails({ start: 1 })
    expect(boot().text).toContain('FAILED to start units: these do not start: t.service')
    expect(begun()).toEqual(['systemctl restart t.service'])
    put('city/bin/systemctl', tool('[ "$1" != is-enabled ] || echo enabled'))
    expect(boot().code).toBe(0)
    expect(begun()).toEqual(['systemctl restart t.service', 'systemctl start t.service'])
  })

  test('leaves no ban on starts behind, even after a run that was cut off, and keeps one of others', () => {
    arrive()
    writeFileSync(join(root, 'city/way-out'), '')
    put('usr-sbin/policy-rc.d', '#!/bin/sh\n# of the boot script of Ronda\nexit 101\n')
    expect(boot().code).toBe(0)
    expect(existsSync(join(root, 'usr-sbin/policy-rc.d'))).toBe(false)
    put('usr-sbin/policy-rc.d', '#!/bin/sh\nexit 101\n')
    rmSync(join(root, 'var/lib/ronda-boot'), { recursive: true })
    expect(boot().code).toBe(0)
    expect(existsSync(join(root, 'usr-sbin/policy-rc.d'))).toBe(true)
  })
})
