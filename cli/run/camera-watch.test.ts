import { expect, test } from 'vitest'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../../fleet/topology.ts'
import { LOOK_MS } from '../../incidents/estate.ts'
import { CONFIRMED } from '../../probes/result.ts'
import { columnsOf } from '../../test/rigs/pure-city.ts'
import type { PlanningMoves } from './planning.ts'
import { type Moved, Watch } from './watch.ts'

const NOW = 1_800_000_000_000
const FLEET = synthesizeFleet({ seed: 3, scale: 0.01 })
const TOPOLOGY = buildTopology(FLEET)
const [CAMERA] = FLEET.cameras
const NVR = TOPOLOGY.parentOf(CAMERA?.id ?? '')
const UPLINK = TOPOLOGY.parentOf(NVR?.id ?? '')
const kecamatan = CAMERA ? (TOPOLOGY.areaPath(CAMERA)[0]?.id ?? '') : ''
const ALL = FLEET.cameras.length

function look(watch: Watch, ids: readonly string[], at: number, lost: number): Moved {
  const rows = ids.map((id) => ({
    index: watch.estate.asked.names.indexOf(id),
    at,
    decidedAt: at + 4000,
    sent: 7,
    lost,
    flags: CONFIRMED,
  }))
  return watch.begin(columnsOf(rows)).finish()
}

function living(): Watch {
  const watch = new Watch(FLEET, TOPOLOGY, NOW, LOOK_MS, { feeds: true })
  look(watch, watch.estate.asked.names, NOW + 1000, 0)
  return watch
}

const shows = (condition: 'live' | 'black', since: number) => ({
  cameraId: CAMERA?.id ?? '',
  condition,
  since,
  decidedAt: since + 1000,
  evidence: {},
})

test('cameras are counted by what they show, in the city and in their kecamatan', () => {
  const watch = living()
  expect(watch.conditions()).toMatchObject({ unknown: ALL, live: 0 })
  const moved = watch.takeFeeds([shows('live', NOW + 2000)], NOW + 3000)
  expect(moved.transitions).toMatchObject([{ from: 'unknown', to: 'up', reason: 'live' }])
  expect(watch.conditions()).toMatchObject({ unknown: ALL - 1, live: 1 })
  expect(watch.conditions(kecamatan).live).toBe(1)
  expect(watch.counts.of(kecamatan).unknown).toBeGreaterThan(0)
  expect(watch.conditionOf(CAMERA?.id ?? '')).toBe('live')
  expect(watch.conditionOf(NVR?.id ?? '')).toBeUndefined()
  expect(watch.publishedOf(CAMERA?.id ?? '')).toEqual({ condition: 'live', since: NOW + 2000 })
})

test('what is above it is told apart, and which NVRs are away, also where no state changes by it', () => {
  const watch = living()
  watch.takeFeeds([shows('live', NOW + 2000)], NOW + 3000)
  const nvr = NVR?.id ?? ''
  const uplink = UPLINK?.id ?? ''
  look(watch, [nvr], NOW + 10_000, 7)
  look(watch, [uplink], NOW + 15_000, 0)
  const gone = watch.tick(NOW + 20_000, undefined)
  const at = NOW + 40_000
  expect(watch.conditionOf(CAMERA?.id ?? '')).toBe('nvr_unreachable')
  expect([...watch.awayNvrs()]).toEqual([nvr])
  expect(gone.away).toBeUndefined()
  look(watch, [uplink], at, 7)
  watch.tick(at + 60_000, undefined)
  watch.tick(at + 120_000, undefined)
  expect(watch.conditionOf(CAMERA?.id ?? '')).toBe('uplink_down')
  const cameras = TOPOLOGY.subtree(nvr).length
  expect(watch.conditions().uplink_down).toBeGreaterThanOrEqual(cameras)
  expect(watch.conditions().nvr_unreachable).toBe(0)
  expect(watch.conditions(kecamatan)).toEqual(countedAnew(watch, kecamatan))
  look(watch, [uplink, nvr], at + 130_000, 0)
  watch.tick(at + 140_000, undefined)
  expect(watch.awayNvrs()).toEqual([])
  expect(watch.conditionOf(CAMERA?.id ?? '')).toBe('live')
})

test('what is switched off on purpose is shown so, and its NVR is still looked at', () => {
  const watch = living()
  const cover = {
    planned: { kind: 'suspension', id: 's', owner: 'o', reason: 'r' },
    until: NOW + 1e6,
  }
  const position = TOPOLOGY.indexOf(NVR?.id ?? '')
  const covered = [position, TOPOLOGY.indexOf(CAMERA?.id ?? '')]
  const coverage = new Map(covered.map((one) => [one, cover])) as unknown as NonNullable<
    PlanningMoves['coverage']
  >
  const moved = watch.plan({ coverage, over: [] }, NOW + 6000)
  expect(moved.away).toBeUndefined()
  expect(watch.conditions().suspended).toBe(1)
  const dead = look(watch, [NVR?.id ?? ''], NOW + 10_000, 7)
  const later = look(watch, [UPLINK?.id ?? ''], NOW + 15_000, 0)
  expect([dead.away, later.away]).toContainEqual({ gone: [NVR?.id], back: [] })
})

function countedAnew(watch: Watch, area: string): Record<string, number> {
  const counts = Object.fromEntries(Object.keys(watch.conditions()).map((word) => [word, 0]))
  for (const camera of FLEET.cameras) {
    if (TOPOLOGY.areaPath(camera)[0]?.id !== area) continue
    const condition = watch.conditionOf(camera.id) ?? ''
    counts[condition] = (counts[condition] ?? 0) + 1
  }
  return counts
}
