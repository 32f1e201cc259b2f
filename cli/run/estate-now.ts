// What the desk asks of the estate when an incident closes: is it back, or only no longer watched, and by whose decision.
import type { EstateNow } from '../../alerts/desk/withdrawn.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { Estate } from '../../incidents/estate.ts'

export function estateNow(
  topology: Topology,
  estate: Pick<Estate, 'verdict' | 'evidence'>,
): EstateNow {
  return {
    stateOf(id) {
      const position = topology.indexOf(id)
      return position < 0 ? undefined : estate.verdict(position).state
    },
    decisionOf(id) {
      const position = topology.indexOf(id)
      const isPlanned = position >= 0 && estate.verdict(position).reason === 'planned'
      const { owner, why, until } = (isPlanned ? estate.evidence(position) : undefined) ?? {}
      if (typeof owner !== 'string' || typeof why !== 'string') return undefined
      return typeof until === 'number' ? { owner, why, until } : undefined
    },
  }
}
