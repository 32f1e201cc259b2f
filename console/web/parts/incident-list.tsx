// Incidents one under the other: cause, how many, where and of what kind, since when, in what state.
import { incidentStateName } from '../../../texts/incidents.ts'
import type { ApiIncidentRow } from '../../api/incident-response.ts'
import { useNow, useWords } from '../hooks.ts'
import { incidentLink } from '../route.ts'
import { countOf } from '../told.ts'
import { FlappingMark, IncidentMark } from './incident-mark.tsx'
import { areasOf, kindsOf, openFor, titleOf } from './incident-words.ts'

const SHOWN_AREAS = 4

export function IncidentList({ rows }: { readonly rows: readonly ApiIncidentRow[] }) {
  const words = useWords()
  const now = useNow(5000)
  return (
    <ol class="incidents">
      {rows.map((row) => (
        <li key={row.id} class={`incident-row ${row.state}`}>
          <a href={incidentLink(row.id)}>
            <IncidentMark state={row.state} />
            <div class="incident-cause">
              <p>
                <b>{titleOf(row, words)}</b> <FlappingMark row={row} />
              </p>
              <small>
                {areasOf(row.byKecamatan, words, SHOWN_AREAS)} · {kindsOf(row.byKind, words)}
              </small>
            </div>
            <div class="incident-count">
              <b>{words.count(countOf(row))}</b>
              <small>{words.t('affected')}</small>
            </div>
            <div class="incident-times">
              <span>
                {incidentStateName(words.language, row.state)}
                {row.acknowledged !== undefined && ` · ${words.t('acknowledged')}`}
              </span>
              <small>
                <time dateTime={row.openedAt}>{words.time(row.openedAt, now)}</time> (
                {openFor(row, words, now)})
              </small>
            </div>
          </a>
        </li>
      ))}
    </ol>
  )
}
