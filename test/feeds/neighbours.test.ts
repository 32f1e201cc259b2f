// The picture round in its thread against the simulator: wrong conditions on those that fail, or beside them, are none.
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { startFeedCity } from '../../city/feeds/start-feed-city.ts'
import type { FeedHealth, FeedLook, FeedMessage, NvrFacts } from '../../probes/feeds/plan.ts'
import { startFeeds } from '../../probes/feeds/start.ts'
import { freePort } from '../rigs/free-port.ts'
import { fault, smallCity } from './city-plan.ts'

const [BLACK, PASSWORD, SESSIONS, UNPLUGGED, REFUSED, GREEN] = [0, 1, 2, 3, 4, 5] as const
const MOST_MS = 45_000
/** Far below that after which a thread that does not end is ended. */
const STOP_MS = 10_000

const EXPECTED: Readonly<Record<number, readonly (string | undefined)[]>> = {
  [BLACK]: ['live', 'black', 'live', 'live'],
  [PASSWORD]: Array(4).fill('auth_failed'),
  [SESSIONS]: Array(4).fill(undefined),
  [UNPLUGGED]: ['live', 'live', 'video_loss', 'live'],
  [REFUSED]: Array(4).fill('nvr_service_down'),
  [GREEN]: Array(4).fill('live'),
}

describe('the picture round beside the simulator', () => {
  it('finds each fault by its own word, and nothing beside it', async () => {
    const port = await freePort()
    const { simulator, plan } = smallCity({
      nvrs: 6,
      port,
      everyMs: 30_000,
      vendor: 'hikvision',
      options: { againMs: 1000, pictureSide: 160 },
    })
    const faults = [
      fault('black', 'camera-1'),
      fault('unauthorized', 'nvr-1'),
      fault('busy', 'nvr-2'),
      fault('unplugged', 'camera-14'),
      fault('refuse', 'nvr-4'),
    ]
    const city = await startFeedCity({ ...simulator, faults })
    const looks: FeedLook[] = []
    const facts: NvrFacts[] = []
    const types: FeedMessage['type'][] = []
    let health: FeedHealth | undefined
    try {
      const feeds = await startFeeds(plan, (message) => {
        types.push(message.type)
        if (message.type === 'looks') looks.push(...message.looks)
        if (message.type === 'nvrs') facts.push(...message.facts)
        if (message.type === 'health') health = message.health
      })
      feeds.again(plan.cameras.map((_, position) => position))
      const published = (): (string | undefined)[] =>
        plan.cameras.map(
          (_, position) => looks.findLast((look) => look.camera === position)?.verdict?.condition,
        )
      const expected = Object.values(EXPECTED).flat()
      const end = Date.now() + MOST_MS
      while (Date.now() < end && !published().every((word, i) => word === expected[i])) {
        await wait(200)
      }
      const stoppedAt = Date.now()
      await feeds.stop()
      await feeds.ended
      expect(Date.now() - stoppedAt).toBeLessThan(STOP_MS)
      expect(published()).toEqual(expected)
    } finally {
      // Asked after the round has stopped, and before the simulator ends.
      const stats = await city.stats()
      await city.close()
      expect(stats).toMatchObject({
        mostSessionsOfOneNvr: 1,
        sessions: 0,
        wrongLogins: 1,
        teardownsMissed: 0,
      })
    }
    const words = (nvr: number): Set<string> =>
      new Set(
        looks.filter(({ camera }) => Math.floor(camera / 4) === nvr).map(({ found }) => found),
      )
    expect(words(BLACK)).toEqual(new Set(['live', 'black']))
    expect(words(PASSWORD)).toEqual(new Set(['auth_failed']))
    expect(words(SESSIONS)).toEqual(new Set(['nvr_busy']))
    expect(words(UNPLUGGED)).toEqual(new Set(['live', 'video_loss']))
    expect(words(REFUSED)).toEqual(new Set(['nvr_service_down']))
    expect(words(GREEN)).toEqual(new Set(['live']))
    expect(facts.find(({ nvr }) => nvr === PASSWORD)).toMatchObject({ fault: 'auth' })
    expect(health).toMatchObject({ errors: 0, unseen: 0, inFlight: 0 })
    expect(types.at(-1)).toBe('health')
    expect(types.filter((type) => type === 'memory')).toHaveLength(1)
  })

  it('rejects `ended` where the thread breaks down', async () => {
    const { plan } = smallCity({
      nvrs: 1,
      port: 1,
      everyMs: 30_000,
      vendor: 'hikvision',
      options: {},
    })
    const broken = { ...plan, cameras: [{ ...plan.cameras[0], nvr: 7 }] } as unknown as typeof plan
    await expect(startFeeds(broken, () => {})).rejects.toThrow()
  })
})
