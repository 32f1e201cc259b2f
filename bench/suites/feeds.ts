// Pictures: how many cameras a minute, beside one ffmpeg for each; what the whole city costs; what is called by a wrong word.
import { atMost, type Bar, type Suite } from '../bar.ts'
import { blackBar, cityBars } from '../feeds/city.ts'
import { labelledBars } from '../feeds/labelled.ts'
import { rateBars } from '../feeds/rate.ts'

export const suite: Suite = async ({ quick, say }) => {
  const rate = await rateBars({ quick, say })
  if (quick) return [...rate, ...SKIPPED]
  const city = await cityBars(say)
  const black = await blackBar(say)
  const { falseCount, missedCount, details } = await labelledBars({ quick })
  for (const one of details) if (one.wrong) say(JSON.stringify(one))
  return [
    ...rate,
    ...city,
    ...black,
    atMost('feeds.false', falseCount, 0, 'feeds'),
    atMost('feeds.missed', missedCount, 0, 'feeds'),
  ]
}

/** A round of all cameras takes five minutes, and their clips take three to be made. */
const SKIPPED: readonly Bar[] = [
  { bar: 'feeds.city.cpu', unit: 'cores', limit: 0.6, skipped: 'soak' },
  { bar: 'feeds.city.rss', unit: 'MB', limit: 500, skipped: 'soak' },
  { bar: 'feeds.city.lag', unit: 'ms', limit: 250, skipped: 'soak' },
  { bar: 'feeds.black', unit: 'min', limit: 3, skipped: 'soak' },
  { bar: 'feeds.false', unit: 'feeds', limit: 0, skipped: 'soak' },
  { bar: 'feeds.missed', unit: 'feeds', limit: 0, skipped: 'soak' },
]
