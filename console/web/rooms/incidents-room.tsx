// All incidents: what is broken now, and below it what was and is over.
import { useCallback } from 'preact/hooks'
import type { ApiIncidentPage } from '../../api/incident-response.ts'
import { useAsked } from '../ask.ts'
import { useIncidentChanges, useWords } from '../hooks.ts'
import { IncidentList } from '../parts/incident-list.tsx'
import { usePaged } from '../parts/paged.ts'
import { Path } from '../parts/path.tsx'
import { queryOf } from '../route.ts'
import { Missing } from './missing.tsx'

const EVERY_MS = 1000

export function IncidentsRoom() {
  const words = useWords()
  return (
    <>
      <Path steps={[]} />
      <div class="title">
        <h1>{words.t('incidents')}</h1>
      </div>
      <Incidents title={words.t('openIncidents')} open="true" none={words.t('noOpenIncidents')} />
      <Incidents
        title={words.t('closedIncidents')}
        open="false"
        none={words.t('noClosedIncidents')}
      />
    </>
  )
}

interface IncidentsProps {
  readonly title: string
  readonly open: 'true' | 'false'
  readonly none: string
}

function Incidents({ title, open, none }: IncidentsProps) {
  const words = useWords()
  const pathOf = useCallback(
    (cursor: string) => `api/incidents${queryOf({ open, cursor })}`,
    [open],
  )
  const { data, error, again } = useAsked<ApiIncidentPage>(pathOf(''))
  useIncidentChanges(again, EVERY_MS)
  const { further, more } = usePaged<ApiIncidentPage['rows'][number]>(data, pathOf, samePage)
  return (
    <section class="panel" data-open={open}>
      <h2>
        {title} {open === 'true' && <small>{words.count(data?.open ?? 0)}</small>}
      </h2>
      {data === undefined && <Missing error={error} id="" />}
      {data?.rows.length === 0 && <p class="quiet">{none}</p>}
      {data !== undefined && <IncidentList rows={[...data.rows, ...further]} />}
      {more !== undefined && (
        <button type="button" class="more" onClick={more}>
          {words.t('more')}
        </button>
      )}
    </section>
  )
}

const samePage = (page: ApiIncidentPage) => page
