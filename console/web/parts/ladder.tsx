// The last look at a feed, rung by rung: how each went, how long it took, what it showed.
import type { State } from '../../../fleet/state.ts'
import { conditionName, foundDetail } from '../../../texts/conditions.ts'
import { RUNG_RESULT_TEXTS, rungName } from '../../../texts/rungs.ts'
import type { ApiFeed, ApiRung } from '../../api/feed-response.ts'
import { useNow, useWords } from '../hooks.ts'
import { StateMark } from './state-mark.tsx'

const LOOKS: Readonly<Record<ApiRung['result'], State>> = {
  ok: 'up',
  failed: 'down',
  skipped: 'unknown',
}

export function Ladder({ feed }: { readonly feed: ApiFeed }) {
  const words = useWords()
  const now = useNow(5000)
  const found = conditionName(words.language, feed.found)
  const detail = feed.detail && foundDetail(words.language, feed.found, feed.detail)
  return (
    <section class="panel ladder">
      <h2>{words.t('ladder')}</h2>
      <p class="quiet">
        {words.t('found', { condition: detail ? `${found} (${detail})` : found })}
        {' · '}
        <time dateTime={feed.at}>{words.time(feed.at, now)}</time> (
        {words.duration(now - Date.parse(feed.at))})
      </p>
      <table class="targets">
        <thead>
          <tr>
            <th>{words.t('rung')}</th>
            <th>{words.t('result')}</th>
            <th class="number">{words.t('took')}</th>
            <th>{words.t('whatItShowed')}</th>
          </tr>
        </thead>
        <tbody>
          {feed.rungs.map((rung, index) => (
            <Row key={`${index} ${rung.rung}`} rung={rung} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ rung }: { readonly rung: ApiRung }) {
  const words = useWords()
  const look = LOOKS[rung.result]
  return (
    <tr data-rung={rung.rung} data-result={rung.result}>
      <th scope="row">{rungName(words.language, rung.rung)}</th>
      <td class={`rung-result ${look}`}>
        <StateMark state={look} /> {RUNG_RESULT_TEXTS[words.language][rung.result]}
      </td>
      <td class="number">{rung.ms === undefined ? '–' : `${words.count(rung.ms)} ms`}</td>
      <td>
        <span lang="en">{rung.says}</span>
        {rung.seen !== undefined && <small class="mono">{seenText(rung.seen)}</small>}
      </td>
    </tr>
  )
}

function seenText(seen: Readonly<Record<string, string | number>>): string {
  return Object.entries(seen)
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ')
}
