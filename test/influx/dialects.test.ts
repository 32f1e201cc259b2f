import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { createDialect } from '../../store/influx/dialects/create-dialect.ts'
import type { DialectName, InfluxTarget } from '../../store/influx/target.ts'
import { startInflux2StandIn } from '../rigs/influx2-stand-in.ts'
import { startInflux3StandIn } from '../rigs/influx3-stand-in.ts'
import { type Influxd, startInfluxd } from '../rigs/influxd.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { dialectContract, KEEP } from './dialects-contract.ts'
import { queryRows } from './query-rows.ts'

const TOKEN = new Secret('a-token-of-a-stand-in')
const PASSWORD = new Secret('not-"simple"\\')

const targetAt = (url: string, dialect: DialectName, more: Partial<InfluxTarget> = {}) =>
  ({
    name: 'main',
    url,
    dialect,
    database: 'ronda',
    timeoutMs: 5000,
    ...more,
  }) satisfies InfluxTarget

describeWithRigs('InfluxDB 1.6.7, real', ['influxd'], () => {
  dialectContract('without authentication', {
    async start() {
      const influxd = await startInfluxd()
      return { target: targetAt(influxd.url, '1'), close: () => influxd.close() }
    },
    changesRetention: true,
    wantsLogin: false,
  })

  dialectContract('with authentication', {
    async start() {
      const admin = { user: 'admin', password: 'not-simple' }
      const influxd = await startInfluxd({ admin })
      const login = { username: admin.user, password: new Secret(admin.password) }
      return { target: targetAt(influxd.url, '1', login), close: () => influxd.close() }
    },
    changesRetention: true,
    wantsLogin: true,
  })

  describe('what only a real one shows', () => {
    let influxd: Influxd
    let target: InfluxTarget
    beforeAll(async () => {
      influxd = await startInfluxd()
      target = targetAt(influxd.url, '1', { database: 'the-city_1' })
    })
    afterAll(() => influxd.close())

    test('policies have their shards, raw is the default, a foreign policy is left alone', async () => {
      await createDialect(target).init(KEEP, { dryRun: false })
      const [{ series: [policies] = [] } = {}] = await influxd.query(
        'SHOW RETENTION POLICIES ON "the-city_1"',
      )
      expect(policies?.values).toEqual([
        ['autogen', '0s', '168h0m0s', 1, false],
        ['raw', '168h0m0s', '24h0m0s', 1, true],
        ['m1', '2160h0m0s', '168h0m0s', 1, false],
        ['h1', '17520h0m0s', '720h0m0s', 1, false],
        ['d1', '87600h0m0s', '8736h0m0s', 1, false],
        ['ev', '17520h0m0s', '720h0m0s', 1, false],
      ])
    })

    test('a tier may be kept for less than a shard of it', async () => {
      const brief = { raw: 1, m1: 1, h1: 2, d1: 3, ev: 4 }
      const small = { ...target, database: 'brief' }
      await createDialect(small).init(brief, { dryRun: false })
      const again = await createDialect(small).init(brief, { dryRun: false })
      expect(again.map((step) => step.did)).toEqual(Array(6).fill('found'))
      const wider = await createDialect(small).init(KEEP, { dryRun: false })
      expect(wider.slice(1).map((step) => step.did)).toEqual(Array(5).fill('changed'))
    })

    test('raw is made the default again where somebody changed that', async () => {
      await influxd.query('ALTER RETENTION POLICY "m1" ON "the-city_1" DEFAULT')
      const changed = (await createDialect(target).init(KEEP, { dryRun: false })).filter(
        (step) => step.did === 'changed',
      )
      expect(changed).toEqual([
        { what: 'retention policy raw', did: 'changed', detail: 'made the default policy' },
      ])
    })

    test('gzip members joined end to end are one body', async () => {
      const at = Math.floor(Date.now() / 1000)
      const { path } = createDialect(target).write('raw', 's')
      const body = Buffer.concat(
        [1, 2, 3].map((n) => gzipSync(`joined,host=h n=${n}i ${at - n}\n`)),
      )
      const headers = { 'content-encoding': 'gzip' }
      const { status } = await fetch(`${target.url}${path}`, { method: 'POST', headers, body })
      expect(status).toBe(204)
      expect(await queryRows(target, 'raw', 'SELECT n FROM joined')).toHaveLength(3)
    })

    test('a refusal told with status 200 is an error', async () => {
      await expect(queryRows(target, 'raw', 'SELEC')).rejects.toMatchObject({
        problem: { code: 'strange-answer' },
      })
      const nowhere = { ...target, database: 'nowhere' }
      await expect(queryRows(nowhere, 'raw', 'SELECT n FROM joined')).rejects.toMatchObject({
        problem: { code: 'no-database' },
      })
    })

    test('init works again at once after the server was away', async () => {
      await influxd.kill()
      const dialect = createDialect(target)
      await expect(dialect.init(KEEP, { dryRun: false })).rejects.toThrow(/ECONNREFUSED/)
      await influxd.start()
      expect(await dialect.init(KEEP, { dryRun: false })).toHaveLength(6)
    })

    test('one who may not make databases is told so', async () => {
      const admin = { user: 'admin', password: 'secret' }
      const guarded = await startInfluxd({ admin })
      try {
        const login = btoa(`${admin.user}:${admin.password}`)
        const q = `CREATE USER "small" WITH PASSWORD 'small'`
        await fetch(`${guarded.url}/query?${new URLSearchParams({ q })}`, {
          method: 'POST',
          headers: { authorization: `Basic ${login}` },
        })
        const small = targetAt(guarded.url, '1', {
          username: 'small',
          password: PASSWORD,
        })
        await expect(createDialect(small).init(KEEP, { dryRun: false })).rejects.toMatchObject({
          problem: { code: 'unauthorised' },
        })
        const right = { ...small, password: new Secret('small') }
        await expect(createDialect(right).init(KEEP, { dryRun: false })).rejects.toMatchObject({
          problem: { code: 'unauthorised' },
        })
      } finally {
        await guarded.close()
      }
    })
  })
})

