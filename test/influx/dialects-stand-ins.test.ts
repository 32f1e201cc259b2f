// A stand-in that takes everything would prove nothing: what the documentation says is refused must be refused.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Influx2StandIn, startInflux2StandIn } from '../rigs/influx2-stand-in.ts'
import { type Influx3StandIn, startInflux3StandIn } from '../rigs/influx3-stand-in.ts'

const TOKEN = 'a-token-of-a-stand-in'

async function ask(
  url: string,
  authorization: string,
  [method = '', path = '']: readonly string[],
  body?: object | string,
): Promise<{ status: number; said: string }> {
  const reply = await fetch(`${url}${path}`, {
    method,
    headers: { authorization },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: reply.status, said: await reply.text() }
}

describe('the stand-in of InfluxDB 2 refuses', () => {
  let server: Influx2StandIn
  beforeAll(async () => {
    server = await startInflux2StandIn({ token: TOKEN, org: 'city' })
    server.addBucket('there', 0)
  })
  afterAll(() => server.close())
  const bucket = (rule: object) => ({
    orgID: 'a000000000000001',
    name: 'new',
    retentionRules: [rule],
  })

  test.each<[string, string, string, (object | string)?]>([
    ['another token', '401', 'GET /api/v2/orgs?org=city'],
    ['another path', '404', 'GET /api/v3/configure/database?format=json'],
    ['another method', '404', 'DELETE /api/v2/buckets'],
    [
      'another organisation',
      '404',
      'POST /api/v2/write?org=ciyt&bucket=there&precision=s',
      'a n=1i 1',
    ],
    ['no organisation', '404', 'POST /api/v2/write?bucket=there&precision=s', 'a n=1i 1'],
    ['another bucket', '404', 'POST /api/v2/write?org=city&bucket=gone&precision=s', 'a n=1i 1'],
    [
      'another precision',
      '400',
      'POST /api/v2/write?org=city&bucket=there&precision=n',
      'a n=1i 1',
    ],
    ['a bad line', '400', 'POST /api/v2/write?org=city&bucket=there&precision=s', 'a n= 1'],
    [
      'a retention of no unit',
      '422',
      'POST /api/v2/buckets',
      bucket({ type: 'expire', everySeconds: '7d' }),
    ],
    [
      'a retention in days',
      '422',
      'POST /api/v2/buckets',
      bucket({ type: 'expire', everySeconds: 7 }),
    ],
    ['a rule without a type', '422', 'POST /api/v2/buckets', bucket({ everySeconds: 604_800 })],
    [
      'shards longer than the retention',
      '422',
      'POST /api/v2/buckets',
      bucket({ type: 'expire', everySeconds: 86_400, shardGroupDurationSeconds: 604_800 }),
    ],
    [
      'a mapping without a bucket',
      '400',
      'POST /api/v2/dbrps',
      { orgID: 'a000000000000001', database: 'd', retention_policy: 'r' },
    ],
    ['mappings without an organisation', '400', 'GET /api/v2/dbrps?db=d&rp=r'],
    ['a query without a mapping', '404', 'GET /query?db=there&rp=raw&q=SELECT+n+FROM+a'],
    ['a query without a database', '400', 'GET /query?q=SELECT+n+FROM+a'],
  ])('%s', async (what, status, request, body) => {
    const authorization = what === 'another token' ? 'Token other' : `Token ${TOKEN}`
    const reply = await ask(server.url, authorization, request.split(' '), body)
    expect(reply).toEqual({ status: Number(status), said: expect.stringContaining('"code"') })
    expect([...server.buckets.keys()]).toEqual(['there'])
    expect(server.points('there')).toEqual([])
  })

  test('the scheme of another version', async () => {
    const request = ['GET', '/api/v2/orgs?org=city']
    expect(await ask(server.url, `Bearer ${TOKEN}`, request)).toMatchObject({ status: 401 })
    expect(await ask(server.url, `Token ${TOKEN}`, request)).toMatchObject({ status: 200 })
  })
})

describe('the stand-in of InfluxDB 3 refuses', () => {
  let server: Influx3StandIn
  beforeAll(async () => {
    server = await startInflux3StandIn({ token: TOKEN })
  })
  afterAll(() => server.close())
  const DATABASES = '/api/v3/configure/database'

  test.each<[string, string, string, (object | string)?]>([
    ['another token', '401', `GET ${DATABASES}?format=json`],
    ['a ping without a token', '401', 'GET /ping'],
    ['another path', '404', 'GET /api/v2/buckets'],
    ['a list without a format', '400', `GET ${DATABASES}`],
    ['a name with a dot', '400', `POST ${DATABASES}`, { db: 'ronda.raw', retention_period: '7d' }],
    [
      'a retention in seconds',
      '400',
      `POST ${DATABASES}`,
      { db: 'ronda', retention_period: '604800s' },
    ],
    ['a retention of no unit', '400', `POST ${DATABASES}`, { db: 'ronda', retention_period: '7' }],
    ['a write without a database', '400', 'POST /write?precision=s', 'a n=1i 1'],
    ['another precision', '400', 'POST /write?db=ronda&precision=n', 'a n=1i 1'],
    ['a query of no database', '404', 'GET /query?db=ronda&q=SELECT+n+FROM+a'],
  ])('%s', async (what, status, request, body) => {
    const authorization = /token/.test(what) ? 'Bearer other' : `Bearer ${TOKEN}`
    const reply = await ask(server.url, authorization, request.split(' '), body)
    expect(reply).toEqual({ status: Number(status), said: expect.stringContaining('"error"') })
    expect([...server.databases]).toEqual([])
  })

  test('a bad line, and keeps the good ones; the database is made by that', async () => {
    const request = ['POST', '/write?db=made&precision=s']
    const reply = await ask(server.url, `Token ${TOKEN}`, request, 'a n=1i 1\na n= 2\na n=3i 3\n')
    expect(reply).toEqual({ status: 400, said: expect.stringContaining('"line_number":2') })
    expect(server.points('made')).toHaveLength(2)
    expect([...server.databases]).toEqual([['made', 'none']])
  })
})
