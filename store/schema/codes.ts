// States as numbers, for series whose fields are integers. The numbers are for ever: they are in people's databases.
import type { State } from '../../fleet/state.ts'

export const STATE_CODES: Readonly<Record<State, number>> = {
  up: 0,
  degraded: 1,
  down: 2,
  unreachable: 3,
  unknown: 4,
  maintenance: 5,
  suspended: 6,
}

/** Undefined for a number that stands for no state. */
export function stateOfCode(code: number): State | undefined {
  return (Object.keys(STATE_CODES) as State[]).find((state) => STATE_CODES[state] === code)
}
