// An incident as routes look at it: what kind of cause, whose, where, and how bad.
import type { Target } from '../../fleet/model.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { Incident } from '../../incidents/incident.ts'
import type { Severity } from '../notification.ts'

export interface CauseView {
  /** Kind of the target that is the cause; `shared`, `planned`, `probe`. */
  readonly kind: string
  readonly owner?: string
  readonly isp?: string
  /** From the kecamatan down; empty where it lies in none. */
  readonly areas: readonly string[]
  readonly severity: Severity
}

/**
 * Several causes at once (a common cause, what one left behind, what a suspension left dead) have the owner, ISP and
 * areas that all topmost of them have in common, if any: what hangs below a dead line is not what must be mended.
 */
export function viewCause(incident: Incident, topology: Topology, criticalFrom: number): CauseView {
  const { kind, ...rest } = placeOf(incident, topology)
  return { kind, ...rest, severity: severityOf(incident, kind, criticalFrom) }
}

/** Critical: a node, the probe itself, or at least `criticalFrom` cameras affected now. Never `info`. */
export function severityOf(incident: Incident, kind: string, criticalFrom: number): Severity {
  if (kind === 'node' || kind === 'probe') return 'critical'
  return (incident.byKind['camera'] ?? 0) >= criticalFrom ? 'critical' : 'warning'
}

type Place = Omit<CauseView, 'severity'>

function placeOf({ cause, reason, affected }: Incident, topology: Topology): Place {
  switch (cause.kind) {
    case 'probe':
      return { kind: 'probe', areas: [] }
    case 'planned':
      return {
        ...inCommon(topmost(affected, topology), topology),
        kind: 'planned',
        owner: cause.owner,
      }
    case 'shared': {
      // Its owner is to mend what keeps us from its cameras, whoever they belong to.
      const nvr = cause.attribute === 'nvr' ? topology.byId(cause.value) : undefined
      if (nvr) return { ...inCommon([nvr], topology), kind: 'shared' }
      return { ...inCommon(topmost(affected, topology), topology), kind: 'shared' }
    }
    case 'target': {
      const target = topology.byId(cause.targetId)
      const isBack = reason === 'left-behind' && !affected.includes(cause.targetId)
      if (target && !isBack) return inCommon([target], topology)
      return inCommon(topmost(affected, topology), topology)
    }
  }
}

/** Those affected with nothing affected above them. */
export function topmost(affected: readonly string[], topology: Topology): Target[] {
  const all = new Set(affected)
  const found: Target[] = []
  for (const id of affected) {
    const target = topology.byId(id)
    if (target && !all.has(topology.parentOf(id)?.id ?? '')) found.push(target)
  }
  return found
}

function inCommon(targets: readonly Target[], topology: Topology): Place {
  const owner = same(targets.map((target) => target.owner))
  const isp = same(targets.map((target) => ispOf(target, topology)))
  return {
    kind: same(targets.map((target) => target.kind)) ?? 'shared',
    ...(owner === undefined ? {} : { owner }),
    ...(isp === undefined ? {} : { isp }),
    areas: commonPath(targets, topology),
  }
}

function ispOf(target: Target, topology: Topology): string | undefined {
  for (const above of [target, ...topology.ancestors(target.id)]) {
    if (above.kind === 'uplink' || above.kind === 'node') return above.isp
  }
  return undefined
}

function commonPath(targets: readonly Target[], topology: Topology): string[] {
  let common: string[] | undefined
  for (const target of targets) {
    const path = topology.areaPath(target).map(({ id }) => id)
    if (common === undefined) common = path
    else {
      const differs = common.findIndex((id, level) => id !== path[level])
      if (differs >= 0) common.length = differs
    }
    if (common.length === 0) return []
  }
  return common ?? []
}

function same<T>(values: readonly T[]): T | undefined {
  const [first] = values
  return values.every((value) => value === first) ? first : undefined
}
