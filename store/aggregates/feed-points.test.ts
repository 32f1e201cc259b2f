import { expect, test } from 'vitest'
import type { SeriesTarget } from '../schema/series-target.ts'
import { feedPoint, feedsPoints, nvrFactsPoint } from './feed-points.ts'

const CAMERA = { id: 'cam-1', kind: 'camera', kec: 'genuk', kel: 'banjardowo' } as SeriesTarget

test('a look carries what could be measured, in whole numbers', () => {
  const point = feedPoint(CAMERA, 'nvr-1', {
    at: 7,
    published: 'live',
    found: 'black',
    features: { codec: 'h264', bpp: 0.0031, mean: 16.04, qp: 22, madFirst: 0.12345 },
    keyframeMs: 812.4,
  })
  expect(point.tags).toEqual({ id: 'cam-1', kec: 'genuk', kel: 'banjardowo', nvr: 'nvr-1' })
  expect(point.fields).toMatchObject({
    code: 0,
    found: 10,
    bpp_milli: 3,
    mean_milli: 16040,
    qp: 22,
    mad_milli: 123,
    keyframe_ms: 812,
    connect_ms: undefined,
    skip_permille: undefined,
  })
})

test('every condition is counted, also with none in it, and the total is their sum', () => {
  const [point] = feedsPoints([{ kec: 'genuk', counts: { live: 7, black: 2 } }], 9)
  expect(point?.fields).toMatchObject({ total: 9, live: 7, black: 2, frozen: 0, suspended: 0 })
})

test('a recorder that does not say leaves it out; one that waits after a refused password says so', () => {
  const point = nvrFactsPoint(CAMERA, {
    at: 10,
    slots: [{ connected: 'yes' }, { connected: 'no' }, { connected: 'unknown' }],
    storage: { state: 'unknown', disks: [{ ok: true }, { ok: false }] },
    clockSkewS: -12.4,
    authUntil: 11,
  })
  expect(point.fields).toEqual({
    slots_on: 1,
    slots_off: 1,
    storage: undefined,
    disks_ill: 1,
    capacity_mb: undefined,
    free_mb: undefined,
    clock_skew_s: -12,
    auth_waits: 1,
  })
})
