import { expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { Authorization } from './authorization.ts'
import { type Challenge, readChallenges } from './challenge.ts'

const MUFASA = { user: 'Mufasa', password: new Secret('Circle of Life') }

function parameter(header: string, key: string): string {
  return new RegExp(`${key}="?([^",]+)`).exec(header)?.[1] ?? ''
}

test('the strongest challenge that can be answered comes first', () => {
  const found = readChallenges([
    'Basic realm="a", Digest realm="b", nonce="1"',
    'Digest realm="c", nonce="2", algorithm=SHA-256, qop="auth, auth-int"',
    'Digest realm="d", nonce="3", algorithm=SHA-512-256',
    'Negotiate',
  ])
  expect(found.map(({ realm }) => realm)).toEqual(['c', 'b', 'a'])
  expect(found[0]).toMatchObject({ qop: true, algorithm: 'SHA-256', stale: false })
})

test('quotes inside a realm, upper case and stale are read', () => {
  expect(readChallenges(['DIGEST Realm="a \\"b\\", c", NONCE="1", stale=TRUE'])).toMatchObject([
    { realm: 'a "b", c', nonce: '1', stale: true, qop: false },
  ])
})

test('a header beyond all measure, one without a nonce and one that only takes auth-int are left alone', () => {
  const long = `Digest realm="${'x'.repeat(5000)}", nonce="1"`
  const noNonce = 'Digest realm="a"'
  const onlyInt = 'Digest realm="a", nonce="1", qop="auth-int"'
  expect(readChallenges([long, noNonce, onlyInt])).toEqual([])
})

// RFC 2069 as corrected, without qop: the form that most cameras ask for.
test('without qop the response covers the nonce and the two hashes', () => {
  const [challenge] = readChallenges([
    'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"',
  ])
  const header = new Authorization(challenge as Challenge, {
    user: 'Mufasa',
    password: new Secret('CircleOfLife'),
  }).header('GET', '/dir/index.html')
  expect(parameter(header, 'response')).toBe('1949323746fe6a43ef61f9606e7febea')
})

test('with qop every use of a nonce counts up, and the hash is that of RFC 7616', async () => {
  const { createHash } = await import('node:crypto')
  const [challenge] = readChallenges([
    'Digest realm="http-auth@example.org", qop="auth", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe"',
  ])
  const authorization = new Authorization(challenge as Challenge, MUFASA)
  authorization.header('GET', '/')
  const header = authorization.header('GET', '/dir/index.html')
  expect(header).toContain('nc=00000002')
  expect(header).toContain('opaque="FQhe"')
  const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
  // First and second hash for these words as in RFC 7616, section 3.9.1.
  const first = sha('Mufasa:http-auth@example.org:Circle of Life')
  expect(first).toBe('7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232')
  const second = '9a3fdae9a622fe8de177c24fa9c070f2b181ec85e15dcbdc32e10c82ad450b04'
  const middle = `${parameter(header, 'nonce')}:00000002:${parameter(header, 'cnonce')}:auth`
  expect(parameter(header, 'response')).toBe(sha(`${first}:${middle}:${second}`))
})

test('a user with a quote or a line end cannot break out of the header', () => {
  const [challenge] = readChallenges(['Digest realm="a", nonce="1"'])
  const header = new Authorization(challenge as Challenge, {
    user: 'a"\r\nX: y',
    password: new Secret('p'),
  }).header('GET', '/')
  expect(header).not.toContain('\n')
  expect(header).toContain('username="a\\"X: y"')
})
