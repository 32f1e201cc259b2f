// The set-up of InfluxDB by its host, against a real influxd with a login, and the program that fills secrets in.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FILL_SECRETS } from '../../hosts/fill-secrets.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { type InfluxdHere, influxdHere } from './influxd-here.ts'

const PASSWORD = `it's "odd" \\ $PATH %s`
const SETUP = '/usr/local/lib/ronda/influxd-setup'
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-setup-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describeWithRigs('the database of a host', ['influxd', 'root'], () => {
  let here: InfluxdHere
  beforeAll(async () => {
    const user = (name: string) => ({ name, secret: `influx-${name}` })
    here = await influxdHere({
      ...{ database: 'ronda', admin: user('admin'), memoryMb: 512 },
      ...{ writer: user('writer'), reader: user('reader') },
      policies: [
        { name: 'raw', duration: '168h', shard: '24h' },
        { name: 'd1', duration: '87600h', shard: '2184h' },
      ],
    })
  })
  afterAll(() => here.close())
  const all = (password: string): void => {
    for (const name of ['admin', 'writer', 'reader']) here.secret(`influx-${name}`, password)
  }
  const DONE = { status: 0, out: '', err: '' }

  test('says which password is missing, and where it is to be', () => {
    expect(here.run(SETUP)).toMatchObject({
      status: 1,
      err: expect.stringMatching(
        /the password in .*secrets\/influx-admin is missing: write it there/,
      ),
    })
  })

  test('has users, policies and odd passwords after the set-up, and after another', async () => {
    all(PASSWORD)
    expect(here.run(SETUP)).toEqual(DONE)
    expect(here.run(SETUP, ['wait'])).toEqual(DONE)
    const policies = await here.ask('admin', PASSWORD, 'SHOW RETENTION POLICIES ON ronda')
    expect(policies).toContain('["raw","168h0m0s","24h0m0s",1,true]')
    expect(policies).toContain('["d1","87600h0m0s","2184h0m0s",1,false]')
    const grants = await here.ask('admin', PASSWORD, 'SHOW GRANTS FOR writer')
    expect(grants).toContain('["ronda","ALL PRIVILEGES"]')
  })

  test('lets the reader read and nothing else', async () => {
    const grants = await here.ask('admin', PASSWORD, 'SHOW GRANTS FOR reader')
    expect(grants).toContain('"values":[["ronda","READ"]]')
    await here.write('writer', PASSWORD, 'raw', ['span,target=a rtt=1.5'])
    expect(await here.ask('reader', PASSWORD, 'SELECT rtt FROM ronda.raw.span')).toContain('1.5')
    await expect(here.write('reader', PASSWORD, 'raw', ['span rtt=1'])).rejects.toThrow(
      /not authorized to write/,
    )
    for (const q of [
      'DROP DATABASE ronda',
      'SHOW USERS',
      'CREATE DATABASE b',
      'DROP SERIES FROM span',
    ])
      expect(await here.ask('reader', PASSWORD, q), q).toMatch(/not authorized|requires admin/)
  })

  test('makes a password that was written anew the one that counts, without a restart', async () => {
    here.secret('influx-writer', 'other\r\n')
    here.secret('influx-reader', 'another\n')
    expect(here.run(SETUP)).toEqual(DONE)
    for (const [name, now] of [
      ['writer', 'other'],
      ['reader', 'another'],
    ] as const) {
      const q = 'SHOW MEASUREMENTS ON ronda'
      expect(await here.ask(name, PASSWORD, q)).toContain('authorization failed')
      expect(await here.ask(name, now, q)).toContain('span')
    }
    expect(readFileSync(here.at('/systemctl.log'), 'utf8')).not.toContain('stop')
  })

  test("gives influxd the administrator's password anew, and keeps all that it has", async () => {
    here.secret('influx-admin', `new ${PASSWORD}`)
    const { status, out, err } = here.run(SETUP)
    expect({ status, out }).toEqual({ status: 0, out: '' })
    expect(err).toMatch(
      /^influxd: it has another password of admin than .*influx-admin: it is restarted/,
    )
    const read = 'SELECT rtt FROM ronda.raw.span'
    expect(await here.ask('admin', PASSWORD, read)).toContain('authorization failed')
    expect(await here.ask('admin', `new ${PASSWORD}`, read)).toContain('1.5')
    // With a login again, and at its own address.
    expect(await here.ask('', '', read)).toMatch(
      /unable to parse authentication|user not found|required/,
    )
    expect(readFileSync(here.at('/systemctl.log'), 'utf8')).toMatch(
      /stop influxdb.service\nstart influxdb.service\n$/,
    )
    expect(here.run(SETUP)).toEqual(DONE)
  })

  test('says so where influxd cannot be given it', () => {
    here.secret('influx-admin', 'third')
    writeFileSync(here.at('/bin/unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    expect(here.run(SETUP)).toMatchObject({
      status: 1,
      err: expect.stringMatching(
        /does not take the password in .*influx-admin for admin, and could not/,
      ),
    })
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
