// How each program checks and takes over what is delivered, run for real by bash; and the units, read by systemd.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { CONFIG, STARTER_ESTATE } from '../../cli/init/starter.ts'
import { DELIVER } from '../../hosts/deliver.ts'
import type { Host } from '../../hosts/host.ts'
import { deliveryCommand } from '../../infra/instance/deliver.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { sampleHosts } from './sample-hosts.ts'

// A machine as a few files: `state` and `pid` of the unit, `next`: its pid after a restart, `answer`: what is served.
const SYSTEMCTL = `#!/bin/bash
case "$*" in
  *ActiveState*) cat "$CITY/state" ;;
  *MainPID*) cat "$CITY/pid" ;;
  restart*) echo "$*" >> "$CITY/said"; cp "$CITY/next" "$CITY/pid" ;;
  is-active*) grep -qx active "$CITY/state" ;;
esac
`
const FAKES = {
  systemctl: SYSTEMCTL,
  runuser: '#!/bin/bash\nshift 3\nexec "$@"\n',
  chown: '#!/bin/bash\nexit 0\n',
  sleep: `#!/bin/bash
[ ! -s "$CITY/falls" ] || cp "$CITY/falls" "$CITY/pid"
exit 0
`,
  timeout: `#!/bin/bash
shift
"$@"
code=$?
[ "$code" = 0 ] && exit "$(cat "$CITY/ends")"
exit "$code"
`,
  curl: `#!/bin/bash
case "$*" in
  *healthz* | *health*) cat "$CITY/answer"; exec grep -q ok "$CITY/answer" ;;
esac
echo "curl \${*: -1} $(cat)" >> "$CITY/said"
code=$(cat "$CITY/code")
case $code in 000) exit 7 ;; esac
while [ "$1" != --output ]; do shift; done
echo "alerting: no such thing" > "$2"
printf '%s' "$code"
`,
}

let city: string
beforeEach(() => {
  city = mkdtempSync(join(tmpdir(), 'deliver-programs-'))
  for (const [name, text] of Object.entries(FAKES)) put(`bin/${name}`, text)
  put('usr/local/lib/ronda/fetch-secrets', '#!/bin/bash\necho "fetch-secrets $*" >> "$CITY/said"\n')
  put(
    'usr/local/lib/ronda/fill-secrets',
    '#!/bin/bash\nsed "s/{secret:n}/filled/" "$2" > "$3"\necho "fill $(basename "$2")" >> "$CITY/said"\n',
  )
  are({ state: 'active', pid: '1', next: '2', answer: '"database": "ok"', ends: '0', falls: '' })
  put('run/.keep', '')
})
afterEach(() => rmSync(city, { recursive: true }))

describe('the worker', () => {
  beforeEach(() => {
    host('aws-worker')
    put(
      'usr/local/bin/ronda',
      '#!/bin/bash\necho "ronda $* in $PWD" >> "$CITY/said"\nexit "$(cat "$CITY/ends")"\n',
    )
    put('new/secrets.list', '')
  })

  it('fetches the secrets that are new, then has ronda check the city where it lies', async () => {
    expect((await check()).code).toBe(0)
    const at = (path: string) => join(city, path)
    expect(said()).toEqual([
      `fetch-secrets --fresh ${at('etc/ronda/secrets.list')} ${at('new/secrets.list')}`,
      `ronda check --config ronda.yaml in ${at('new')}`,
    ])
  })

  it('refuses a city that ronda check finds fault with, and one whose secrets cannot be had', async () => {
    put('usr/local/bin/ronda', '#!/bin/bash\nexit 2\n')
    expect((await check()).code).not.toBe(0)
    put('usr/local/lib/ronda/fetch-secrets', '#!/bin/bash\nexit 1\n')
    put('usr/local/bin/ronda', '#!/bin/bash\nexit 0\n')
    expect((await check()).code).not.toBe(0)
  })

  it('believes the program itself: the starter is sound, a camera on a recorder that is none is not', async () => {
    const cli = fileURLToPath(new URL('../../cli/ronda.js', import.meta.url))
    put('usr/local/bin/ronda', `#!/bin/bash\nexec '${process.execPath}' '${cli}' "$@"\n`)
    for (const { file, text } of [CONFIG, ...STARTER_ESTATE]) put(`new/${file}`, text)
    expect(await check()).toMatchObject({ code: 0, text: /sound; Contoh/ })
    const cameras = readFileSync(join(city, 'new/estate/cameras.csv'), 'utf8')
    put('new/estate/cameras.csv', cameras.replace('rt,nvr-01,1', 'rt,nvr-10,1'))
    const { code, text } = await check()
    expect([code, text]).toEqual([2, expect.stringMatching(/estate\/cameras\.csv:3: .*nvr-10/)])
  }, 30_000)

  it('restarts the program once, and is content when it answers and stays', async () => {
    expect((await apply()).code).toBe(0)
    expect(said()).toEqual(['restart ronda.service'])
  })

  it('starts nothing on a worker that has not taken over yet', async () => {
    are({ state: 'inactive' })
    expect((await apply()).code).toBe(0)
    expect(said()).toEqual([])
  })

  it('says so where the program falls over, or never answers', async () => {
    are({ falls: '3' })
    expect(await apply()).toMatchObject({ code: 1, text: /falls over/ })
    put(
      'deliver-apply',
      readFileSync(join(city, 'deliver-apply'), 'utf8').replace('-ge 60', '-ge 0'),
    )
    are({ answer: '' })
    expect(await apply()).toMatchObject({ code: 1, text: /does not answer within/ })
  })
})

