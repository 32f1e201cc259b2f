import { describe, expect, it } from 'vitest'
import {
  camera,
  estate,
  failedStream,
  goodStream,
  NO_API,
  nvr,
  slowStream,
  type VirtualClock,
  walked,
} from '../../test/feeds/doubles.ts'
import type { LookAtNvr } from '../nvr/nvr-look.ts'
import type { LookAtStream, StreamFault } from '../rtsp/stream-look.ts'
import { phaseOf } from '../schedule.ts'

const MINUTE = 60_000
const PERIOD = 5 * MINUTE

/** Counts sessions, and what was asked for. */
function counting(
  clock: VirtualClock,
  look: (target: Parameters<LookAtStream>[0]) => ReturnType<typeof goodStream>,
) {
  const open = new Map<string, number>()
  const seen = { most: 0, mostAtOne: 0, asked: [] as string[] }
  const inner = slowStream(clock, look)
  const stream: LookAtStream = async (target, limits, signal) => {
    const { host } = target
    seen.asked.push(host + target.path)
    open.set(host, (open.get(host) ?? 0) + 1)
    seen.mostAtOne = Math.max(seen.mostAtOne, open.get(host) ?? 0)
    seen.most = Math.max(
      seen.most,
      [...open.values()].reduce((sum, n) => sum + n, 0),
    )
    try {
      return await inner(target, limits, signal)
    } finally {
      open.set(host, (open.get(host) ?? 1) - 1)
    }
  }
  return { stream, seen }
}

describe('the schedule', () => {
  it('sees every camera within its first interval, spread over it, and again an interval later', async () => {
    const { nvrs, cameras } = estate(60)
    const round = walked(nvrs, cameras)
    await round.clock.advance(PERIOD / 2)
    expect(round.looks.length).toBeGreaterThan(60)
    expect(round.looks.length).toBeLessThan(180)
    await round.clock.advance(PERIOD / 2 + 20_000)
    expect(new Set(round.looks.map((look) => look.camera)).size).toBe(240)
    expect(round.health()).toMatchObject({ unseen: 0, waiting: 0, errors: 0 })
    await round.clock.advance(PERIOD)
    const times = round.looks.filter((look) => look.camera === 0).map(({ at }) => at)
    expect((times[1] as number) - (times[0] as number)).toBe(PERIOD)
  })

  it('looks at critical cameras more often, in the visits of the others', async () => {
    const cameras = [camera(0, 1), camera(0, 2, { everyMs: MINUTE })]
    const round = walked([nvr(0)], cameras)
    await round.clock.advance(2 * PERIOD)
    const of = (position: number) => round.looks.filter((look) => look.camera === position)
    expect(of(0)).toHaveLength(2)
    expect(of(1)).toHaveLength(10)
    const routine = of(0)[0]?.at as number
    expect(of(1).some(({ at }) => Math.abs(at - routine) < 10_000)).toBe(true)
  })

  it('has one session at one NVR, and as many visits as it may', async () => {
    const { nvrs, cameras } = estate(40)
    let seen: ReturnType<typeof counting>['seen'] | undefined
    const round = walked(nvrs, cameras, {
      options: { inFlight: 7 },
      stream: (clock) => {
        const made = counting(clock, () => goodStream())
        seen = made.seen
        return made.stream
      },
    })
    round.walk.again(cameras.map((_, i) => i))
    await round.clock.advance(60_000)
    expect(seen).toMatchObject({ mostAtOne: 1, most: 7 })
    expect(new Set(round.looks.map((look) => look.camera)).size).toBe(160)
  })

  it('lets late cameras wait once and counts how late they are', async () => {
    const { nvrs, cameras } = estate(20)
    const round = walked(nvrs, cameras, {
      options: { inFlight: 1 },
      // 80 looks of 2 s in an interval of 60 s: more than one visit can do.
      stream: (clock) => slowStream(clock, () => goodStream()),
    })
    round.walk.again(cameras.map((_, i) => i))
    await round.clock.advance(20_000)
    round.walk.again(cameras.map((_, i) => i))
    expect(round.health()?.waiting).toBeLessThanOrEqual(80)
    await round.clock.advance(150_000)
    const counts = new Map<number, number>()
    for (const look of round.looks) counts.set(look.camera, (counts.get(look.camera) ?? 0) + 1)
    expect(counts.size).toBe(80)
    expect(round.health()?.lagP99Ms).toBeGreaterThan(60_000)
  })
})

