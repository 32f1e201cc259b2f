// The feed board: cameras by condition, and every one that does not show what it should, for who mends them.
import { useEffect, useState } from 'preact/hooks'
import { CONDITIONS } from '../../../fleet/condition.ts'
import type { ApiFeeds } from '../../api/feed-response.ts'
import type { ApiTargetPage } from '../../api/response.ts'
import { useAsked } from '../ask.ts'
import { useCityChanges, useEvery, useTargetChanges, useWords } from '../hooks.ts'
import { FeedCounts } from '../parts/feed-counts.tsx'
import { FeedFilter } from '../parts/feed-filter.tsx'
import { FeedsTable } from '../parts/feeds-table.tsx'
import { Path } from '../parts/path.tsx'
import { type FeedFilter as Filter, feedsLink, queryOf, refine } from '../route.ts'
import { Missing } from './missing.tsx'

const EVERY_MS = 2000
/** Conditions that stand for the same state change without a word of it. */
const AGAIN_MS = 20_000
/** Rows that are shown at first, and that come with each wish for more: no more pictures are fetched at a time. */
const ROWS = 50
/** What the API gives at once: all that is shown is asked for again, so that none of it is old. */
const MOST_ROWS = 1000
const NOT_LIVE = CONDITIONS.filter((condition) => condition !== 'live').join(',')
const always = (): boolean => true

export function FeedsRoom({ filter }: { readonly filter: Filter }) {
  const words = useWords()
  const city = useCityChanges(({ what }) => what === 'summary')
  const { summary } = city
  return (
    <>
      <Path steps={[]} />
      <div class="title">
        <h1>{words.t('feeds')}</h1>
        {summary?.feeds !== undefined && <Figures feeds={summary.feeds} />}
      </div>
      {summary === undefined && <Missing error={undefined} id="" />}
      {summary !== undefined && summary.feeds === undefined && (
        <section class="panel no-feeds">
          <p>{words.t('feedsOff')}</p>
          <p class="quiet">{words.t('feedsOffHow')}</p>
        </section>
      )}
      {summary?.feeds !== undefined && <Feeds feeds={summary.feeds} filter={filter} />}
    </>
  )
}

function Figures({ feeds }: { readonly feeds: ApiFeeds }) {
  const words = useWords()
  const { looksPerMinute, waiting, unseen, decoder } = feeds
  const late = [
    ...(waiting > 0 ? [words.t('looksWaiting', { count: words.count(waiting) })] : []),
    ...(unseen > 0 ? [words.t('unseen', { count: words.count(unseen) })] : []),
  ]
  return (
    <>
      <div class="figure">
        <span>{words.t('looksPerMinute')}</span>
        <b>{words.count(Math.round(looksPerMinute))}</b>
        {late.length > 0 && <small>{late.join(' · ')}</small>}
      </div>
      <div class="figure">
        <span>{words.t('decoder')}</span>
        <span class="feed-decoder">{decoder ?? words.t('onlyBitstream')}</span>
      </div>
    </>
  )
}

interface FeedsProps {
  readonly feeds: ApiFeeds
  readonly filter: Filter
}

function Feeds({ feeds, filter }: FeedsProps) {
  const words = useWords()
  const { condition, area, class: klass } = filter
  const [rows, show] = useState(ROWS)
  useEffect(() => show(ROWS), [condition, area, klass])
  const { data, error, again } = useAsked<ApiTargetPage>(
    `api/targets${queryOf({
      condition: condition === '' ? NOT_LIVE : condition,
      area,
      class: klass,
      order: 'newest',
      limit: String(rows),
    })}`,
  )
  useTargetChanges(always, again, EVERY_MS)
  useEvery(AGAIN_MS, again)
  const more = data?.next !== undefined && rows < MOST_ROWS
  const to = (next: Filter): void => refine(feedsLink(next))
  return (
    <>
      <FeedCounts
        feeds={feeds}
        chosen={condition}
        choose={(chosen) => to({ ...filter, condition: chosen })}
      />
      <section class="panel">
        <h2>{condition === '' ? words.t('notLive') : words.t('inCondition')}</h2>
        <FeedFilter filter={filter} refine={to} />
        {data === undefined ? (
          <Missing error={error} id="" />
        ) : (
          <FeedsTable page={data} more={more ? () => show(rows + ROWS) : undefined} />
        )}
      </section>
    </>
  )
}
