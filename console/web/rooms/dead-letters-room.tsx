// Points that a database refused for what they are: when, why, and the line itself.
import { useCallback, useMemo } from 'preact/hooks'
import type { ApiDeadLetters } from '../../api/series-response.ts'
import { useAsked } from '../ask.ts'
import { useNow, useWords } from '../hooks.ts'
import { usePaged } from '../parts/paged.ts'
import { Path } from '../parts/path.tsx'
import { queryOf, seriesLink } from '../route.ts'
import { Missing } from './missing.tsx'

type Letter = ApiDeadLetters['rows'][number]

/** `target` is empty for all databases. */
export function DeadLettersRoom({ target }: { readonly target: string }) {
  const words = useWords()
  const pathOf = useCallback(
    (after: string) => `api/series/dead-letters${queryOf({ target, after })}`,
    [target],
  )
  const { data, error } = useAsked<ApiDeadLetters>(pathOf(''))
  const first = useMemo(() => data && pageOf(data), [data])
  const { further, more } = usePaged<Letter>(first, pathOf, pageOf)
  const rows = [...(data?.rows ?? []), ...further]
  return (
    <>
      <Path steps={[]} />
      <div class="title">
        <h1>
          {words.t('deadLetters')}
          <small>
            <a href={seriesLink}>{words.t('series')}</a> {target}
          </small>
        </h1>
      </div>
      <section class="panel">
        <p class="quiet">{words.t('deadLettersHint')}</p>
        {data === undefined && <Missing error={error} id={target} />}
        {data?.rows.length === 0 && <p class="empty">{words.t('noDeadLetters')}</p>}
        {rows.length > 0 && <Letters rows={rows} />}
        {more !== undefined && (
          <button type="button" class="more" onClick={more}>
            {words.t('more')}
          </button>
        )}
      </section>
    </>
  )
}

function pageOf({ rows, next }: ApiDeadLetters) {
  return { rows, next: next === undefined ? undefined : String(next) }
}

function Letters({ rows }: { readonly rows: readonly Letter[] }) {
  const words = useWords()
  const now = useNow(5000)
  return (
    <table class="targets dead-letters">
      <thead>
        <tr>
          <th>{words.t('time')}</th>
          <th class="wide">{words.t('database')}</th>
          <th>HTTP</th>
          <th>{words.t('said')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.n}>
            <td>
              <time dateTime={row.at}>{words.time(row.at, now)}</time>
            </td>
            <td class="wide">{row.target}</td>
            <td>{row.status}</td>
            <td class="dead-letter-line">
              {row.message}
              <small class="mono">
                {words.t('line')} {row.tier}: {row.line}
                {row.cut && ` ${words.t('cutLine')}`}
              </small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
