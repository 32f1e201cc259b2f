import { describe, expect, it } from 'vitest'
import type { FeedCondition } from '../fleet/feed-condition.ts'
import type { Camera, Fleet } from '../fleet/model.ts'
import { seededRandom } from '../fleet/random.ts'
import { synthesizeFleet } from '../fleet/synthetic/synthesize.ts'
import type { FeedChange } from '../probes/feeds/verdict.ts'
import { type PureCity, pureCity } from '../test/rigs/pure-city.ts'
import { createEstate } from './estate.ts'

const CITY = synthesizeFleet({ seed: 1 })
const NVR = CITY.nvrs.find(({ id }) => CITY.cameras.filter(({ nvr }) => nvr === id).length === 4)
/** One NVR with four cameras, its line, and what is above. */
const FLEET: Fleet = {
  ...CITY,
  uplinks: CITY.uplinks.filter(({ id }) => id === NVR?.uplink),
  nvrs: CITY.nvrs.filter((nvr) => nvr === NVR),
  cameras: CITY.cameras.filter(({ nvr }) => nvr === NVR?.id),
  portals: [],
}
const [CAMERA, OTHER] = FLEET.cameras as [Camera, Camera]
const nvrId = NVR?.id as string

function change(
  camera: Camera,
  condition: Exclude<FeedCondition, 'nvr_busy'>,
  since: number,
  decidedAt = since + 40_000,
): FeedChange {
  return { cameraId: camera.id, condition, since, decidedAt, evidence: { mean: 3 } }
}

/** All cameras are live. */
function liveCity(): PureCity {
  const city = pureCity(FLEET, seededRandom(3))
  city.until(30_000)
  city.feeds(FLEET.cameras.map((camera) => change(camera, 'live', 20_000, 25_000)))
  return city
}

const of = (city: PureCity, id: string) =>
  city.estate.verdict(city.estate.targets.findIndex((target) => target.id === id))
const changesOf = (city: PureCity, id: string) =>
  city.transitions.filter(({ targetId }) => targetId === id)