describe('a fault', () => {
  it.each<[StreamFault, boolean, string]>([
    ['refused', false, 'nvr_service_down'],
    ['connect_timeout', false, 'nvr_service_down'],
    ['no_channel', true, 'channel_missing'],
  ])('%s is confirmed after 30 s', async (fault, answered, condition) => {
    const round = walked([nvr(0)], [camera(0, 1)], {
      stream: (clock) => slowStream(clock, () => failedStream(fault, answered)),
    })
    const due = phaseOf('nvr-0') * PERIOD
    await round.clock.advance(due + 40_000)
    expect(round.looks.map((look) => look.found)).toEqual([condition, condition])
    expect((round.looks[1]?.at as number) - (round.looks[0]?.at as number)).toBe(30_000)
    expect(round.looks[1]?.changed).toBe(true)
    await round.clock.advance(PERIOD / 2)
    expect(round.looks).toHaveLength(2)
  })

  it('of the port is found once for all cameras of the visit', async () => {
    const { nvrs, cameras } = estate(1)
    let asked = 0
    const round = walked(nvrs, cameras, {
      stream: (clock) =>
        slowStream(clock, () => {
          asked++
          return failedStream('refused')
        }),
    })
    round.walk.again([0, 1, 2, 3])
    await round.clock.advance(3000)
    expect(asked).toBe(1)
    expect(round.looks.map((look) => look.found)).toEqual(Array(4).fill('nvr_service_down'))
  })

  it('of one channel is not taken for the others', async () => {
    const { nvrs, cameras } = estate(1)
    const round = walked(nvrs, cameras, {
      stream: (clock) =>
        slowStream(clock, ({ path }) =>
          path.includes('302') ? failedStream('no_data', true) : goodStream(),
        ),
    })
    round.walk.again([0, 1, 2, 3])
    await round.clock.advance(10_000)
    expect(round.looks.map((look) => look.found)).toEqual(['live', 'live', 'no_stream', 'live'])
  })

  it('of another host is that camera alone', async () => {
    const cameras = [camera(0, 1, { sub: 'rtsp://10.0.0.9/x' }), camera(0, 2)]
    const round = walked([nvr(0)], cameras, {
      stream: (clock) =>
        slowStream(clock, ({ host }) =>
          host === '10.0.0.9' ? failedStream('refused') : goodStream(),
        ),
    })
    round.walk.again([0, 1])
    await round.clock.advance(3000)
    const found = new Map(round.looks.map((look) => [look.camera, look.found]))
    expect(Object.fromEntries(found)).toEqual({ 0: 'no_stream', 1: 'live' })
  })

  it('of sessions asks ever more seldom, and keeps what is published', async () => {
    const round = walked([nvr(0)], [camera(0, 1)], {
      stream: (clock) => slowStream(clock, () => failedStream('busy', true)),
    })
    round.walk.again([0])
    await round.clock.advance(PERIOD)
    const gaps = round.looks.slice(1).map(({ at }, i) => at - (round.looks[i]?.at ?? 0))
    expect(gaps.slice(0, 2)).toEqual([30_000, 60_000])
    expect(round.looks.length).toBeLessThan(6)
    expect(round.looks.every((look) => look.found === 'nvr_busy' && !look.verdict)).toBe(true)
  })
})

