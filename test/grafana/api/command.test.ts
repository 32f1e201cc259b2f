import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { command } from '../../../cli/commands/render-grafana.ts'
import { ronda } from '../../rigs/program.ts'
import { runCommand } from '../../rigs/run-command.ts'
import { TOKEN } from './pushing.ts'
import { type GrafanaStandIn, startGrafana } from './stand-in.ts'

const PASSWORD = 'influx-password-of-the-test'
const CONFIG = `influx:
  targets:
    - name: main
      url: http://127.0.0.1:8086
      username: ronda
      password: env:RONDA_TEST_INFLUX
    - { name: second, url: "http://127.0.0.1:8087" }
grafana:
  token: env:RONDA_TEST_GRAFANA
  language: en
`
const ALERTS = `alerts:
  receivers: [{ id: noc, alertmanager: { url: "http://127.0.0.1:1" } }]
  fallback: [noc]
`
let dir: string
let config: string
let out: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ronda-render-'))
  config = join(dir, 'ronda.yaml')
  out = join(dir, 'grafana')
  writeFileSync(config, CONFIG)
  process.env['RONDA_TEST_INFLUX'] = PASSWORD
  process.env['RONDA_TEST_GRAFANA'] = TOKEN
})
afterEach(() => {
  rmSync(dir, { recursive: true, force: true })
  delete process.env['RONDA_TEST_INFLUX']
  delete process.env['RONDA_TEST_GRAFANA']
})

describe('--out', () => {
  test('writes all files, and says what Grafana needs', async () => {
    const { code, out: said } = await runCommand(command, { config, out })
    expect(code).toBe(0)
    expect(said).toMatch(
      /^made \d+ dashboards?, 0 rules, 0 contact points, 1 data source; no alerting/,
    )
    expect(said).toContain('Grafana needs in its environment:\n  RONDA_TEST_INFLUX\n')
    expect(said).toContain(`mount ${out} there`)
    expect(readdirSync(out).sort()).toEqual(['dashboards', 'datasources', 'ronda-files.json'])
    expect(read('datasources/ronda.yaml')).toContain('$RONDA_TEST_INFLUX')
    expect(said + read('datasources/ronda.yaml')).not.toContain(PASSWORD)
  })

  test('again writes nothing, and the other language only what says something', async () => {
    await runCommand(command, { config, out })
    const again = JSON.parse((await runCommand(command, { config, out }, [], true)).out)
    expect(again).toMatchObject({ ok: true, written: [], removed: [], left: [] })
    const other = await runCommand(command, { config, out, language: 'id' }, [], true)
    expect(JSON.parse(other.out)).toMatchObject({
      ok: true,
      unchanged: ['datasources/ronda.yaml', 'dashboards/ronda.yaml'],
    })
  })

  test('leaves what a person changed, says which, and takes it only when told to', async () => {
    await runCommand(command, { config, out })
    writeFileSync(join(out, 'datasources/ronda.yaml'), '# mine\n')
    const { code, out: said } = await runCommand(command, { config, out })
    expect(code).toBe(1)
    expect(said).toContain('LEFT  datasources/ronda.yaml: a person changed it')
    expect(read('datasources/ronda.yaml')).toBe('# mine\n')
    expect((await runCommand(command, { config, out, overwrite: true })).code).toBe(0)
    expect(read('datasources/ronda.yaml')).toContain('apiVersion: 1')
  })

  test('calls a file that was never ours so, and says what stays without alerts', async () => {
    mkdirSync(join(out, 'datasources'), { recursive: true })
    writeFileSync(join(out, 'datasources/ronda.yaml'), '# mine\n')
    writeFileSync(config, CONFIG + ALERTS)
    const first = await runCommand(command, { config, out })
    expect(first.out).toMatch(/LEFT {2}datasources\/ronda.yaml: it was there before, and is none/)
    expect(first.out).not.toContain('stay in Grafana')
    writeFileSync(config, CONFIG)
    const { out: said } = await runCommand(command, { config, out, overwrite: true })
    expect(said).toMatch(
      /rules, notification policies and contact points of it stay in Grafana, [\s\S]*docs\/grafana.md/,
    )
    expect((await runCommand(command, { config, out })).out).not.toContain('stay in Grafana')
  })

  test('removes files of ours that are no more, and no others', async () => {
    await runCommand(command, { config, out })
    writeFileSync(join(out, 'dashboards/of-a-person.yaml'), '# mine\n')
    writeFileSync(config, `${CONFIG}  folder: Kota\n`)
    const { out: said, code } = await runCommand(command, { config, out }, [], true)
    expect(code).toBe(0)
    expect(
      JSON.parse(said).removed.every((path: string) => path.startsWith('dashboards/ronda/')),
    ).toBe(true)
    expect(readdirSync(join(out, 'dashboards')).sort()).toContain('of-a-person.yaml')
    expect(readdirSync(join(out, 'dashboards/ronda'))).toEqual([])
  })

  test('refuses a file for a folder, and a list that leads elsewhere', async () => {
    await expect(runCommand(command, { config, out: config })).rejects.toMatchObject({
      code: 'RND_USAGE',
      message: `cannot write to ${config}: it is a file`,
    })
    await runCommand(command, { config, out })
    writeFileSync(join(out, 'ronda-files.json'), '{"files":{"../ronda.yaml":"00"}}')
    await expect(runCommand(command, { config, out })).rejects.toThrow(
      'is not the list that Ronda wrote',
    )
    expect(readFileSync(config, 'utf8')).toBe(CONFIG)
  })

  test('says so where the packages of Grafana are not installed', () => {
    const hook = `import { registerHooks } from 'node:module'
registerHooks({ resolve: (name, context, next) => {
  if (!name.startsWith('@grafana/')) return next(name, context)
  throw Object.assign(new Error("Cannot find package '" + name + "'"), { code: 'ERR_MODULE_NOT_FOUND' })
} })`
    const file = join(dir, 'without.mjs')
    writeFileSync(file, hook)
    process.env['NODE_OPTIONS'] = `--import ${file}`
    try {
      const { code, stderr } = ronda(['render', 'grafana', '--out', out, '--config', config])
      expect([code, stderr]).toEqual([
        2,
        "ronda: Grafana's packages are not installed here\nRemedy: npm ci, without --omit=dev, then run it again\n",
      ])
    } finally {
      delete process.env['NODE_OPTIONS']
    }
  })
})

