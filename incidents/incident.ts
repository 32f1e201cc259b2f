// The contract of incidents/: what other folders may know of a decision.
import type { Reason, State, Transition } from '../fleet/state.ts'

/** What is held of one target's state between two results. */
export interface Verdict {
  readonly state: State
  readonly reason: Reason
  /** Epoch milliseconds since when the state holds. */
  readonly since: number
}

export type { Transition }
