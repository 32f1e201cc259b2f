// What the end of an incident means: back, or only no longer watched.
import type { State } from '../../fleet/state.ts'
import type { Incident } from '../../incidents/incident.ts'
import type { Decision, Unwatched } from '../message/composer.ts'
import type { Withdrawn } from '../notification.ts'

/** The estate as it is now. */
export interface EstateNow {
  /** Undefined where the estate has no such target. */
  stateOf(targetId: string): State | undefined
  /** Who switched a target off on purpose; undefined for one that is watched, or where that is not known. */
  decisionOf?(targetId: string): Decision | undefined
}

/**
 * A cause that is a target is back or not by itself: what hung on it does not matter. Of several (a common cause, what one
 * left behind, what a planned outage left dead) one that is back is enough. `incident`: with all that were affected.
 * Undefined where everything is watched.
 */
export function unwatchedOf(incident: Incident, estate: EstateNow): Unwatched | undefined {
  const { cause, affected } = incident
  if (cause.kind === 'probe') return undefined
  const dropped: { readonly id: string; readonly as: Withdrawn }[] = []
  let someBack = false
  for (const id of affected) {
    const state = estate.stateOf(id)
    const as = withdrawnAs(state)
    if (as !== undefined) dropped.push({ id, as })
    else if (state === 'up' || state === 'degraded') someBack = true
  }
  const own = cause.kind === 'target' && affected.includes(cause.targetId) ? cause.targetId : ''
  const ofOwn = dropped.find(({ id }) => id === own)
  const first = ofOwn ?? dropped[0]
  if (first === undefined) return undefined
  const isBack = own === '' ? someBack : ofOwn === undefined
  const decision = estate.decisionOf?.(first.id)
  return {
    ...(isBack ? {} : { withdrawn: first.as, ...(decision && { decision }) }),
    count: dropped.length,
  }
}

function withdrawnAs(state: State | undefined): Withdrawn | undefined {
  if (state === undefined) return 'gone'
  return state === 'suspended' || state === 'maintenance' ? state : undefined
}
