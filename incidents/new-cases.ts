// How each kind of incident begins: its reason, its cause and what was seen.
import { type Case, newCase } from './case.ts'
import type { Evidence } from './evidence.ts'
import type { Common } from './find-common.ts'
import type { Cause } from './incident.ts'
import type { Fall } from './ledger.ts'

/** A target that is the cause, by its position and id. */
export interface Culprit {
  readonly position: number
  readonly targetId: string
  readonly fall: Fall
}

/** The planned outage that ended, for those still dead. */
export type PlannedOver = Omit<Extract<Cause, { kind: 'planned' }>, 'kind'>

/** Times are epoch milliseconds here and below. `since`: since when the probe sees nothing. */
export function blindCase(since: number, at: number): Case {
  return newCase({
    reason: 'probe-blind',
    position: -1,
    openedAt: since,
    decidedAt: at,
    evidence: {},
    cause: { kind: 'probe' },
  })
}

export function topmostCase({ position, targetId, fall }: Culprit, at: number): Case {
  return newCase({
    reason: 'topmost-failed',
    position,
    openedAt: fall.at,
    decidedAt: at,
    evidence: seenOf(fall),
    cause: { kind: 'target', targetId },
  })
}

/** As Incident.evidence has it. */
export function seenOf({ evidence, condition }: Fall): Evidence {
  return condition === undefined ? evidence : { ...evidence, condition }
}

/** `openedAt`: the first fall. `condition`: what most of them show, of cameras. Undefined where nothing is shared. */
export function sharedCase(
  common: Common,
  openedAt: number,
  at: number,
  condition: string | undefined,
): Case | undefined {
  const { groups, victims, total } = common
  const [group] = groups
  if (!group) return undefined
  const { attribute, value } = group
  const failed = victims.length
  return newCase({
    reason: 'shared-attribute',
    position: -1,
    openedAt,
    decidedAt: at,
    evidence: { failed, total, ...(condition === undefined ? {} : { condition }) },
    cause: { kind: 'shared', attribute, value, failed, total },
    groups,
  })
}

/** What is still dead after `before` is over. It is named by what it was left behind by, or by the only one that is left. */
export function leftBehindCase(before: Case, left: readonly Culprit[], at: number): Case {
  const [first] = left
  const only = left.length === 1 ? first : undefined
  const { cause } = before
  const several = cause.kind === 'shared' ? { ...cause, failed: left.length } : cause
  return newCase({
    reason: 'left-behind',
    position: only?.position ?? -1,
    openedAt: Math.min(...left.map(({ fall }) => fall.at)),
    decidedAt: at,
    evidence: { ...(only && seenOf(only.fall)), after: before.id },
    cause: only ? { kind: 'target', targetId: only.targetId } : several,
  })
}

/** `covered`: so many targets the outage covered. */
export function plannedCase(over: PlannedOver, covered: number, at: number): Case {
  const { planned, plannedId, owner, why } = over
  return newCase({
    reason: 'planned-over',
    position: -1,
    openedAt: at,
    decidedAt: at,
    evidence: { covered },
    cause: { kind: 'planned', planned, plannedId, owner, why },
  })
}
