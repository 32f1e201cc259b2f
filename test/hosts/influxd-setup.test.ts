// The set-up of InfluxDB by its host, against a real influxd with a login, and the program that fills secrets in.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FILL_SECRETS } from '../../hosts/fill-secrets.ts'
import { influxdConf } from '../../hosts/influxd-conf.ts'
import { influxSetup } from '../../hosts/influxd-setup.ts'
import { freePort } from '../rigs/free-port.ts'
import { until } from '../rigs/program.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const PASSWORD = `it's "odd" \\ $PATH %s`
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-setup-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describeWithRigs('the database of a host', ['influxd'], () => {
  let end: () => void = () => {}
  afterAll(() => end())

  test('has users, policies and odd passwords after the set-up, and after another', async () => {
    const address = `127.0.0.1:${await freePort()}`
    const backup = `127.0.0.1:${await freePort()}`
    writeFileSync(
      join(folder, 'influxdb.conf'),
      influxdConf({ memoryMb: 512 })
        .replaceAll('/var/lib/influxdb', join(folder, 'data'))
        .replace('127.0.0.1:8088', backup),
    )
    const influxd = spawn('influxd', ['-config', join(folder, 'influxdb.conf')], {
      env: { ...process.env, INFLUXDB_HTTP_BIND_ADDRESS: address },
      stdio: 'ignore',
    })
    end = () => void influxd.kill('SIGKILL')
    const secrets = join(folder, 'secrets')
    mkdirSync(secrets)
    for (const name of ['admin', 'writer', 'reader']) writeFileSync(join(secrets, name), PASSWORD)
    writeFileSync(join(folder, 'address.env'), `INFLUXDB_HTTP_BIND_ADDRESS=${address}\n`)
    const user = (name: string) => ({ name, secret: name })
    const script = influxSetup(
      {
        ...{ database: 'ronda', admin: user('admin') },
        ...{ writer: user('writer'), reader: user('reader') },
        policies: [
          { name: 'raw', duration: '168h', shard: '24h' },
          { name: 'd1', duration: '87600h', shard: '2184h' },
        ],
      },
      { type: 'own' },
      join(folder, 'address.env'),
    ).replaceAll('/etc/ronda/secrets', secrets)
    const run = () => spawnSync('bash', ['-c', script], { encoding: 'utf8', timeout: 20_000 })
    await until('a set-up', 20_000, run, ({ status }) => status === 0)
    expect(run()).toMatchObject({ status: 0, stdout: '', stderr: '' })
    const ask = async (name: string, q: string) => {
      const login = Buffer.from(`${name}:${PASSWORD}`).toString('base64')
      const url = `http://${address}/query?q=${encodeURIComponent(q)}`
      return (await fetch(url, { headers: { Authorization: `Basic ${login}` } })).text()
    }
    const policies = await ask('admin', 'SHOW RETENTION POLICIES ON ronda')
    expect(policies).toContain('["raw","168h0m0s","24h0m0s",1,true]')
    expect(policies).toContain('["d1","87600h0m0s","2184h0m0s",1,false]')
    expect(await ask('reader', 'SHOW MEASUREMENTS ON ronda')).toContain('"statement_id":0}')
    expect(await ask('reader', 'DROP DATABASE ronda')).toContain('not authorized')
    expect(await ask('admin', 'SHOW GRANTS FOR writer')).toContain('["ronda","ALL PRIVILEGES"]')
  })
})

test('secrets are filled in as they are, for addresses and for an environment', () => {
  const program = join(folder, 'fill-secrets')
  writeFileSync(program, FILL_SECRETS.text)
  const secrets = join(folder, 'filling')
  mkdirSync(secrets)
  writeFileSync(join(secrets, 'city:nvr'), 'p@ss/$"w\n')
  const fill = (text: string, style: string) => {
    writeFileSync(join(folder, 'from'), text)
    execFileSync('perl', [program, secrets, join(folder, 'from'), join(folder, 'to'), style], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    return readFileSync(join(folder, 'to'), 'utf8')
  }
  const text = 'a {secret:city:nvr} b {secret-url:city:nvr}\n'
  expect(fill(text, 'plain')).toBe('a p@ss/$"w b p%40ss%2F%24%22w\n')
  expect(fill('A="{secret:city:nvr}"\n', 'environment')).toBe('A="p@ss/\\$\\"w"\n')
  expect(() => fill('{secret:absent}', 'plain')).toThrow(/absent: No such file/)
})
