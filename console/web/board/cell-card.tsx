// The card beside a cell: id, name, state and since when; the name is fetched when the pointer rests.
import { useEffect, useState } from 'preact/hooks'
import type { ApiTargetView } from '../../api/response.ts'
import { ask } from '../ask.ts'
import { useCityChanges, useNow, useWords } from '../hooks.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { targetLink } from '../route.ts'
import type { Pointed } from './block.tsx'

/** A pointer that sweeps over the board asks nothing. */
const REST_MS = 90
const WIDTH = 280
const HEIGHT = 110
const EDGE = 8

export function CellCard({ id, x, y }: Pointed) {
  const city = useCityChanges((change) => change.what === 'cells' && change.ids.includes(id))
  const words = useWords()
  const now = useNow(1000)
  const state = city.stateOf(id)
  const row = useResting(id, state)
  const left = Math.max(
    EDGE,
    Math.min(x + EDGE, document.documentElement.clientWidth - WIDTH - EDGE),
  )
  const top = y + HEIGHT + EDGE > innerHeight ? y - HEIGHT - 2 * EDGE : y + EDGE
  if (state === undefined) return null
  return (
    <output class="card" style={{ left: `${left}px`, top: `${top}px`, width: `${WIDTH}px` }}>
      <a class="card-link" href={targetLink(id)}>
        <b>{id}</b>
        <span class="card-name">{row?.name ?? '…'}</span>
        <span class={`card-state ${state}`}>
          <StateMark state={state} /> {words.state(state)}
          {row?.state === state &&
            ` ${words.t('sinceFor', {
              time: words.time(row.since, now),
              duration: words.duration(now - Date.parse(row.since)),
            })}`}
        </span>
      </a>
    </output>
  )
}

/** The target, asked for when the card has stood still for a moment, and again when its state changes. */
function useResting(id: string, state: string | undefined): ApiTargetView['target'] | undefined {
  const [row, setRow] = useState<ApiTargetView['target']>()
  useEffect(() => {
    const abort = new AbortController()
    const path = `api/targets/${encodeURIComponent(id)}?hours=1`
    const timer = window.setTimeout(() => {
      ask<ApiTargetView>(path, abort.signal).then(
        (view) => setRow(view.target),
        () => setRow(undefined),
      )
    }, REST_MS)
    return () => {
      window.clearTimeout(timer)
      abort.abort()
    }
  }, [id, state])
  return row?.id === id ? row : undefined
}
