// One area: what lies in it, how it fares, and its targets.
import { useCallback } from 'preact/hooks'
import type { ApiAreaPage, ApiAreaSummary } from '../../api/response.ts'
import { useAsked } from '../ask.ts'
import { useTargetChanges, useWords } from '../hooks.ts'
import { AvailabilityFigure } from '../parts/availability.tsx'
import { usePaged } from '../parts/paged.ts'
import { Path } from '../parts/path.tsx'
import { StateBar, Troubles, totalOf } from '../parts/state-bar.tsx'
import { TargetFilter, TargetsTable } from '../parts/targets-table.tsx'
import { areaLink, type Filter, queryOf, refine } from '../route.ts'
import { Missing } from './missing.tsx'

const EVERY_MS = 2000
const always = (): boolean => true
const targetsOf = (page: ApiAreaPage) => page.targets

export function AreaRoom({ id, filter }: { readonly id: string; readonly filter: Filter }) {
  const words = useWords()
  const { state, kind, q } = filter
  const pathOf = useCallback(
    (cursor: string) =>
      `api/areas/${encodeURIComponent(id)}${queryOf({ state, kind, q, cursor, order: 'newest' })}`,
    [id, state, kind, q],
  )
  const { data, error, again } = useAsked<ApiAreaPage>(pathOf(''))
  useTargetChanges(always, again, EVERY_MS)
  const { further, more } = usePaged(data?.targets, pathOf, targetsOf)
  if (data === undefined) return <Missing error={error} id={id} />
  const { area, children } = data
  return (
    <>
      <Path steps={data.path} />
      <div class="title">
        <h1>
          <small>{words.level(area.level)}</small> {area.name}
        </h1>
        <div class="figure">
          <span>{words.t('targetsHere')}</span>
          <b>{words.count(totalOf(area.counts))}</b>
          <Troubles counts={area.counts} />
        </div>
        <AvailabilityFigure of={data.availability24h} summed />
      </div>
      <StateBar counts={area.counts} />
      {children.length > 0 && <Children areas={children} />}
      <section class="panel">
        <h2>{words.t('allTargets')}</h2>
        <TargetFilter filter={filter} refine={(next) => refine(areaLink(id, next))} />
        <TargetsTable page={data.targets} further={further} more={more} />
      </section>
    </>
  )
}

function Children({ areas }: { readonly areas: readonly ApiAreaSummary[] }) {
  const words = useWords()
  return (
    <section class="panel">
      <h2>
        <span class="level">{words.level(areas[0]?.level ?? '')}</span>{' '}
        <small>{words.count(areas.length)}</small>
      </h2>
      <ul class="children">
        {areas.map((area) => (
          <li key={area.id}>
            <a href={areaLink(area.id)}>
              <b>{area.name}</b>
              <Troubles counts={area.counts} />
              <span class="total" title={words.t('targetsHere')}>
                {words.count(totalOf(area.counts))}
              </span>
              <StateBar counts={area.counts} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