describe('the relay', () => {
  beforeEach(() => {
    host('aws-relay')
    put('new/mediamtx.yml', 'pass: "{secret:n}"\n')
    put('etc/mediamtx/current/mediamtx.yml', 'pass: "{secret:n}"\n')
    put('run/mediamtx/mediamtx.yml', 'before\n')
    put(
      'opt/mediamtx/current/mediamtx',
      '#!/bin/bash\necho "mediamtx $(cat "$1") $MTX_RTSP$MTX_MOQ" >> "$CITY/said"\n! grep -q wrong "$1"\n',
    )
    are({ ends: '124' })
  })

  it('tries a configuration with its secrets by a second MediaMTX that listens nowhere', async () => {
    expect((await check()).code).toBe(0)
    expect(said().slice(1)).toEqual(['fill mediamtx.yml', 'mediamtx pass: "filled" nono'])
    expect(spawnSync('ls', [join(city, 'run')], { encoding: 'utf8' }).stdout).toBe('mediamtx\n')
  })

  it.each([
    ['ends by itself', 'wrong: 1\n', '124'],
    ['ends well, but by itself', 'pass: a\n', '0'],
  ])('refuses one by which it %s', async (_, text, ends) => {
    put('new/mediamtx.yml', text)
    are({ ends })
    expect((await check()).code).not.toBe(0)
    expect(readFileSync(join(city, 'run/mediamtx/mediamtx.yml'), 'utf8')).toBe('before\n')
  })

  it('puts it where the one that runs looks, and does not restart it', async () => {
    expect((await apply()).code).toBe(0)
    expect(readFileSync(join(city, 'run/mediamtx/mediamtx.yml'), 'utf8')).toBe('pass: "filled"\n')
    expect(said()).toEqual(['fill mediamtx.yml'])
  })

  it('says so where MediaMTX falls over; one that does not run is left alone', async () => {
    are({ falls: '9' })
    expect(await apply()).toMatchObject({ code: 1, text: /falls over/ })
    are({ state: 'inactive', falls: '' })
    rmSync(join(city, 'said'))
    expect((await apply()).code).toBe(0)
    expect(said()).toEqual([])
  })

  test('never opens the doors that MediaMTX has by default', () => {
    const unit = hostOf('aws-relay').files.find(({ path }) => path.endsWith('mediamtx.service'))
    expect(unit?.text).toContain('\nEnvironment=MTX_MOQ=no\n')
  })
})

