// A target in a list: its state, its name, its id, kind and state in words; leads to its page.
import type { State } from '../../../fleet/state.ts'
import { useWords } from '../hooks.ts'
import { targetLink } from '../route.ts'
import { StateMark } from './state-mark.tsx'

export function TargetLink({
  row,
  look,
}: {
  readonly row: {
    readonly id: string
    readonly kind: string
    readonly name: string
    readonly state: State
  }
  /** Class of the link. */
  readonly look?: string
}) {
  const words = useWords()
  return (
    <a class={look} href={targetLink(row.id)}>
      <StateMark state={row.state} />
      <span>
        {row.name}
        <small>
          {row.id} · {words.kind(row.kind)} · {words.state(row.state)}
        </small>
      </span>
    </a>
  )
}
