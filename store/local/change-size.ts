// How much room a change takes, so that what waits in memory or goes to another thread is counted by what it weighs.
import type { IncidentEvent } from '../../incidents/incident.ts'
import type { Change } from '../store.ts'

/** Characters that take as much room as one transition. */
const TRANSITION_CHARACTERS = 200

/** In transitions, by the room that it takes: a gap, a mark and an audit row count as one. */
export function sizeOfChange({ transitions = [], gaps = [], ...core }: Change): number {
  return transitions.length + gaps.length + sizeOfCore(core)
}

/** Of what a change has besides transitions and gaps. */
export function sizeOfCore(change: Change): number {
  const { incidents = [], outbox = [], outboxMarks = [], documents = [], audit = [] } = change
  const steps = incidents.reduce((sum, event) => sum + sizeOfEvent(event), 0)
  const texts = [...outbox, ...documents].reduce((sum, one) => sum + sizeOfText(one), 0)
  return steps + texts + outboxMarks.length + audit.length
}

/** A step of an incident counts as three transitions, and as one more for every ten ids of its list. */
export function sizeOfEvent({ incident }: IncidentEvent): number {
  return 3 + Math.ceil(incident.affected.length / 10)
}

/** A message or document counts as one transition, and as one more for every 200 characters of its body. */
export function sizeOfText({ body }: { readonly body?: unknown }): number {
  // Nothing was checked yet where this is asked first.
  return 1 + (typeof body === 'string' ? Math.ceil(body.length / TRANSITION_CHARACTERS) : 0)
}
