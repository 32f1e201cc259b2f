// All cameras by condition; each count narrows the list below it to that condition, and once more gives it back.
import { conditionClause, conditionName } from '../../../texts/conditions.ts'
import type { ApiFeeds } from '../../api/feed-response.ts'
import { useWords } from '../hooks.ts'
import { countsOf, lookOf } from './feed-look.ts'
import { StateMark } from './state-mark.tsx'

interface FeedCountsProps {
  readonly feeds: ApiFeeds
  /** As the address has it. */
  readonly chosen: string
  readonly choose: (condition: string) => void
}

export function FeedCounts({ feeds, chosen, choose }: FeedCountsProps) {
  const words = useWords()
  return (
    <fieldset class="panel feed-counts" aria-label={words.t('conditions')}>
      {countsOf(feeds).map(([condition, count]) => (
        <button
          key={condition}
          type="button"
          class={lookOf(condition)}
          data-condition={condition}
          aria-pressed={condition === chosen}
          title={conditionClause(words.language, condition)}
          onClick={() => choose(condition === chosen ? '' : condition)}
        >
          <StateMark state={lookOf(condition)} />
          <b>{words.count(count)}</b>
          <span>{conditionName(words.language, condition)}</span>
        </button>
      ))}
    </fieldset>
  )
}
