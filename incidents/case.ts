// An incident while it lives: what is moved on in place, and the Incident that others are given of it.
import type { Topology } from '../fleet/topology.ts'
import type { Group } from './attributes.ts'
import type { Evidence } from './evidence.ts'
import type { Cause, Incident, IncidentReason, IncidentState } from './incident.ts'
import { createMemberLists, type MemberList } from './member-lists.ts'

export interface Case {
  readonly id: string
  readonly reason: IncidentReason
  /** Position of the target that is the cause; -1 where several are, or none. */
  readonly position: number
  readonly openedAt: number
  readonly decidedAt: number
  evidence: Evidence
  cause: Cause
  /** Of a common cause: who may still join it. */
  readonly groups: readonly Group[]
  /** When the last one joined; epoch milliseconds. */
  joinedAt: number
  /** Of a common cause: how many of those that failed were switched off on purpose since, and are not back. */
  excused: number
  state: IncidentState
  flapping: boolean
  settled: boolean
  closedAt: number | undefined
  acknowledged: Incident['acknowledged']
  /** Positions of `affected`. */
  readonly members: Set<number>
  /** Of the members as they are; undefined since one came or went. */
  list: MemberList | undefined
  peak: number
  /** Members were added or left since it was told last, and how many there were then. */
  changed: boolean
  toldSize: number
  toldAt: number
  /** When a member came or left last; epoch milliseconds. */
  movedAt: number
}

export type CaseStart = Pick<
  Case,
  'reason' | 'position' | 'openedAt' | 'decidedAt' | 'evidence' | 'cause'
> & {
  readonly id?: string
  readonly groups?: readonly Group[]
}

export function newCase(start: CaseStart): Case {
  return {
    groups: [],
    ...start,
    id: start.id ?? idOf(start),
    joinedAt: start.decidedAt,
    excused: 0,
    state: 'open',
    flapping: false,
    settled: false,
    closedAt: undefined,
    acknowledged: undefined,
    members: new Set(),
    list: undefined,
    peak: 0,
    changed: false,
    toldSize: 0,
    toldAt: start.decidedAt,
    movedAt: start.decidedAt,
  }
}

/** The form that Incident.id promises; what is left behind by a cause has another name than the cause. */
function idOf({ openedAt, cause, reason, position }: CaseStart): string {
  const several = reason === 'left-behind' && position < 0 ? 'left-' : ''
  return `inc-${openedAt.toString(36)}-${several}${slugOf(cause)}`
}

function slugOf(cause: Cause): string {
  if (cause.kind === 'target') return cause.targetId
  if (cause.kind === 'probe') return 'probe'
  const [kind, value] =
    cause.kind === 'planned' ? [cause.planned, cause.plannedId] : [cause.attribute, cause.value]
  return `${kind}-${value.replaceAll(/[^A-Za-z0-9._-]/g, '-')}`
}

/** Makes Incidents of cases of one estate. */
export function createPortrait(topology: Topology): (one: Case) => Incident {
  const lists = createMemberLists(topology)
  return (one) => {
    one.list ??= lists(one.members)
    const { list } = one
    return {
      id: one.id,
      cause: one.cause,
      reason: one.reason,
      state: one.state,
      flapping: one.flapping,
      settled: one.settled,
      openedAt: one.openedAt,
      decidedAt: one.decidedAt,
      ...(one.closedAt === undefined ? {} : { closedAt: one.closedAt }),
      ...(one.acknowledged === undefined ? {} : { acknowledged: one.acknowledged }),
      affected: list.affected,
      peak: Math.max(one.peak, list.affected.length),
      byKecamatan: list.byKecamatan,
      byKind: list.byKind,
      byOwner: list.byOwner,
      evidence: one.evidence,
    }
  }
}