describe('a camera', () => {
  it('has the state of its condition, with the word as the reason and what was seen', () => {
    const city = liveCity()
    expect(of(city, CAMERA.id)).toEqual({ state: 'up', reason: 'live', since: 20_000 })
    city.until(100_000)
    city.feeds([change(CAMERA, 'dark', 60_000)])
    expect(changesOf(city, CAMERA.id).at(-1)).toEqual({
      targetId: CAMERA.id,
      at: 60_000,
      decidedAt: 100_000,
      from: 'up',
      to: 'degraded',
      reason: 'dark',
      evidence: { mean: 3 },
    })
    const position = city.estate.targets.findIndex(({ id }) => id === CAMERA.id)
    expect(city.estate.evidence(position)).toEqual({ mean: 3 })
    expect(city.estate.publishedOf(position)).toEqual({ condition: 'dark', since: 60_000 })
  })

  it('changes from and to the same state where it shows something else, and dies once by it', () => {
    const city = liveCity()
    city.until(100_000)
    city.feeds([change(CAMERA, 'no_stream', 60_000)])
    city.until(140_000)
    city.feeds([change(CAMERA, 'black', 130_000, 140_000)])
    city.until(190_000)
    expect(changesOf(city, CAMERA.id).slice(-2)).toMatchObject([
      { from: 'up', to: 'down', reason: 'no_stream', at: 60_000 },
      { from: 'down', to: 'down', reason: 'black', at: 130_000 },
    ])
    expect(city.events.map(({ what }) => what)).toEqual(['opened', 'settled'])
    expect(city.open()).toMatchObject([
      { cause: { targetId: CAMERA.id }, openedAt: 60_000, evidence: { condition: 'black' } },
    ])
    city.feeds([change(CAMERA, 'live', 180_000, 190_000)])
    expect(city.events.at(-1)?.what).toBe('closed')
  })

  it('is unreachable behind a dead NVR whatever is said, and has its own last verdict when that is back', () => {
    const city = liveCity()
    city.until(100_000)
    city.feeds([change(OTHER, 'black', 60_000)])
    city.until(150_000)
    city.silence({ targetId: nvrId, from: 150_000, to: 250_000 })
    city.until(200_000)
    expect(of(city, CAMERA.id)).toMatchObject({ state: 'unreachable', reason: 'parent-down' })
    city.feeds([change(OTHER, 'no_stream', 180_000, 199_000)])
    expect(of(city, OTHER.id)).toMatchObject({ state: 'unreachable', reason: 'parent-down' })
    city.until(290_000)
    expect(of(city, CAMERA.id)).toMatchObject({ state: 'up', reason: 'live' })
    city.until(360_000)
    expect(of(city, OTHER.id)).toMatchObject({ state: 'down', reason: 'no_stream' })
    // The one that was dead before has had its incident since then.
    const opened = city.events.filter(({ what }) => what === 'opened')
    expect(opened.map(({ incident }) => incident.cause)).toEqual([
      { kind: 'target', targetId: OTHER.id },
      { kind: 'target', targetId: nvrId },
    ])
  })

  it('that went bad while its NVR was dying is no incident of its own', () => {
    const city = liveCity()
    city.until(100_000)
    city.silence({ targetId: nvrId, from: 100_000, to: 200_000 })
    city.until(100_250)
    city.feeds(FLEET.cameras.map((camera) => change(camera, 'nvr_service_down', 100_100, 100_200)))
    city.until(201_000)
    expect(of(city, CAMERA.id).state).toBe('unreachable')
    city.until(225_000)
    // The round looks again at once.
    city.feeds(FLEET.cameras.map((camera) => change(camera, 'live', 215_000, 225_000)))
    city.until(300_000)
    expect(of(city, CAMERA.id).state).toBe('up')
    expect(city.transitions.filter(({ to }) => to === 'down')).toHaveLength(1)
    const opened = city.events.filter(({ what }) => what === 'opened')
    expect(opened.map(({ incident }) => incident.cause)).toEqual([
      { kind: 'target', targetId: nvrId },
    ])
    expect(city.open()).toEqual([])
  })

  it('that is still bad a minute after its NVR is back is down', () => {
    const city = liveCity()
    city.until(100_000)
    city.silence({ targetId: nvrId, from: 100_000, to: 200_000 })
    city.until(100_250)
    city.feeds([change(CAMERA, 'no_stream', 100_100, 100_200)])
    city.until(300_000)
    expect(of(city, CAMERA.id)).toMatchObject({ state: 'down', reason: 'no_stream' })
  })

  it('waits for a look at its NVR, not longer than that can take', () => {
    const city = liveCity()
    city.until(100_000)
    city.feeds([change(CAMERA, 'black', 60_000)])
    expect(of(city, CAMERA.id).state).toBe('up')
    city.until(101_000)
    expect(of(city, CAMERA.id)).toMatchObject({ state: 'down', since: 60_000 })
  })

  it('comes out of a restart with its own verdict, and out of an unreachable time with none', () => {
    const estate = createEstate({ fleet: FLEET, startedAt: 90_000 })
    const kept = FLEET.cameras.map(({ id }, k) => ({
      targetId: id,
      ...(k === 0
        ? ({ state: 'down', reason: 'frozen', since: 50_000 } as const)
        : ({ state: 'unreachable', reason: 'parent-down', since: 60_000 } as const)),
    }))
    const live = [...FLEET.nodes, ...FLEET.uplinks, ...FLEET.nvrs].map(({ id }) => ({
      targetId: id,
      state: 'up' as const,
      reason: 'answers' as const,
      since: 10_000,
    }))
    estate.restore([...live, ...kept], 90_000)
    const known = FLEET.cameras.map(({ id }) =>
      estate.publishedOf(estate.targets.findIndex((target) => target.id === id)),
    )
    expect(known).toEqual([{ condition: 'frozen', since: 50_000 }, undefined, undefined, undefined])
    const position = estate.targets.findIndex(({ id }) => id === CAMERA.id)
    expect(estate.verdict(position)).toEqual({ state: 'down', reason: 'frozen', since: 50_000 })
    expect(estate.verdict(estate.targets.findIndex(({ id }) => id === OTHER.id))).toMatchObject({
      state: 'unknown',
      reason: 'never-asked',
    })
  })

  it('is covered like any other, and has the verdict of then when that is over', () => {
    const city = liveCity()
    city.until(60_000)
    city.plan([CAMERA.id])
    city.feeds([change(CAMERA, 'black', 50_000, 60_000)])
    city.until(120_000)
    expect(of(city, CAMERA.id)).toMatchObject({ state: 'suspended', reason: 'planned' })
    city.plan([])
    expect(of(city, CAMERA.id)).toMatchObject({ state: 'down', reason: 'black', since: 120_000 })
    city.until(180_000)
    expect(city.events.filter(({ what }) => what === 'opened')).toHaveLength(1)
  })
})
