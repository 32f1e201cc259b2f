// ONVIF by both kinds of login and a wrong clock, TLS that nobody vouches for, and single pictures of all vendors.
import { execFileSync } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { lookAtNvr } from '../../probes/nvr/nvr.ts'
import { NVR_LIMITS } from '../../probes/nvr/nvr-look.ts'
import { fetchSnapshot, SNAPSHOT_LIMITS } from '../../probes/nvr/snapshot.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { type DoubleNvr, startDoubleNvr } from './double-nvr.ts'
import { startDoubleOnvif } from './double-onvif.ts'
import { hikvision } from './vendor-answers.ts'

const ALL = { storage: true, device: true }
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9])
const never = new AbortController().signal
const open: DoubleNvr[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((double) => double.close()))
})

function kept<T extends DoubleNvr>(double: T): T {
  open.push(double)
  return double
}

test.each(['digest', 'token', 'none'] as const)(
  'signal loss of a recorder whose clock is a day behind, login by %s',
  async (login) => {
    const double = kept(await startDoubleOnvif({ login, aheadS: -86_400, lost: [2] }))
    const look = await lookAtNvr(double.target({ vendor: 'onvif' }), ALL, NVR_LIMITS, never)
    expect(look).toMatchObject({ fault: undefined, device: { model: 'Double Four' } })
    expect(look.slots.map(({ connected }) => connected)).toEqual(['yes', 'no', 'yes', 'yes'])
    expect(look.slots[1]?.reason).toBe('no_video')
    expect(Math.abs((look.clockSkewS ?? 0) + 86_400)).toBeLessThanOrEqual(1)
    expect([double.refused, double.refusedTokens, double.subscriptions]).toEqual([0, 0, 0])
    expect(look.storage).toBeUndefined()
  },
)

test.each(['digest', 'token'] as const)('a wrong password is refused once by %s', async (login) => {
  const double = kept(await startDoubleOnvif({ login, aheadS: 0, lost: [] }))
  const credentials = { user: 'ronda', password: new Secret('wrong') }
  const target = double.target({ vendor: 'onvif', credentials })
  const look = await lookAtNvr(target, ALL, NVR_LIMITS, never)
  expect(look).toMatchObject({ fault: 'auth', slots: [] })
  expect(double.refused + double.refusedTokens).toBe(1)
})

test('a recorder without such events says nothing of its slots, and loses none', async () => {
  const double = kept(await startDoubleOnvif({ login: 'none', aheadS: 0, lost: undefined }))
  const look = await lookAtNvr(double.target({ vendor: 'onvif' }), ALL, NVR_LIMITS, never)
  expect(look).toMatchObject({ fault: 'unsupported', slots: [], device: { model: 'Double Four' } })
  expect(double.subscriptions).toBe(0)
})

test('a picture over ONVIF comes from the address that the device names, on the host that we know', async () => {
  const double = kept(
    await startDoubleOnvif({ login: 'digest', aheadS: 0, lost: [], snapshot: JPEG }),
  )
  const target = double.target({ vendor: 'onvif' })
  const picture = await fetchSnapshot(target, 2, SNAPSHOT_LIMITS, never)
  expect(Buffer.from(picture.jpeg ?? [])).toEqual(JPEG)
  expect((await fetchSnapshot(target, 9, SNAPSHOT_LIMITS, never)).fault).toBe('unsupported')
})

test.each([200, 400, 403, 404])(
  'a picture of Hikvision where the first name gives %i',
  async (status) => {
    const double = kept(
      await startDoubleNvr({ kind: 'digest' }, (path) =>
        path.startsWith('/ISAPI/Streaming/') && status !== 200
          ? { status, body: 'no' }
          : { body: JPEG },
      ),
    )
    const picture = await fetchSnapshot(double.target(), 3, SNAPSHOT_LIMITS, never)
    expect(picture.fault).toBeUndefined()
    expect(picture.jpeg?.length).toBe(JPEG.length)
    expect(double.asked.at(-1)).toBe(
      status === 200
        ? 'GET /ISAPI/Streaming/channels/301/picture'
        : 'GET /ISAPI/ContentMgmt/StreamingProxy/channels/301/picture',
    )
  },
)

test('a picture of Dahua: broken, too large, busy, or with a wrong password asked for once', async () => {
  let answer: { status?: number; body: string | Buffer } = { body: JPEG }
  const double = kept(await startDoubleNvr({ kind: 'digest' }, () => answer))
  const target = double.target({ vendor: 'dahua' })
  const small = { ...SNAPSHOT_LIMITS, mostBytes: 5000 }
  expect((await fetchSnapshot(target, 1, small, never)).fault).toBeUndefined()
  expect(double.asked).toEqual(['GET /cgi-bin/snapshot.cgi?channel=1'])
  answer = { body: JPEG.subarray(0, 7) }
  expect((await fetchSnapshot(target, 1, small, never)).fault).toBe('protocol')
  answer = { body: Buffer.concat([JPEG, Buffer.alloc(9000)]) }
  expect((await fetchSnapshot(target, 1, small, never)).fault).toBe('too_much')
  answer = { status: 503, body: '' }
  expect((await fetchSnapshot(target, 1, small, never)).fault).toBe('busy')
  const credentials = { user: 'ronda', password: new Secret('wrong') }
  expect((await fetchSnapshot({ ...target, credentials }, 1, small, never)).fault).toBe('auth')
  expect(double.refused).toBe(1)
})

describeWithRigs('TLS', ['openssl'], () => {
  test('a certificate that nobody vouches for will do, unless it is to be verified', async () => {
    const pem = execFileSync(
      'openssl',
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout - -days 1 -subj /CN=nvr'.split(
        ' ',
      ),
      { stdio: ['ignore', 'pipe', 'ignore'] },
    ).toString()
    const tls = { key: pem, cert: pem }
    const double = kept(
      await startDoubleNvr({ kind: 'digest', qop: true }, hikvision(new Map()), { tls }),
    )
    const look = await lookAtNvr(double.target(), ALL, NVR_LIMITS, never)
    expect(look.fault).toBeUndefined()
    expect(double.asked).toHaveLength(4)
    const verified = await lookAtNvr(double.target({ verifyTls: true }), ALL, NVR_LIMITS, never)
    expect(verified.fault).toBe('tls')
    expect(verified.rungs[0]?.says).toContain('nobody vouches for')
    const plain = await lookAtNvr(double.target({ tls: false }), ALL, NVR_LIMITS, never)
    expect(plain.fault).toBe('protocol')
  })
})
