// Looks at doubles on the loopback: what is asked, what is found, and how many logins are refused.
import { afterEach, describe, expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { createNvrLooker, lookAtNvr } from '../../probes/nvr/nvr.ts'
import { NVR_LIMITS, type NvrTarget } from '../../probes/nvr/nvr-look.ts'
import { type DoubleNvr, type Login, startDoubleNvr } from './double-nvr.ts'
import { dahua, hikvision } from './vendor-answers.ts'

const ALL = { storage: true, device: true }
const SLOTS = { storage: false, device: false }
const DIGEST: Login = { kind: 'digest', qop: true }
const never = new AbortController().signal
const open: DoubleNvr[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((double) => double.close()))
})

async function start(...args: Parameters<typeof startDoubleNvr>): Promise<DoubleNvr> {
  const double = await startDoubleNvr(...args)
  open.push(double)
  return double
}

function wrong(target: NvrTarget): NvrTarget {
  return { ...target, credentials: { user: 'ronda', password: new Secret('wrong') } }
}

describe.each<[string, Login]>([
  ['digest MD5 without qop', { kind: 'digest' }],
  ['digest MD5', { kind: 'digest', algorithm: 'MD5', qop: true }],
  ['digest SHA-256', { kind: 'digest', algorithm: 'SHA-256', qop: true }],
  ['basic', { kind: 'basic' }],
])('%s', (_, login) => {
  test('a recorder of Hikvision tells everything over one connection', async () => {
    const double = await start(login, hikvision(new Map([[3, 'netUnreachable']]), -3600))
    const look = await lookAtNvr(double.target(), ALL, NVR_LIMITS, never)
    expect(look).toMatchObject({
      fault: undefined,
      status: 200,
      storage: { state: 'ok', capacityMb: 1000, freeMb: 100 },
      device: { model: 'Double', firmware: 'V1' },
    })
    expect(look.slots.map(({ connected }) => connected)).toEqual(['yes', 'yes', 'no', 'yes'])
    expect(look.slots[2]?.reason).toBe('net_unreachable')
    expect(look.clockSkewS).toBeGreaterThanOrEqual(-3601)
    expect(look.clockSkewS).toBeLessThanOrEqual(-3599)
    expect(look.rungs[0]?.says).toBe(
      'Asked for the state of its slots: 3 of 4 slots are connected, slot 3 is not (netUnreachable).',
    )
    expect([double.challenged, double.refused, double.connections]).toEqual([1, 0, 1])
  })

  test('a recorder of Dahua too', async () => {
    const double = await start(login, dahua(new Set([1]), 90))
    const target = double.target({ vendor: 'dahua', utcOffsetS: 25_200 })
    const look = await lookAtNvr(target, ALL, NVR_LIMITS, never)
    expect(look).toMatchObject({
      fault: undefined,
      storage: { state: 'failed' },
      device: { model: 'Double', firmware: '4.0,build:2024-01-01' },
    })
    expect(look.slots.map(({ connected }) => connected)).toEqual(['no', 'yes', 'yes', 'yes'])
    expect(Math.abs((look.clockSkewS ?? 0) - 90)).toBeLessThanOrEqual(1)
    expect([double.challenged, double.refused, double.connections]).toEqual([1, 0, 1])
  })

  test.each(['hikvision', 'dahua'] as const)(
    'a wrong password is refused once: %s',
    async (vendor) => {
      const double = await start(login, hikvision(new Map()))
      const look = await lookAtNvr(wrong(double.target({ vendor })), ALL, NVR_LIMITS, never)
      expect(look).toMatchObject({ fault: 'auth', status: 401, slots: [] })
      expect([double.challenged, double.refused]).toEqual([1, 1])
      expect(look.rungs).toHaveLength(1)
      expect(look.rungs[0]?.says).toContain('refused our')
      expect(look.rungs[0]?.says.includes('no session is left')).toBe(vendor === 'dahua')
      expect(JSON.stringify(look)).not.toContain('wrong"')
    },
  )

  test('the second look begins with the login', async () => {
    const double = await start(login, hikvision(new Map()))
    const look = createNvrLooker()
    for (let i = 0; i < 3; i++) {
      expect((await look(double.target(), SLOTS, NVR_LIMITS, never)).fault).toBeUndefined()
    }
    expect([double.challenged, double.refused, double.asked.length]).toEqual([1, 0, 3])
    // The configuration was mended to something wrong: nothing of the old login is used.
    const after = await look(wrong(double.target()), SLOTS, NVR_LIMITS, never)
    expect(after.fault).toBe('auth')
    expect([double.challenged, double.refused]).toEqual([2, 1])
  })
})

test('no password is known: it is asked once, and no login tried', async () => {
  const double = await start(DIGEST, hikvision(new Map()))
  const target = double.target({ credentials: undefined })
  const look = await lookAtNvr(target, ALL, NVR_LIMITS, never)
  expect(look.fault).toBe('auth')
  expect(look.rungs[0]?.says).toContain('none are known')
  expect([double.challenged, double.refused, double.asked.length]).toEqual([1, 0, 0])
})

