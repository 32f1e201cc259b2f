// The shape of a state, as on the board, beside a word.
import type { State } from '../../../fleet/state.ts'
import { SHAPES } from '../board/shapes.ts'

export function StateMark({ state }: { readonly state: State }) {
  const shape = SHAPES[state]
  return (
    <svg class={`mark ${state}`} viewBox="0 0 10 10" aria-hidden="true">
      <path d={shape.fill} fill-rule="evenodd" />
      {shape.cut !== undefined && <path class="cut" d={shape.cut} />}
    </svg>
  )
}
