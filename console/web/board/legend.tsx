// The legend of the board: shape, name and count of each state; choosing one narrows the board to it.
import { STATES } from '../../../fleet/state.ts'
import { STATE_TEXTS } from '../../../texts/states.ts'
import { useCityChanges, useWords } from '../hooks.ts'
import { StateMark } from '../parts/state-mark.tsx'

interface Props {
  readonly only: string
  readonly choose: (state: string) => void
}

export function Legend({ only, choose }: Props) {
  const city = useCityChanges((change) => change.what === 'board' || change.what === 'cells')
  const words = useWords()
  const totals = city.totals()
  return (
    <fieldset class="legend">
      <legend>{words.t('legendTitle')}</legend>
      {STATES.map((state, position) => {
        const count = totals[position] ?? 0
        return (
          <button
            key={state}
            type="button"
            class={`legend-item ${state} ${count === 0 ? 'none' : ''}`}
            aria-pressed={only === state}
            title={STATE_TEXTS[words.language][state].meaning}
            onClick={() => choose(only === state ? '' : state)}
          >
            <StateMark state={state} />
            <span>{words.state(state)}</span>
            <b data-count={state}>{words.count(count)}</b>
          </button>
        )
      })}
      <small class="legend-note">{words.t('legendNote')}</small>
    </fieldset>
  )
}
