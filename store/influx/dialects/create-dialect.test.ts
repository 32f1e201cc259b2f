import { expect, test } from 'vitest'
import { Secret } from '../../../fleet/secret.ts'
import type { InfluxTarget } from '../target.ts'
import { createDialect } from './create-dialect.ts'

const target = (more: Partial<InfluxTarget>): InfluxTarget => ({
  name: 'main',
  url: 'http://127.0.0.1:8086',
  dialect: '1',
  database: 'ronda',
  timeoutMs: 1000,
  ...more,
})
const TOKEN = { token: new Secret('token') }

test('1 writes to a retention policy, with a login only where there is one', () => {
  const login = { username: 'u', password: new Secret('p:ä') }
  expect(createDialect(target({})).write('m1', 's')).toEqual({
    method: 'POST',
    path: '/write?db=ronda&rp=m1&precision=s',
    headers: {},
  })
  expect(createDialect(target(login)).write('m1', 's').headers).toEqual({
    authorization: `Basic ${Buffer.from('u:p:ä').toString('base64')}`,
  })
})

test('2 writes to a bucket of an organisation, and reads by database and policy', () => {
  const dialect = createDialect(target({ dialect: '2', org: 'kota & co', ...TOKEN }))
  expect(dialect.write('ev', 'ns')).toEqual({
    method: 'POST',
    path: '/api/v2/write?org=kota+%26+co&bucket=ronda_ev&precision=ns',
    headers: { authorization: 'Token token' },
  })
  expect(dialect.query('ev', 'SELECT 1').path).toBe('/query?db=ronda&rp=ev&q=SELECT+1&epoch=ms')
})

test('3 has a database for each tier, and takes no gzip members in a row', () => {
  const dialect = createDialect(target({ dialect: '3', ...TOKEN }))
  expect(dialect.write('raw', 's')).toEqual({
    method: 'POST',
    path: '/write?db=ronda_raw&precision=s',
    headers: { authorization: 'Bearer token' },
  })
  expect(dialect.query('raw', 'SELECT 1').path).toBe('/query?db=ronda_raw&q=SELECT+1&epoch=ms')
  expect([dialect.joinsGzip, dialect.makesByWriting]).toEqual([false, true])
})