describe('Grafana', () => {
  const ENV = 'A="{secret:n}"\n'
  beforeEach(() => {
    host('aws-grafana')
    for (const folder of ['new', 'old']) {
      put(`${folder}/ronda.env`, ENV)
      put(`${folder}/provisioning/datasources/ronda.yaml`, 'a: 1\n')
      put(`${folder}/provisioning/dashboards/ronda.yaml`, 'a: 1\n')
      put(`${folder}/provisioning/dashboards/ronda/city map.json`, '{}\n')
    }
    put('run/ronda/secrets/ronda-prod:grafana-admin', 'it\'s "so" \\ $ecret')
    are({ code: '200' })
  })

  it('takes files that it can read, and refuses a dashboard that is none', async () => {
    expect((await check()).code).toBe(0)
    put('new/provisioning/dashboards/ronda/city map.json', '{"a": ')
    const { code, text } = await check()
    expect([code === 0, text]).toEqual([false, expect.stringContaining('city map.json: Expecting')])
    rmSync(join(city, 'new/provisioning/datasources'), { recursive: true })
    expect((await check()).code).not.toBe(0)
  })

  it('has them read again while people look on, with the password in no argument', async () => {
    expect((await apply()).code).toBe(0)
    const user = 'user = "admin:it\'s \\"so\\" \\\\ $ecret"'
    expect(said()).toEqual(
      ['datasources', 'dashboards', 'alerting'].map(
        (what) => `curl http://127.0.0.1:3000/api/admin/provisioning/${what}/reload ${user}`,
      ),
    )
  })

  it('restarts where variables are new, for the first time, or its password is not ours', async () => {
    put('new/ronda.env', 'B="{secret:n}"\n')
    expect((await apply()).code).toBe(0)
    expect((await run('apply', join(city, 'new'), '')).code).toBe(0)
    put('new/ronda.env', ENV)
    are({ code: '401' })
    expect((await apply()).code).toBe(0)
    const restarts = said().filter((line) => line.startsWith('restart'))
    expect(restarts).toEqual(Array(3).fill('restart grafana-server.service'))
  })

  it('says what Grafana says where it does not take them', async () => {
    are({ code: '500' })
    expect(await apply()).toMatchObject({
      code: 1,
      text: /does not take the new datasources \(500\): alerting: no such thing/,
    })
  })
})

describe('the command that machines are told', () => {
  const tell = (sum: string) => {
    const text = deliveryCommand('mediamtx.service')
      .replace('{{ sha256 }}', sum)
      .replaceAll(DELIVER, join(city, 'deliver'))
    return shell('/bin/sh', '-c', text)
  }

  it('takes what is meant into use, and waits until the program runs', async () => {
    put('deliver', '#!/bin/bash\necho "deliver $*" >> "$CITY/said"\n')
    expect((await tell('abc')).code).toBe(0)
    expect(said()).toEqual(['deliver abc'])
  })

  it('fails where it is refused, where the program does not run, and on a machine without it', async () => {
    put('deliver', '#!/bin/bash\nexit 1\n')
    expect((await tell('abc')).code).toBe(1)
    put('deliver', '#!/bin/bash\nexit 0\n')
    are({ state: 'failed' })
    expect((await tell('abc')).code).toBe(1)
    rmSync(join(city, 'deliver'))
    expect((await tell('abc')).code).toBe(1)
  })
})

describeWithRigs('systemd', ['systemd-analyze'], () => {
  test('verifies service and timer', () => {
    const units = hostOf('aws-worker').files.filter(({ path }) => path.includes('/ronda-deliver.'))
    const paths = units.map(({ path, text }) => {
      put(basename(path), text.replace(/^(ExecStart=)\S+/m, '$1/bin/true'), 0o644)
      return join(city, basename(path))
    })
    expect(paths).toHaveLength(2)
    const ran = spawnSync('systemd-analyze', ['verify', '--man=no', ...paths], { encoding: 'utf8' })
    expect([ran.status, ran.stderr]).toEqual([0, ''])
  })
})

const hostOf = (name: string) => sampleHosts('aws').find((one) => one.name === name) as Host

/** Its scripts, with every path of a machine below the folder of the test. */
function host(name: string): void {
  for (const { path, text } of hostOf(name).files) {
    if (!path.startsWith(DELIVER)) continue
    const here = text.replaceAll(/(?<![\w."/}$:1])\/(usr\/local|etc|run|opt)\//g, `${city}/$1/`)
    put(basename(path), here)
  }
}

function put(path: string, text: string, mode = 0o755): void {
  mkdirSync(dirname(join(city, path)), { recursive: true })
  writeFileSync(join(city, path), text, { mode })
}

function are(facts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(facts)) put(name, text)
}

const check = () => run('check', join(city, 'new'))
const apply = () => run('apply', join(city, 'new'), join(city, 'old'))
const run = (what: string, ...words: readonly string[]) =>
  shell(join(city, `deliver-${what}`), ...words)

async function shell(program: string, ...words: readonly string[]) {
  const child = spawn(program, words, {
    env: { PATH: `${join(city, 'bin')}:/usr/bin:/bin`, CITY: city },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stderr.on('data', (bytes: Buffer) => {
    text += bytes.toString()
  })
  const code = await new Promise<number | null>((done) => child.once('close', done))
  return { code, text }
}

function said(): string[] {
  try {
    return readFileSync(join(city, 'said'), 'utf8').trim().split('\n')
  } catch {
    return []
  }
}
