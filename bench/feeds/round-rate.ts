// How many cameras the picture round looks at in a minute when there is always one that is due.
import { setTimeout as wait } from 'node:timers/promises'
import type { FeedHealth, FeedPlan } from '../../probes/feeds/plan.ts'
import { startFeeds } from '../../probes/feeds/start.ts'

/** Until as many visits are under way as may be, and the first pictures are decoded. */
const WARM_MS = 20_000

export interface RoundRate {
  /** Cameras whose keyframe was decoded. */
  readonly perMinute: number
  /** Of the watched time, as the further counts. */
  readonly looks: number
  readonly decoded: number
  /** Looks that found something else than a live picture. */
  readonly others: number
  readonly seconds: number
  /** Of this process and its decoders, milliseconds for each look. */
  readonly cpuMs: number
}

export async function roundRate(plan: FeedPlan, seconds: number): Promise<RoundRate> {
  let looks = 0
  let decoded = 0
  let others = 0
  let health: FeedHealth | undefined
  const feeds = await startFeeds(plan, (message) => {
    if (message.type === 'health') health = message.health
    if (message.type !== 'looks') return
    looks += message.looks.length
    for (const { found, features } of message.looks) {
      if (features?.mean !== undefined) decoded++
      if (found !== 'live') others++
    }
  })
  const cpu = (): number => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000 + (health?.decoder.cpuMs ?? 0)
  }
  try {
    await wait(WARM_MS)
    const before = { looks, decoded, others, cpuMs: cpu(), at: performance.now() }
    await wait(seconds * 1000)
    const took = (performance.now() - before.at) / 1000
    const count = looks - before.looks
    return {
      perMinute: ((decoded - before.decoded) / took) * 60,
      looks: count,
      decoded: decoded - before.decoded,
      others: others - before.others,
      seconds: took,
      cpuMs: (cpu() - before.cpuMs) / count,
    }
  } finally {
    await feeds.stop()
  }
}