describe('a refused password', () => {
  it('is tried once in 15 minutes, then 30, and counts for all cameras of the NVR', async () => {
    const { nvrs, cameras } = estate(1)
    let tried = 0
    const round = walked(nvrs, cameras, {
      stream: (clock) =>
        slowStream(clock, () => {
          tried++
          return failedStream('auth', true)
        }),
    })
    round.walk.again([2])
    await round.clock.advance(3000)
    expect(round.looks.map((look) => look.camera).sort()).toEqual([0, 1, 2, 3])
    expect(new Set(round.looks.map((look) => look.found))).toEqual(new Set(['auth_failed']))
    expect(round.facts.at(-1)).toMatchObject({ nvr: 0, fault: 'auth' })
    await round.clock.advance(1)
    expect(round.health()?.authWaiting).toBe(1)
    await round.clock.advance(14 * MINUTE)
    expect(tried).toBe(1)
    await round.clock.advance(10 * MINUTE)
    expect(tried).toBe(2)
    await round.clock.advance(20 * MINUTE)
    expect(tried).toBe(2)
    await round.clock.advance(20 * MINUTE)
    expect(tried).toBe(3)
  })

  it('at the API keeps RTSP from being asked', async () => {
    const { nvrs, cameras } = estate(1)
    let streams = 0
    const round = walked(nvrs, cameras, {
      lookAtNvr: async (...args) => ({ ...(await NO_API(...args)), fault: 'auth', status: 401 }),
      stream: (clock) =>
        slowStream(clock, () => {
          streams++
          return goodStream()
        }),
    })
    round.walk.again([0])
    await round.clock.advance(10 * MINUTE)
    expect(streams).toBe(0)
    expect(new Set(round.looks.map((look) => look.found))).toEqual(new Set(['auth_failed']))
  })

  it('of Dahua that took it before may mean that no session is left: the next try decides', async () => {
    let right = true
    const round = walked([nvr(0, { vendor: 'dahua' })], [camera(0, 1), camera(0, 2)], {
      stream: (clock) =>
        slowStream(clock, () => (right ? goodStream() : failedStream('auth', true))),
    })
    round.walk.again([0, 1])
    await round.clock.advance(5000)
    right = false
    round.walk.again([0])
    await round.clock.advance(14 * MINUTE)
    const after = round.looks.slice(2)
    expect(after.filter(({ found }) => found === 'auth_failed')).toMatchObject([
      { camera: 0, detail: 'auth or busy' },
    ])
    expect(after.some(({ found }) => found === 'nvr_busy')).toBe(true)
    await round.clock.advance(10 * MINUTE)
    expect(round.looks.findLast((look) => look.camera === 1)?.found).toBe('auth_failed')
  })

  it('is not what a channel is that our user may not see beside others', async () => {
    const cameras = [camera(0, 1), camera(0, 2), camera(0, 3)]
    const round = walked([nvr(0)], cameras, {
      stream: (clock) =>
        slowStream(clock, ({ path }) =>
          path.includes('202') ? { ...failedStream('auth', true), status: 403 } : goodStream(),
        ),
    })
    round.walk.again([0, 1, 2])
    await round.clock.advance(8000)
    expect(round.looks.map(({ found }) => found)).toEqual(['live', 'no_stream', 'live'])
    expect(round.health()?.authWaiting).toBe(0)
  })

  it('is forgotten when it is taken', async () => {
    let right = false
    const round = walked([nvr(0)], [camera(0, 1)], {
      stream: (clock) =>
        slowStream(clock, () => (right ? goodStream() : failedStream('auth', true))),
    })
    round.walk.again([0])
    await round.clock.advance(5000)
    right = true
    await round.clock.advance(25 * MINUTE)
    expect(round.looks.at(-1)?.found).toBe('live')
    expect(round.facts.at(-1)).not.toHaveProperty('fault')
    expect(round.health()?.authWaiting).toBe(0)
  })
})

describe('the word of the NVR', () => {
  const unplugged: LookAtNvr = async (_target, questions) => ({
    at: 0,
    fault: undefined,
    slots: [
      { slot: 1, connected: 'yes' },
      { slot: 2, connected: 'no', reason: 'net_unreachable' },
      { slot: 3, connected: 'unknown' },
    ],
    rungs: [{ rung: 'nvr_api', result: 'ok', ms: 5, says: 'said' }],
    ...(questions.storage ? { storage: { state: 'ok', disks: [] } } : {}),
  })

  it('spares the stream of an empty slot, now and at every further look', async () => {
    const { nvrs, cameras } = estate(1)
    const asked: string[] = []
    const round = walked(nvrs, cameras.slice(0, 3), {
      lookAtNvr: unplugged,
      stream: (clock) =>
        slowStream(clock, ({ path }) => {
          asked.push(path)
          return goodStream()
        }),
    })
    round.walk.again([0, 1, 2])
    await round.clock.advance(PERIOD)
    const lost = round.looks.filter((look) => look.camera === 1)
    expect(lost.length).toBeGreaterThan(1)
    for (const look of lost) {
      expect(look).toMatchObject({ found: 'video_loss', detail: 'net_unreachable' })
      expect(look.rungs.slice(1).every(({ result }) => result === 'skipped')).toBe(true)
    }
    expect(asked.some((path) => path.includes('202'))).toBe(false)
    expect(round.facts.map(({ storage }) => storage !== undefined).slice(0, 2)).toEqual([
      true,
      false,
    ])
  })

  it('decides nothing where there is none', async () => {
    for (const fault of ['unsupported', 'timeout', 'busy', 'protocol', 'refused'] as const) {
      const round = walked([nvr(0)], [camera(0, 1)], {
        lookAtNvr: async (...args) => ({ ...(await NO_API(...args)), fault }),
      })
      round.walk.again([0])
      await round.clock.advance(5000)
      expect(round.looks.map((look) => look.found)).toEqual(['live'])
    }
  })

  it('that forbids the API to our user leaves the streams to RTSP', async () => {
    const round = walked([nvr(0)], [camera(0, 1)], {
      lookAtNvr: async (...args) => ({ ...(await NO_API(...args)), fault: 'auth', status: 403 }),
    })
    round.walk.again([0])
    await round.clock.advance(5000)
    expect(round.looks.map((look) => look.found)).toEqual(['live'])
  })
})
