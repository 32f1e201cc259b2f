// The city's NVRs take what our own side of digest authentication answers, and nothing else.
import { expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { Authorization } from '../../probes/auth/authorization.ts'
import { type Challenge, readChallenges } from '../../probes/auth/challenge.ts'
import { Logins } from './login.ts'

const AT = 1_700_000_000_000
const URI = 'rtsp://127.18.0.1:8554/Streaming/Channels/102'
const logins = new Logins('ronda', 'kata sandi', 'secret')

function answer(challenge: Challenge | undefined, password = 'kata sandi'): string {
  return new Authorization(challenge as Challenge, {
    user: 'ronda',
    password: new Secret(password),
  }).header('DESCRIBE', URI)
}

function offered(strong: boolean, qop: boolean): readonly Challenge[] {
  return readChallenges(logins.challenges('nvr-1', AT, { strong, qop, stale: false }))
}

test('SHA-256 and MD5, with and without qop', () => {
  for (const qop of [false, true]) {
    const all = offered(true, qop)
    expect(all.map(({ algorithm }) => algorithm)).toEqual(['SHA-256', 'MD5'])
    for (const challenge of all) {
      expect(logins.check(answer(challenge), 'DESCRIBE', URI, 'nvr-1', AT)).toBe('right')
    }
  }
  expect(offered(false, false)).toHaveLength(1)
})

test('another password, method, path or scheme is wrong; nothing is none', () => {
  const [challenge] = offered(false, false)
  const right = answer(challenge)
  expect(logins.check(answer(challenge, 'x'), 'DESCRIBE', URI, 'nvr-1', AT)).toBe('wrong')
  expect(logins.check(right, 'SETUP', URI, 'nvr-1', AT)).toBe('wrong')
  expect(logins.check(right, 'DESCRIBE', `${URI}/`, 'nvr-1', AT)).toBe('wrong')
  expect(logins.check('Basic cm9uZGE6', 'DESCRIBE', URI, 'nvr-1', AT)).toBe('wrong')
  expect(logins.check(undefined, 'DESCRIBE', URI, 'nvr-1', AT)).toBe('none')
})

test('a right answer to an old nonce, or to another NVR’s, is stale', () => {
  const right = answer(offered(true, true)[0])
  expect(logins.check(right, 'DESCRIBE', URI, 'nvr-1', AT + 600_000)).toBe('right')
  expect(logins.check(right, 'DESCRIBE', URI, 'nvr-1', AT + 1_200_000)).toBe('stale')
  expect(logins.check(right, 'DESCRIBE', URI, 'nvr-2', AT)).toBe('stale')
})
