// Goes on with incidents that a store kept: whom each of them concerns is found again from the states of now.
import type { Topology } from '../fleet/topology.ts'
import { COMPARED_KINDS, type Group } from './attributes.ts'
import { type Case, newCase } from './case.ts'
import type { Incident, Verdict } from './incident.ts'
import type { Ledger } from './ledger.ts'

export interface OpenIncidents {
  readonly open: readonly Incident[]
  /** By position in the estate's targets. */
  readonly states: (position: number) => Verdict
  readonly topology: Topology
  readonly ledger: Ledger
  /** Epoch milliseconds. */
  readonly at: number
}

/** Fills the ledger and gives the cases, oldest first. A cause that the estate no longer has is one without a place. */
export function takeOver({ open, states, topology, ledger, at }: OpenIncidents): Case[] {
  for (const position of topology.targets.keys()) {
    ledger.know(position, states(position))
  }
  return open
    .toSorted((a, b) => a.openedAt - b.openedAt)
    .map((incident) => {
      const one = caseOf(incident, topology, ledger, at)
      const dead = incident.affected
        .map((id) => topology.indexOf(id))
        .filter((position) => position >= 0 && ledger.isDead(position))
      for (const position of dead)
        if (isFault(one, position, ledger)) ledger.setFault(position, one)
      for (const position of dead) {
        if (ledger.faultOf(position) !== one) ledger.setBelow(position, one)
      }
      for (const position of dead) {
        one.joinedAt = Math.max(one.joinedAt, ledger.falls.get(position)?.at ?? 0)
      }
      one.toldSize = incident.affected.length
      one.changed = one.members.size !== one.toldSize
      return one
    })
}

function isFault(one: Case, position: number, ledger: Ledger): boolean {
  if (one.position >= 0) return position === one.position
  return ledger.stateOf(position) === 'down'
}

function caseOf(incident: Incident, topology: Topology, ledger: Ledger, at: number): Case {
  const { id, cause, reason, openedAt, decidedAt, evidence } = incident
  const one = newCase({
    id,
    cause,
    reason,
    openedAt,
    decidedAt,
    evidence,
    position: placeOf(incident, topology),
    groups: groupsOf(incident, topology, ledger),
  })
  one.state = incident.state
  one.flapping = incident.flapping
  one.settled = incident.settled
  one.acknowledged = incident.acknowledged
  one.peak = incident.peak
  one.movedAt = at
  return one
}

function groupsOf(
  { cause, reason, affected }: Incident,
  topology: Topology,
  ledger: Ledger,
): Group[] {
  if (cause.kind !== 'shared' || reason !== 'shared-attribute') return []
  const { attribute, value } = cause
  // A camera behind one of the others is affected as well, but not by itself.
  const byItself = (id: string): boolean =>
    topology.byId(id)?.kind !== 'camera' || ledger.stateOf(topology.indexOf(id)) === 'down'
  const kinds = new Set(affected.filter(byItself).map((id) => topology.byId(id)?.kind))
  return COMPARED_KINDS.filter((kind) => kinds.has(kind)).map((kind) => ({
    attribute,
    value,
    kind,
  }))
}

/** What several were left behind by is their cause by name only. */
function placeOf({ cause, reason, affected }: Incident, topology: Topology): number {
  if (cause.kind !== 'target') return -1
  const several = reason === 'left-behind' && !affected.includes(cause.targetId)
  return several ? -1 : topology.indexOf(cause.targetId)
}