describe('InfluxDB 2, STAND-IN written from its documentation', () => {
  const start = async (org = 'city') => {
    const server = await startInflux2StandIn({ token: TOKEN.reveal(), org: 'city' })
    const target = targetAt(server.url, '2', { token: TOKEN, org })
    return { server, target, close: () => server.close() }
  }
  dialectContract('contract', { start: () => start(), changesRetention: true, wantsLogin: true })

  test('buckets have seconds, mappings lead to them, raw is the default', async () => {
    const { server, target, close } = await start()
    await createDialect(target).init(KEEP, { dryRun: false })
    expect(Object.fromEntries(server.buckets)).toEqual({
      ronda_raw: 7 * 86_400,
      ronda_m1: 90 * 86_400,
      ronda_h1: 730 * 86_400,
      ronda_d1: 3650 * 86_400,
      ronda_ev: 730 * 86_400,
    })
    expect(server.mappings()).toEqual({
      'ronda/raw': 'ronda_raw (default)',
      'ronda/m1': 'ronda_m1',
      'ronda/h1': 'ronda_h1',
      'ronda/d1': 'ronda_d1',
      'ronda/ev': 'ronda_ev',
    })
    await close()
  })

  test('a bucket that was made by hand is taken, its endless retention changed', async () => {
    const { server, target, close } = await start()
    server.addBucket('ronda_raw', 0)
    const [bucket, mapping] = await createDialect(target).init(KEEP, { dryRun: false })
    expect(bucket).toMatchObject({ did: 'changed', detail: 'from for ever to 7 days' })
    expect(mapping).toMatchObject({ did: 'made' })
    await close()
  })

  test('an organisation that is not there is named', async () => {
    const { target, close } = await start('ciyt')
    await expect(createDialect(target).init(KEEP, { dryRun: true })).rejects.toThrow(
      /no organisation "ciyt"/,
    )
    await close()
  })

  test('a bucket that is not there is no place to write to', async () => {
    const { target, close } = await start()
    const { path, headers } = createDialect(target).write('raw', 's')
    const reply = await fetch(`${target.url}${path}`, { method: 'POST', headers, body: 'a n=1i 1' })
    expect([reply.status, await reply.text()]).toEqual([
      404,
      '{"code":"not found","message":"bucket \\"ronda_raw\\" not found"}',
    ])
    await close()
  })
})

describe.each(['db', 'iox::database'] as const)(
  'InfluxDB 3, STAND-IN written from its documentation, listing by %s',
  (listing) => {
    const start = async () => {
      const server = await startInflux3StandIn({ token: TOKEN.reveal(), listing })
      return {
        server,
        target: targetAt(server.url, '3', { token: TOKEN }),
        close: () => server.close(),
      }
    }
    if (listing === 'db') {
      dialectContract('contract', { start, changesRetention: false, wantsLogin: true })
    }

    test('five databases, each with its retention; what is listed without one is found', async () => {
      const { server, target, close } = await start()
      await createDialect(target).init(KEEP, { dryRun: false })
      expect(Object.fromEntries(server.databases)).toEqual({
        ronda_raw: '7d',
        ronda_m1: '90d',
        ronda_h1: '730d',
        ronda_d1: '3650d',
        ronda_ev: '730d',
      })
      const again = await createDialect(target).init(KEEP, { dryRun: false })
      expect(new Set(again.map((step) => step.did))).toEqual(new Set(['found']))
      await close()
    })

    test('a second city does not fit into Core, and that is what it says', async () => {
      const { target, close } = await start()
      await createDialect(target).init(KEEP, { dryRun: false })
      const second = { ...target, database: 'second' }
      await expect(createDialect(second).init(KEEP, { dryRun: false })).rejects.toThrow(
        /exceed limit of 5 databases/,
      )
      await close()
    })
  },
)

test.each([
  ['2', '1'],
  ['2', '3'],
  ['3', '1'],
  ['3', '2'],
] as const)('a stand-in of %s asked as %s refuses in words', async (is, asked) => {
  const server =
    is === '2'
      ? await startInflux2StandIn({ token: TOKEN.reveal(), org: 'city' })
      : await startInflux3StandIn({ token: TOKEN.reveal() })
  const target = targetAt(server.url, asked, { token: TOKEN, org: 'city' })
  await expect(createDialect(target).init(KEEP, { dryRun: true })).rejects.toMatchObject({
    code: 'RND_INFLUX',
  })
  await server.close()
})