describe('refusals', () => {
  test('come all at once, each with its line', () => {
    writeFileSync(
      config,
      `grafana:\n  target: mian\n${CONFIG.slice(0, CONFIG.indexOf('grafana:'))}`,
    )
    const { code, stderr } = ronda(['render', 'grafana', '--push', '--config', config])
    expect(code).toBe(2)
    expect(stderr).toContain(
      'ronda.yaml:2: grafana.target: influx.targets has no "mian"; did you mean "main"?',
    )
    expect(stderr).toContain('grafana.url: is missing')
    expect(stderr).toContain('grafana.token: is missing')
  })

  test('of a configuration without a database, with where to name one', async () => {
    writeFileSync(config, 'grafana: { language: en }\n')
    await expect(runCommand(command, { config, out })).rejects.toMatchObject({
      code: 'RND_CONFIG_INVALID',
      message: expect.stringContaining('influx: is missing, so there is no data source'),
      remedy: 'docs/configuration.md lists every key of influx',
    })
  })

  test('of a policy for an owner that is not there, with the page of policies', async () => {
    const routes = 'routes: [{match: {owner: nobody}, to: [noc]}]'
    writeFileSync(config, `${CONFIG}${ALERTS}  ${routes}\n`)
    await expect(runCommand(command, { config, out })).rejects.toMatchObject({
      message: expect.stringContaining('nobody'),
      remedy: 'docs/alerts.md says what stands under alerts',
    })
  })

  test('of secrets that cannot be read: only for a push', async () => {
    delete process.env['RONDA_TEST_INFLUX']
    await expect(
      runCommand(command, { config, push: true }, ['http://127.0.0.1:9']),
    ).rejects.toMatchObject({
      code: 'RND_SECRET_UNRESOLVED',
      message: expect.stringMatching(
        /^ronda\.yaml:6: influx\.targets\.0\.password: .*RONDA_TEST_INFLUX/,
      ),
    })
    expect((await runCommand(command, { config, out })).code).toBe(0)
  })

  test.each([
    [{}, [], 'where to?'],
    [{ out: 'x', push: true }, [], '--out and --push exclude each other'],
    [{ out: 'x' }, ['http://127.0.0.1:9'], 'one word too many'],
    [{ diff: true, overwrite: true }, [], '--diff only reads'],
    [{ diff: true }, ['http://user:secret@host'], 'no address of a Grafana'],
    [{ out: 'x', language: 'jv' }, [], '"jv" is no language'],
  ] as const)('of %j %j', async (values, words, what) => {
    await expect(runCommand(command, { config, ...values }, words)).rejects.toThrow(what)
  })
})

