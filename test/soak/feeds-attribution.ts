// feeds.attribution: 100,000 decodes in batches with injected garbage; a picture booked to another camera is a fault.
import { atMost, type Bar } from '../../bench/bar.ts'
import { countMisbooked } from '../picture/attribution.ts'
import type { SoakContext } from './main.ts'

const DECODES = 100_000

export async function soak({ say, slice, args }: SoakContext): Promise<readonly Bar[]> {
  const decodes = args[0] === undefined ? DECODES : Number(args[0])
  const counted = await countMisbooked({
    decodes,
    seed: 1 + slice,
    onProgress: (done: number) => say(`${done} of ${decodes}`),
  })
  say(JSON.stringify(counted))
  const note = `${counted.decodes} decodes, ${counted.injected} of them garbage`
  return [atMost('feeds.attribution', counted.misbooked, 0, 'pictures', note)]
}
