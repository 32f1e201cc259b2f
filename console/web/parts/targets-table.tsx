// A table of targets with its filters and its pages; the filter stands in the address.
import { useEffect, useState } from 'preact/hooks'
import { STATES } from '../../../fleet/state.ts'
import { reasonName } from '../../../texts/reasons.ts'
import type { ApiTargetPage, ApiTargetRow } from '../../api/response.ts'
import { useNow, useWords } from '../hooks.ts'
import { type Filter, targetLink } from '../route.ts'
import { Choice } from './choice.tsx'
import { StateMark } from './state-mark.tsx'

const KINDS = ['uplink', 'nvr', 'node', 'camera', 'portal'] as const
const PAUSE_MS = 250

interface FilterProps {
  readonly filter: Filter
  readonly refine: (filter: Filter) => void
}

export function TargetFilter({ filter, refine }: FilterProps) {
  const words = useWords()
  const [q, setQ] = useState(filter.q)
  useEffect(() => setQ(filter.q), [filter.q])
  useEffect(() => {
    if (q.trim() === filter.q) return undefined
    const timer = window.setTimeout(() => refine({ ...filter, q: q.trim() }), PAUSE_MS)
    return () => window.clearTimeout(timer)
  }, [q])
  return (
    <form class="filter" onSubmit={(event) => event.preventDefault()}>
      <Choice
        label={words.t('state')}
        any={words.t('anyState')}
        value={filter.state}
        names={new Map(STATES.map((state) => [state, words.state(state)]))}
        choose={(state) => refine({ ...filter, state })}
      />
      <Choice
        label={words.t('kind')}
        any={words.t('anyKind')}
        value={filter.kind}
        names={new Map(KINDS.map((kind) => [kind, words.kind(kind, 2)]))}
        choose={(kind) => refine({ ...filter, kind })}
      />
      <input
        type="search"
        value={q}
        maxLength={100}
        placeholder={words.t('filterHint')}
        aria-label={words.t('filterHint')}
        onInput={(event) => setQ(event.currentTarget.value)}
      />
    </form>
  )
}

interface TableProps {
  readonly page: ApiTargetPage
  /** Rows that came with further pages. */
  readonly further?: readonly ApiTargetRow[]
  readonly more?: (() => void) | undefined
}

export function TargetsTable({ page, further = [], more }: TableProps) {
  const words = useWords()
  const now = useNow(5000)
  const rows = [...page.rows, ...further]
  if (rows.length === 0) return <p class="empty">{words.t('nothingFound')}</p>
  return (
    <>
      <table class="targets">
        <caption>
          {words.t('rowsOf', { count: words.count(rows.length), total: words.count(page.total) })}
        </caption>
        <thead>
          <tr>
            <th>{words.t('state')}</th>
            <th>{words.t('target')}</th>
            <th class="wide">{words.t('address')}</th>
            <th class="wide">{words.t('reason')}</th>
            <th class="number wide">RTT</th>
            <th class="number">{words.t('sinceColumn')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} now={now} />
          ))}
        </tbody>
      </table>
      {more !== undefined && (
        <button type="button" class="more" onClick={more}>
          {words.t('more')}
        </button>
      )}
    </>
  )
}

function Row({ row, now }: { readonly row: ApiTargetRow; readonly now: number }) {
  const words = useWords()
  return (
    <tr>
      <td class={`state-cell ${row.state}`}>
        <StateMark state={row.state} /> <span>{words.state(row.state)}</span>
      </td>
      <td>
        <a href={targetLink(row.id)}>{row.name}</a>
        <small>
          {row.id} · {words.kind(row.kind)}
        </small>
      </td>
      <td class="wide mono">{row.address ?? '–'}</td>
      <td class="wide">{reasonName(words.language, row.reason)}</td>
      <td class="number wide">{row.rttUs === undefined ? '–' : words.rtt(row.rttUs)}</td>
      <td class="number">
        <time dateTime={row.since} title={words.time(row.since, now)}>
          {words.duration(now - Date.parse(row.since))}
        </time>
      </td>
    </tr>
  )
}
