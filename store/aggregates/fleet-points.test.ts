import { expect, test } from 'vitest'
import type { State } from '../../fleet/state.ts'
import { SMALL_ESTATE } from '../../test/rigs/small-series.ts'
import { fleetPoints, kecamatanGroups, kelPoints, kelurahanGroups } from './fleet-points.ts'

const STATES_NOW: readonly State[] = ['up', 'down', 'suspended', 'unreachable', 'unknown', 'up']
const stateOf = (position: number): State => STATES_NOW[position] as State
const NONE = {
  total: 1,
  up: 0,
  degraded: 0,
  down: 0,
  unreachable: 0,
  unknown: 0,
  maintenance: 0,
  suspended: 0,
}

test('one point for each kecamatan and kind, without a kecamatan where the target has none', () => {
  expect(fleetPoints(kecamatanGroups(SMALL_ESTATE), stateOf, 10_000)).toEqual([
    fleet(undefined, 'node', { up: 1 }),
    fleet('genuk', 'uplink', { down: 1 }),
    fleet('tugu', 'uplink', { suspended: 1 }),
    fleet('genuk', 'nvr', { unreachable: 1 }),
    fleet('genuk', 'camera', { unknown: 1 }),
    fleet(undefined, 'portal', { up: 1 }),
  ])
})

test('targets of one kecamatan and kind are one point', () => {
  const estate = [...SMALL_ESTATE, ...SMALL_ESTATE]
  const [, uplinks] = fleetPoints(
    kecamatanGroups(estate),
    (position) => (position < 6 ? 'degraded' : 'maintenance'),
    0,
  )
  expect(uplinks?.fields).toEqual({ ...NONE, total: 2, degraded: 1, maintenance: 1 })
})

const nowhere = () => undefined

test('by kelurahan those that have none are counted with their kecamatan', () => {
  const points = kelPoints(kelurahanGroups(SMALL_ESTATE), stateOf, nowhere, 60_000)
  expect(points.map(({ tags }) => tags)).toEqual([
    { kec: undefined, kel: undefined, kind: 'node' },
    { kec: 'genuk', kel: 'gebang', kind: 'uplink' },
    { kec: 'tugu', kel: undefined, kind: 'uplink' },
    { kec: 'genuk', kel: 'gebang', kind: 'nvr' },
    { kec: 'genuk', kel: 'gebang', kind: 'camera' },
    { kec: undefined, kel: undefined, kind: 'portal' },
  ])
  expect(points[1]).toEqual({
    measurement: 'fleet_kel',
    tags: { kec: 'genuk', kel: 'gebang', kind: 'uplink' },
    fields: { ...NONE, down: 1 },
    at: 60_000,
  })
})

test('a kelurahan whose place is known has it, in millionths of a degree', () => {
  const at = (place: { lat?: number; lon?: number }) => {
    const placeOnMap = (kel: string) => (kel === 'gebang' ? place : undefined)
    const points = kelPoints(kelurahanGroups(SMALL_ESTATE), stateOf, placeOnMap, 60_000)
    return points.map(({ fields }) => [fields.lat_udeg, fields.lon_udeg])
  }
  const none = [undefined, undefined]
  const gebang = [-6_966_667, 110_416_664]
  const found = at({ lat: -6.9666667, lon: 110.4166644 })
  expect(found).toEqual([none, gebang, none, gebang, gebang, none])
  expect(at({ lat: -6.9 })).toEqual([none, none, none, none, none, none])
})

function fleet(kec: string | undefined, kind: string, counts: Partial<typeof NONE>) {
  return { measurement: 'fleet', tags: { kec, kind }, fields: { ...NONE, ...counts }, at: 10_000 }
}
