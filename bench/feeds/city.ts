// The whole program on the whole city with its pictures, beside the ICMP round: what it costs, and how soon black is known.
import { setTimeout as wait } from 'node:timers/promises'
import type { FeedCity, FeedFault } from '../../city/feeds/feed-city.ts'
import { feedCityPlan } from '../../city/feeds/feed-city-plan.ts'
import { startFeedCity } from '../../city/feeds/start-feed-city.ts'
import { NVR_VENDORS } from '../../fleet/model.ts'
import { FEED_PORT } from '../../fleet/synthetic/addresses.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { atMost, type Bar } from '../bar.ts'
import { type RunningCity, runCity } from '../running-city.ts'

const USER = 'ronda'
const PASSWORD = 'bench'
/** All cameras every 5 minutes, as the bar states; the defaults look at critical ones every minute. */
const EVERY_5_MIN = 'feeds: {criticalEveryMs: 300000}\n'
/** A whole round: in the first one nothing is known yet, and nearly every picture is decoded. */
const FIRST_ROUND_MS = 310_000
const WINDOW_MS = 310_000
const SAMPLE_MS = 5_000
const BLACK_CAMERAS = 12
/** By then every critical camera was looked at. */
const BLACK_AFTER_MS = 120_000
const BLACK_LIMIT_MS = 180_000

interface Summary {
  readonly round: { readonly lagP99Ms: number }
  readonly feeds?: { readonly looksPerMinute: number; readonly waiting: number }
}

/** feeds.city.cpu, .rss and .lag: of the second round on; those of the first are in the notes. */
export async function cityBars(say: (line: string) => void): Promise<readonly Bar[]> {
  return await withCity(EVERY_5_MIN, async ({ city }) => {
    const first = await watchCost(city, FIRST_ROUND_MS)
    const seen = await watchCost(city, WINDOW_MS)
    const note = `${seen.looksPerMinute} looks a minute, ${seen.seconds.toFixed(0)} s watched, at most ${seen.waiting} waited`
    say(note)
    const firstRound = (value: string): string => `in the first round, start included, ${value}`
    const megabytes = (bytes: number): number => Math.round(bytes / 1e6)
    return [
      atMost(
        'feeds.city.cpu',
        seen.cpu,
        0.6,
        'cores',
        `${note}; ${firstRound(first.cpu.toFixed(2))}`,
      ),
      atMost(
        'feeds.city.rss',
        megabytes(seen.rssBytes),
        500,
        'MB',
        firstRound(`${megabytes(first.rssBytes)} MB`),
      ),
      atMost('feeds.city.lag', seen.lagMs, 250, 'ms', firstRound(`${Math.round(first.lagMs)} ms`)),
    ]
  })
}

/** feeds.black: critical cameras of a running city go black, with the default configuration. */
export async function blackBar(say: (line: string) => void): Promise<readonly Bar[]> {
  return await withCity('', async ({ city, feeds, critical }) => {
    await wait(BLACK_AFTER_MS)
    const ids = critical.slice(0, BLACK_CAMERAS)
    const from = city.changes.length
    const at = Date.now()
    feeds.setFaults([blackFault(ids)])
    const found = new Map<string, number>()
    while (Date.now() - at < BLACK_LIMIT_MS + 20_000 && found.size < ids.length) {
      await wait(250)
      for (const { id, state, seenAt } of city.changes.slice(from)) {
        if (state === 'down' && ids.includes(id) && !found.has(id)) found.set(id, seenAt - at)
      }
    }
    const times = ids.map((id) => (found.get(id) ?? Number.POSITIVE_INFINITY) / 60_000)
    say(`black: ${times.map((time) => time.toFixed(2)).join(', ')} min`)
    const slowest = Math.max(...times)
    const note = `the slowest of ${ids.length} cameras`
    return [
      Number.isFinite(slowest)
        ? atMost('feeds.black', slowest, 3, 'min', note)
        : {
            bar: 'feeds.black',
            unit: 'min',
            limit: 3,
            ok: false,
            note: `${ids.length - found.size} were not found`,
          },
    ]
  })
}

interface World {
  readonly city: RunningCity
  readonly feeds: FeedCity
  /** Ids of critical cameras, spread over the city. */
  readonly critical: readonly string[]
}

async function withCity<T>(config: string, work: (world: World) => Promise<T>): Promise<T> {
  const fleet = synthesizeFleet({ seed: 1 })
  let feeds: FeedCity | undefined
  const env = Object.fromEntries(
    NVR_VENDORS.map((vendor) => [`RONDA_NVR_${vendor.toUpperCase()}`, PASSWORD]),
  )
  const city = await runCity(
    async () => {
      feeds = await startFeedCity(
        feedCityPlan(fleet, {
          port: FEED_PORT,
          startedAt: Date.now(),
          seed: 1,
          user: USER,
          password: PASSWORD,
          script: false,
        }),
      )
      return config
    },
    { fleet, env },
  )
  try {
    const flood = fleet.cameras.filter((camera) => camera.class === 'flood')
    const every = Math.floor(flood.length / BLACK_CAMERAS)
    const critical = flood.filter((_, i) => i % every === 0).map(({ id }) => id)
    return await work({ city, feeds: feeds as FeedCity, critical })
  } finally {
    await city.close()
    await feeds?.close()
  }
}

async function watchCost(city: RunningCity, windowMs: number) {
  const begin = performance.now()
  const before = city.use()
  let [rssBytes, lagMs, waiting, looksPerMinute] = [0, 0, 0, 0]
  while (performance.now() - begin < windowMs) {
    await wait(SAMPLE_MS)
    rssBytes = Math.max(rssBytes, city.use().rssBytes)
    const { round, feeds } = await city.api<Summary>('/api/summary')
    lagMs = Math.max(lagMs, round.lagP99Ms)
    waiting = Math.max(waiting, feeds?.waiting ?? 0)
    looksPerMinute = feeds?.looksPerMinute ?? 0
  }
  const seconds = (performance.now() - begin) / 1000
  return {
    cpu: (city.use().cpuS - before.cpuS) / seconds,
    rssBytes,
    lagMs,
    waiting,
    looksPerMinute,
    seconds,
  }
}

function blackFault(ids: readonly string[]): FeedFault {
  return { id: 'black', title: 'Cameras go black', from: 0, to: 1e9, kind: 'black', ids }
}