test.each([true, false])(
  'a nonce that is too old is no wrong password (stale said: %s)',
  async (saysStale) => {
    const double = await start({ ...DIGEST, uses: 1, saysStale }, hikvision(new Map()))
    const look = createNvrLooker()
    for (let i = 0; i < 3; i++) {
      expect((await look(double.target(), ALL, NVR_LIMITS, never)).fault).toBeUndefined()
    }
    expect(double.refused).toBe(0)
    expect(double.asked).toHaveLength(12)
  },
)

test('a password changed on the recorder between two looks', async () => {
  const double = await start(DIGEST, hikvision(new Map()))
  const look = createNvrLooker()
  const target = double.target()
  await look(target, SLOTS, NVR_LIMITS, never)
  double.password = 'another'
  expect((await look(target, ALL, NVR_LIMITS, never)).fault).toBe('auth')
  // The old nonce may have been to blame: it is answered anew once, and never again.
  expect(double.refused).toBe(2)
  expect((await look(target, ALL, NVR_LIMITS, never)).fault).toBe('auth')
  expect(double.refused).toBe(3)
})

test('a login that was taken and then refused in one look means no session left, not a wrong password', async () => {
  const healthy = dahua(new Set())
  const double = await start(DIGEST, (path) => {
    double.password = 'not for a second question'
    return healthy(path)
  })
  const target = double.target({ vendor: 'dahua' })
  const look = await lookAtNvr(target, ALL, NVR_LIMITS, never)
  expect(look.fault).toBeUndefined()
  expect(look.slots).toHaveLength(4)
  expect(look.rungs.map(({ result }) => result)).toEqual(['ok', 'failed'])
  expect(look.rungs[1]?.says).toBe('Asked for its disks: it has no time for us (401).')
})

test('a user that is locked is told as such', async () => {
  const body = '<userCheck><statusValue>401</statusValue><lockStatus>lock</lockStatus></userCheck>'
  const double = await start({ kind: 'none' }, () => ({ status: 401, body }))
  const look = await lookAtNvr(double.target(), ALL, NVR_LIMITS, never)
  expect(look.fault).toBe('auth')
  expect(look.rungs[0]?.says).toContain('it has locked our user')
})

test('an analogue recorder knows no network channels, or has an empty list', async () => {
  const inputs =
    '<VideoInputChannelList><VideoInputChannel><id>1</id><resDesc>NO VIDEO</resDesc></VideoInputChannel></VideoInputChannelList>'
  for (const status of [200, 404, 400, 501]) {
    const double = await start({ kind: 'none' }, (path) =>
      path.includes('InputProxy')
        ? { status, body: status === 200 ? '<InputProxyChannelStatusList/>' : '' }
        : { body: inputs },
    )
    const look = await lookAtNvr(double.target(), SLOTS, NVR_LIMITS, never)
    expect(look.fault).toBeUndefined()
    expect(look.slots[0]).toEqual({
      slot: 1,
      connected: 'no',
      reason: 'no_video',
      said: 'NO VIDEO',
    })
    expect(look.slots[1]).toEqual({ slot: 2, connected: 'unknown' })
  }
})

test.each([
  [404, 'unsupported'],
  [501, 'unsupported'],
  [503, 'busy'],
  [403, 'auth'],
  [302, 'protocol'],
  [500, 'protocol'],
] as const)('%i to everything is %s, without a slot lost', async (status, fault) => {
  const double = await start({ kind: 'none' }, () => ({ status, body: 'no' }))
  for (const vendor of ['hikvision', 'dahua', 'onvif'] as const) {
    const look = await lookAtNvr(double.target({ vendor }), SLOTS, NVR_LIMITS, never)
    expect(look).toMatchObject({ fault, status, slots: [] })
    expect(look.rungs.every(({ result }) => result !== 'ok')).toBe(true)
  }
})

test('disks that are not known by one name are asked for by the other', async () => {
  const healthy = hikvision(new Map())
  const double = await start({ kind: 'none' }, (path) => {
    if (path === '/ISAPI/ContentMgmt/Storage') return { status: 400, body: 'badXmlContent' }
    if (path !== '/ISAPI/ContentMgmt/Storage/hdd') return healthy(path)
    return { body: '<hddList><hdd><id>1</id><status>error</status></hdd></hddList>' }
  })
  const look = await lookAtNvr(double.target(), ALL, NVR_LIMITS, never)
  expect(look.storage).toEqual({ state: 'failed', disks: [{ id: '1', said: 'error', ok: false }] })
  expect(look.fault).toBeUndefined()
})

test('an address of IPv6, with or without brackets', async () => {
  const double = await start(DIGEST, hikvision(new Map()), { host: '::1' })
  for (const host of ['::1', '[::1]']) {
    const look = await lookAtNvr(double.target({ host }), SLOTS, NVR_LIMITS, never)
    expect(look.fault).toBeUndefined()
  }
})

test('another vendor is not asked at all', async () => {
  const double = await start(DIGEST, hikvision(new Map()))
  const look = await lookAtNvr(double.target({ vendor: 'other' }), ALL, NVR_LIMITS, never)
  expect(look).toMatchObject({ fault: 'unsupported', slots: [], rungs: [{ result: 'skipped' }] })
  expect(double.connections).toBe(0)
})
