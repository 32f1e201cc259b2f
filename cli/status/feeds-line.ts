// What `ronda status` says of the picture round: cameras by condition, in one line.
import type { ApiSummary } from '../../console/api/response.ts'
import { conditionCounts } from '../../texts/conditions.ts'

/** `Feeds: live 13,901, black 12; 2,795 looks a minute`. Nothing while the picture round is switched off. */
export function feedsLine(feeds: ApiSummary['feeds']): string[] {
  if (feeds === undefined) return []
  const { conditions, looksPerMinute, waiting, unseen, decoder } = feeds
  const count = (n: number): string => Math.round(n).toLocaleString('en')
  const parts = [
    conditionCounts('en', conditions) || 'no camera',
    `${count(looksPerMinute)} looks a minute`,
    ...(waiting > 0 ? [`${count(waiting)} wait`] : []),
    ...(unseen > 0 ? [`${count(unseen)} never looked at`] : []),
    ...(decoder === undefined ? ['nothing decodes them: apt-get install ffmpeg'] : []),
  ]
  return [`Feeds: ${parts.join('; ')}`]
}
