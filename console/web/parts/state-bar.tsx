// Counts by state as one bar and as words.
import { STATES, type State } from '../../../fleet/state.ts'
import { useWords } from '../hooks.ts'
import { StateMark } from './state-mark.tsx'

type Counts = Readonly<Record<State, number>>

/** The bar's parts are never thinner than a line: one dead point among a thousand must be seen. */
export function StateBar({ counts }: { readonly counts: Counts }) {
  const shown = STATES.filter((state) => counts[state] > 0)
  return (
    <span class="bar" aria-hidden="true">
      {shown.map((state) => (
        <span key={state} class={`bar-part ${state}`} style={{ flexGrow: counts[state] }} />
      ))}
    </span>
  )
}

/** `3 down, 12 unreachable`; all states but `up` that there are, or that all is up. */
export function Troubles({ counts }: { readonly counts: Counts }) {
  const words = useWords()
  const shown = STATES.filter((state) => state !== 'up' && counts[state] > 0)
  if (shown.length === 0) return <span class="troubles quiet">{words.t('allUp')}</span>
  return (
    <span class="troubles">
      {shown.map((state) => (
        <span key={state} class={`count ${state}`} title={words.state(state)}>
          <StateMark state={state} /> {words.count(counts[state])}
        </span>
      ))}
    </span>
  )
}

/** All targets in `counts`. */
export function totalOf(counts: Counts): number {
  return STATES.reduce((sum, state) => sum + counts[state], 0)
}
