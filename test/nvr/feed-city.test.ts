// Looks at the recorders of the synthetic city, which other hands built: unplugged cameras, disks, clocks, passwords.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedCity, FeedCityPlan, SyntheticNvr } from '../../city/feeds/feed-city.ts'
import { startFeedCity } from '../../city/feeds/start-feed-city.ts'
import { Secret } from '../../fleet/secret.ts'
import { lookAtNvr } from '../../probes/nvr/nvr.ts'
import { NVR_LIMITS, type NvrLook } from '../../probes/nvr/nvr-look.ts'
import { freePort } from '../rigs/free-port.ts'

const ALL = { storage: true, device: true }
const never = new AbortController().signal

function nvr(id: string, address: string, vendor: SyntheticNvr['vendor']): SyntheticNvr {
  const cameras = [1, 2, 3].map((slot) => ({ id: `${id}-${slot}`, slot }))
  return { id, address, vendor, slots: 4, cameras }
}

const NVRS = [
  nvr('h-well', '127.77.0.1', 'hikvision'),
  nvr('h-ill', '127.77.0.2', 'hikvision'),
  nvr('d-well', '127.77.0.3', 'dahua'),
  nvr('d-ill', '127.77.0.4', 'dahua'),
  nvr('h-other', '127.77.0.5', 'hikvision'),
  nvr('d-other', '127.77.0.6', 'dahua'),
]
const fault = (kind: FeedCityPlan['faults'][number]['kind'], ...ids: string[]) => ({
  id: kind,
  title: kind,
  from: 0,
  to: 86_400,
  kind,
  ids,
})

let plan: FeedCityPlan
let city: FeedCity

beforeAll(async () => {
  plan = {
    nvrs: NVRS,
    port: await freePort(),
    user: 'ronda',
    password: 'walk the round',
    seed: 7,
    startedAt: Date.now(),
    periodS: 86_400,
    codec: 'h264',
    faults: [
      fault('unplugged', 'h-ill-2', 'd-ill-3'),
      fault('disk-failed', 'h-ill', 'd-ill'),
      fault('clock-off', 'h-ill', 'd-ill'),
      fault('unauthorized', 'h-other', 'd-other'),
    ],
  }
  city = await startFeedCity(plan)
})

afterAll(() => city?.close())

function look(id: string): Promise<NvrLook> {
  const { vendor, address, slots } = NVRS.find((one) => one.id === id) as SyntheticNvr
  const credentials = { user: plan.user, password: new Secret(plan.password) }
  const place = { host: address, port: plan.port, tls: false, verifyTls: false }
  return lookAtNvr(
    { vendor, ...place, credentials, slots, utcOffsetS: 25_200 },
    ALL,
    NVR_LIMITS,
    never,
  )
}

test.each(['h', 'd'])('a recorder that is well: %s', async (letter) => {
  const well = await look(`${letter}-well`)
  expect(well).toMatchObject({ fault: undefined, storage: { state: 'ok' } })
  expect(well.slots.map(({ connected }) => connected)).toEqual(['yes', 'yes', 'yes', 'unknown'])
  expect(Math.abs(well.clockSkewS ?? 99)).toBeLessThanOrEqual(2)
  expect(well.device?.model).toBeDefined()
  expect(well.rungs.every(({ result }) => result === 'ok')).toBe(true)
})

test.each([
  ['h', 2],
  ['d', 3],
])('one with a camera unplugged, a dead disk and a wrong clock: %s', async (letter, slot) => {
  const ill = await look(`${letter}-ill`)
  expect(ill).toMatchObject({ fault: undefined, storage: { state: 'failed' } })
  const lost = ill.slots.filter(({ connected }) => connected === 'no').map((one) => one.slot)
  expect(lost).toEqual([slot])
  expect(Math.abs(ill.clockSkewS ?? 0)).toBeGreaterThan(10)
})

test.each(['h', 'd'])('one with another password: %s', async (letter) => {
  expect(await look(`${letter}-other`)).toMatchObject({ fault: 'auth', status: 401, slots: [] })
})
