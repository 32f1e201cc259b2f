// All targets of the city that a filter finds, the last changed first.
import { useCallback } from 'preact/hooks'
import type { ApiTargetPage } from '../../api/response.ts'
import { useAsked } from '../ask.ts'
import { useTargetChanges, useWords } from '../hooks.ts'
import { usePaged } from '../parts/paged.ts'
import { Path } from '../parts/path.tsx'
import { TargetFilter, TargetsTable } from '../parts/targets-table.tsx'
import { type Filter, queryOf, refine, targetsLink } from '../route.ts'
import { Missing } from './missing.tsx'

const EVERY_MS = 2000
const always = (): boolean => true
const same = (page: ApiTargetPage) => page

export function TargetsRoom({ filter }: { readonly filter: Filter }) {
  const words = useWords()
  const { state, kind, q } = filter
  const pathOf = useCallback(
    (cursor: string) => `api/targets${queryOf({ state, kind, q, cursor, order: 'newest' })}`,
    [state, kind, q],
  )
  const { data, error, again } = useAsked<ApiTargetPage>(pathOf(''))
  useTargetChanges(always, again, EVERY_MS)
  const { further, more } = usePaged(data, pathOf, same)
  return (
    <>
      <Path steps={[]} />
      <div class="title">
        <h1>{words.t('targets')}</h1>
      </div>
      <section class="panel">
        <TargetFilter filter={filter} refine={(next) => refine(targetsLink(next))} />
        {data === undefined ? (
          <Missing error={error} id={q} />
        ) : (
          <TargetsTable page={data} further={further} more={more} />
        )}
      </section>
    </>
  )
}
