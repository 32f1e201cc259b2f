import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { Authorization } from '../auth/authorization.ts'
import { readChallenges } from '../auth/challenge.ts'
import { type AuthWait, refused } from './auth-wait.ts'
import { epochOf } from './clock.ts'
import { said, slotsOf, slotsSay } from './findings.ts'
import { type Login, NvrMemory } from './memory.ts'
import type { NvrTarget } from './nvr-look.ts'
import { readJpeg } from './snapshot.ts'
import { faultOfStatus } from './status.ts'

const MINUTE = 60_000
const TIMES = { againMs: 15 * MINUTE, mostMs: 360 * MINUTE }

test('the wait doubles from 15 minutes to 6 hours', () => {
  let wait: AuthWait | undefined
  const minutes = [1, 2, 3, 4, 5, 6, 7].map(() => {
    wait = refused(wait, 'v1', 0, TIMES)
    return wait.until / MINUTE
  })
  expect(minutes).toEqual([15, 30, 60, 120, 240, 360, 360])
  expect(refused({ failures: 1000, until: 0, version: 'v1' }, 'v1', 0, TIMES).until).toBe(
    TIMES.mostMs,
  )
})

test('refusals of other credentials count from one', () => {
  const first = refused(undefined, 'v1', 0, TIMES)
  const second = refused(first, 'v1', first.until, TIMES)
  expect(second).toEqual({ failures: 2, until: 45 * MINUTE, version: 'v1' })
  expect(refused(second, 'v2', 0, TIMES).failures).toBe(1)
})

test('every time written with its offset is read back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_000_000_000 }),
      fc.integer({ min: -56, max: 56 }),
      (seconds, quarters) => {
        const offsetS = quarters * 900
        const local = new Date((seconds + offsetS) * 1000).toISOString().slice(0, 19)
        const abs = Math.abs(quarters) * 15
        const written = `${quarters < 0 ? '-' : '+'}${String(Math.floor(abs / 60)).padStart(2, '0')}:${String(abs % 60).padStart(2, '0')}`
        expect(epochOf(local + written, undefined, undefined)).toBe(seconds * 1000)
        expect(epochOf(local, undefined, offsetS)).toBe(seconds * 1000)
      },
    ),
  )
})

test.each([
  ['WIB-7', 7],
  ['CST+5:30', -5.5],
  ['CST-8:00:00', 8],
  ['GMT+00:00', 0],
  ['<+0530>-5:30', 5.5],
  ['CST-8:00:00DST01:00:00,M4.1.0/02:00:00,M10.5.0/02:00:00', undefined],
  ['', undefined],
])('the zone %s is %s hours east', (zone, hours) => {
  const expected = hours === undefined ? undefined : 0 - hours * 3_600_000
  expect(epochOf('1970-01-01T00:00:00', zone, undefined)).toBe(expected)
})

test('all slots are listed, in words too', () => {
  const slots = slotsOf(
    new Map([
      [1, { connected: 'yes' }],
      [2, { connected: 'no', said: 'netUnreachable' }],
      [9, { connected: 'no' }],
    ]),
    4,
  )
  expect(slots.map(({ connected }) => connected)).toEqual(['yes', 'no', 'unknown', 'unknown'])
  expect(slotsSay(slots)).toBe(
    '1 of 4 slots are connected, slot 2 is not (netUnreachable), of 2 it does not say',
  )
  expect(said(`a\u0000\r\nb${'x'.repeat(100)}`)).toMatch(/^a bx{57}$/)
})

test('a status is a fault of the question, of the login or of the moment', () => {
  const of = (status: number, body = ''): unknown => faultOfStatus(status, Buffer.from(body))
  expect([200, 204].map((status) => of(status))).toEqual([undefined, undefined])
  expect([400, 404, 405, 501].map((status) => of(status))).toEqual(Array(4).fill('unsupported'))
  expect(of(403)).toBe('auth')
  expect(of(403, '<subStatusCode>notSupport</subStatusCode>')).toBe('unsupported')
  expect(of(200, 'Error\r\nBad Request!')).toBe('unsupported')
  expect([401, 503, 302, 500].map((status) => of(status))).toEqual([
    'auth',
    'busy',
    'protocol',
    'protocol',
  ])
})

test('a JPEG is whole or none', () => {
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 0xff, 0xd9)
  expect(readJpeg(jpeg)).toEqual(jpeg)
  expect(readJpeg(Uint8Array.of(...jpeg, 0, 0, 0x0d, 0x0a))).toEqual(jpeg)
  expect(readJpeg(jpeg.subarray(0, 7))).toBeUndefined()
  expect(readJpeg(Buffer.from('<html>'))).toBeUndefined()
  expect(readJpeg(new Uint8Array())).toBeUndefined()
})

test('the memory of logins is bounded, and others’ credentials are not answered with', () => {
  const memory = new NvrMemory(2)
  const credentials = { user: 'u', password: new Secret('p') }
  const target = (host: string, password = 'p'): NvrTarget => ({
    vendor: 'dahua',
    host,
    port: 80,
    tls: false,
    verifyTls: false,
    credentials: { user: 'u', password: new Secret(password) },
    slots: 4,
  })
  const [challenge] = readChallenges(['Digest realm="a", nonce="1"'])
  if (!challenge) throw new Error('no challenge')
  const authorization = new Authorization(challenge, credentials)
  const login: Login = { challenge, authorization, credentials, lasts: true }
  for (const host of ['a', 'b', 'a', 'c']) memory.keep(target(host), login)
  expect(memory.size).toBe(2)
  expect(memory.recall(target('a'))).toBe(login)
  expect(memory.recall(target('b'))).toBeUndefined()
  expect(memory.recall(target('a', 'other'))).toBeUndefined()
  memory.forget(target('a'))
  expect(memory.recall(target('a'))).toBeUndefined()
})
