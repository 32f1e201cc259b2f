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
