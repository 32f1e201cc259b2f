// On the city board: all cameras by condition in one sentence, which leads to the feed board.
import { conditionCounts } from '../../../texts/conditions.ts'
import { useCityChanges, useWords } from '../hooks.ts'
import { feedsLink } from '../route.ts'

export function FeedLine() {
  const city = useCityChanges(({ what }) => what === 'summary')
  const words = useWords()
  const feeds = city.summary?.feeds
  if (feeds === undefined) return null
  return (
    <section class="feed-line">
      <h2>{words.t('conditions')}</h2>
      <a href={feedsLink({})}>{conditionCounts(words.language, feeds.conditions)}</a>
    </section>
  )
}
