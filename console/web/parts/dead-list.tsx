// What is dead now: one line for each cause with its count, the newest first, and the way to every dead target.
import { STATES } from '../../../fleet/state.ts'
import { areaWords } from '../../../texts/incident-sentence.ts'
import type { ApiIncidentPage } from '../../api/incident-response.ts'
import { useAsked } from '../ask.ts'
import { useCityChanges, useIncidentChanges, useNow, useWords } from '../hooks.ts'
import { incidentLink, incidentsLink, targetsLink } from '../route.ts'
import { FlappingMark, IncidentMark } from './incident-mark.tsx'
import { openFor, titleOf, toldOf } from './incident-words.ts'

const SHOWN = 40
const EVERY_MS = 400
const DOWN = STATES.indexOf('down')

export function DeadList() {
  const words = useWords()
  const now = useNow(5000)
  const city = useCityChanges(({ what }) => what === 'board' || what === 'cells')
  const { data, again } = useAsked<ApiIncidentPage>(`api/incidents?open=true&limit=${SHOWN}`)
  useIncidentChanges(again, EVERY_MS)
  if (data === undefined) return <section class="dead" aria-busy="true" />
  return (
    <section class="dead">
      <h2>
        {words.t('deadNow')}
        <a href={targetsLink({ state: 'down' })}>
          {words.t('showAll', { count: words.count(city.totals()[DOWN] ?? 0) })}
        </a>
      </h2>
      {data.open === 0 && <p class="quiet">{words.t('noOpenIncidents')}</p>}
      <ol>
        {data.rows.map((row) => (
          <li key={row.id}>
            <a href={incidentLink(row.id)}>
              <IncidentMark state={row.state} />
              <b class="dead-name" title={titleOf(row, words)}>
                {titleOf(row, words)}
              </b>
              <b class="dead-count" title={words.t('affected')}>
                {words.count(row.affected)}
              </b>
              <small>
                <FlappingMark row={row} /> {row.target?.id}{' '}
                {areaWords(words.language, toldOf(row, words, now).areas)}
              </small>
              <time dateTime={row.openedAt}>{openFor(row, words, now)}</time>
            </a>
          </li>
        ))}
      </ol>
      <a class="dead-all" href={incidentsLink}>
        {words.t('allIncidents', { count: words.count(data.open) })}
      </a>
    </section>
  )
}