describe('--diff and --push', () => {
  let grafana: GrafanaStandIn
  beforeEach(async () => {
    grafana = await startGrafana(TOKEN)
  })
  afterEach(async () => {
    await grafana.close()
  })

  test('say what is to be done, do it, and find nothing more to do', async () => {
    const before = await runCommand(command, { config, diff: true }, [grafana.url])
    expect([before.code, grafana.writes()]).toEqual([1, []])
    expect(before.out).toContain(
      `${grafana.url}, Grafana 13.1.0\n  make  folder       ronda (Ronda)\n`,
    )
    const push = await runCommand(command, { config, push: true }, [grafana.url])
    expect(push.code).toBe(0)
    expect(push.out).toMatch(/\n\d+ written, 0 were the same, 0 left as they are\n$/)
    const after = await runCommand(command, { config, diff: true }, [`${grafana.url}/`])
    expect([after.code, after.out]).toEqual([
      0,
      expect.stringMatching(
        /^http\S+, Grafana 13\.1\.0\n0 to make, 0 to change, 0 to remove, \d+ the same\n$/,
      ),
    ])
    for (const text of [before.out, push.out, after.out]) {
      for (const secret of [PASSWORD, TOKEN]) expect(text).not.toContain(secret)
    }
  })

  test('leave what a person changed, with exit 1, unless told otherwise', async () => {
    await runCommand(command, { config, push: true }, [grafana.url])
    grafana.state.saveByHand('ronda-relay', (data) => ({ ...data, title: 'Mine' }))
    const left = await runCommand(command, { config, push: true }, [grafana.url])
    expect(left.code).toBe(1)
    expect(left.out).toContain(
      'THEIRS  dashboard  ronda-relay (Relay and hosts): a person changed it since the last push',
    )
    expect(left.out).toContain('dashboard.title: "Mine" -> "Relay and hosts"')
    const rows = await runCommand(command, { config, diff: true }, [grafana.url], true)
    expect(JSON.parse(rows.out).changes).toContainEqual(
      expect.objectContaining({ outcome: 'theirs', key: 'ronda-relay' }),
    )
    const taken = await runCommand(command, { config, push: true, overwrite: true }, [grafana.url])
    expect([taken.code, taken.out]).toEqual([
      0,
      expect.stringContaining('overwritten  dashboard  ronda-relay'),
    ])
  })

  test('compare without secrets where they cannot be read', async () => {
    await runCommand(command, { config, push: true }, [grafana.url])
    delete process.env['RONDA_TEST_INFLUX']
    const { code, out: said } = await runCommand(command, { config, diff: true }, [grafana.url])
    expect([code, said]).toEqual([0, expect.stringContaining('secrets are not looked at')])
  })

  test('stop where Grafana refuses, with the permission that is missing', async () => {
    grafana.lacks = ({ method }) => (method === 'GET' ? undefined : 'folders:create')
    const { code, out: said } = await runCommand(command, { config, push: true }, [grafana.url])
    expect(code).toBe(2)
    expect(said).toContain('remedy: give the service account folders:create, or the role Admin')
    grafana.misdeed = () => ({ status: 200, text: '<html>' })
    await expect(runCommand(command, { config, diff: true }, [grafana.url])).rejects.toMatchObject({
      code: 'RND_GRAFANA',
      message: expect.stringContaining('is not a Grafana'),
    })
  })
})

function read(path: string): string {
  return readFileSync(join(out, path), 'utf8')
}
