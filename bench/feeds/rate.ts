// Cameras a minute with every keyframe decoded, beside one ffmpeg for each camera against the same simulator.
import type { FeedCity } from '../../city/feeds/feed-city.ts'
import { startFeedCity } from '../../city/feeds/start-feed-city.ts'
import { smallCity } from '../../test/feeds/city-plan.ts'
import { freePort } from '../../test/rigs/free-port.ts'
import type { Bar } from '../bar.ts'
import { ffmpegRate } from './ffmpeg-rate.ts'
import { roundRate } from './round-rate.ts'

const RATE_LIMIT = 6000
const RATIO_LIMIT = 6
/** Enough cameras that each visit in flight finds one due, whatever the rate. */
const NVRS = 1000
const EVERY_MS = 15_000

export interface RateOptions {
  readonly quick: boolean
  readonly say?: (line: string) => void
}

/** feeds.rate and feeds.ratio. */
export async function rateBars({ quick, say = () => {} }: RateOptions): Promise<readonly Bar[]> {
  const port = await freePort()
  const { simulator, plan } = smallCity({
    nvrs: NVRS,
    port,
    everyMs: EVERY_MS,
    vendor: 'hikvision',
    options: { inFlight: 400, decode: 'all' },
  })
  const city = await startFeedCity(simulator)
  try {
    say('cameras a minute, every keyframe decoded ...')
    const round = await roundRate(plan, quick ? 20 : 60)
    const shared = await simulatorCpu(city)
    const roundNote =
      `${round.looks} looks in ${round.seconds.toFixed(0)} s, ${round.decoded} decoded, ` +
      `${round.cpuMs.toFixed(2)} ms of CPU for each camera (children included), ` +
      `${round.others} not live, simulator ${(shared / 1000).toFixed(0)} s of CPU so far`
    say(`${Math.round(round.perMinute)} a minute: ${roundNote}`)
    say('one ffmpeg for each camera ...')
    const peer = await ffmpegRate(plan, quick ? 6 : 15)
    const note = `ffmpeg ${Math.round(peer.perMinute)} a minute, ${peer.atOnce} at one time, ${peer.failed} failed`
    say(note)
    return [
      atLeast('feeds.rate', round.perMinute, RATE_LIMIT, 'cameras/min', roundNote),
      atLeast('feeds.ratio', round.perMinute / peer.perMinute, RATIO_LIMIT, 'times', note),
    ]
  } finally {
    await city.close()
  }
}

async function simulatorCpu(city: FeedCity): Promise<number> {
  return (await city.stats())['cpuMs'] ?? Number.NaN
}

function atLeast(bar: string, value: number, limit: number, unit: string, note: string): Bar {
  return { bar, value: Number(value.toPrecision(4)), limit, unit, ok: value >= limit, note }
}
