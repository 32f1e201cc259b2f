// The shape beside an incident, taken from the states of targets; and the word for one that flaps.
import type { ApiIncidentRow } from '../../api/incident-response.ts'
import { useWords } from '../hooks.ts'
import { StateMark } from './state-mark.tsx'

/** The state of a target whose colour and shape an incident takes. */
export const LOOKS = { open: 'down', recovering: 'degraded', closed: 'up' } as const

export function IncidentMark({ state }: { readonly state: ApiIncidentRow['state'] }) {
  return <StateMark state={LOOKS[state]} />
}

export function FlappingMark({ row }: { readonly row: ApiIncidentRow }) {
  const words = useWords()
  return row.flapping ? <span class="flapping">{words.t('flapping')}</span> : null
}
