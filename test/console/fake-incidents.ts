// The incidents of the fake city: one for each fault in it, some that are over, and makers for those a test adds.
import type { Incident, IncidentEvent } from '../../incidents/incident.ts'
import type { FakeCity, FakeTarget } from './fake-city.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** The life so far: every dead uplink or NVR is a cause; one ISP has lost many; twelve incidents are closed. */
export function firstIncidents(city: FakeCity, now: number): readonly IncidentEvent[] {
  const causes = city.targets.filter(({ state }) => state === 'down')
  const open = causes.flatMap((cause, i) => {
    const incident = incidentOn(city, cause.id, { openedAt: cause.since, flapping: i % 40 === 5 })
    return [step('opened', incident)]
  })
  const over = city.targets
    .filter(({ kind, state }) => kind === 'uplink' && state === 'up')
    .slice(0, 12)
    .flatMap(({ id }, i) => lifeOf(incidentOn(city, id, { openedAt: now - (i + 2) * HOUR_MS }), i))
  return [...open, ...over]
}

/** An open incident on a target and everything that hangs on it. */
export function incidentOn(
  city: FakeCity,
  targetId: string,
  part: Partial<Incident> & Pick<Incident, 'openedAt'>,
): Incident {
  const cause = city.byId.get(targetId)
  if (cause === undefined) throw new Error(`no target ${targetId}`)
  const below = city.targets.filter((target) => target.parent === targetId)
  return incidentOf([cause, ...below], {
    id: `inc-${part.openedAt.toString(36)}-${targetId}`,
    cause: { kind: 'target', targetId },
    reason: 'topmost-failed',
    ...part,
  })
}

/** An open incident of many that have one ISP in common. */
export function incidentOfIsp(city: FakeCity, isp: string, count: number, openedAt: number) {
  const all = city.targets.filter(({ details }) => details['isp'] === isp)
  return incidentOf(all.slice(0, count), {
    id: `inc-${openedAt.toString(36)}-isp-${isp}`,
    cause: { kind: 'shared', attribute: 'isp', value: isp, failed: count, total: all.length },
    reason: 'shared-attribute',
    openedAt,
  })
}

/** `afterMs` after the incident was decided. */
export function step(what: IncidentEvent['what'], incident: Incident, afterMs = 0): IncidentEvent {
  return { incidentId: incident.id, at: incident.decidedAt + afterMs, what, incident }
}

export function closed(incident: Incident, closedAt: number): Incident {
  const nobody = { affected: [], byKecamatan: {}, byKind: {}, byOwner: {} }
  return { ...incident, ...nobody, state: 'closed', closedAt }
}

function incidentOf(
  targets: readonly FakeTarget[],
  part: Pick<Incident, 'id' | 'cause' | 'reason' | 'openedAt'> & Partial<Incident>,
): Incident {
  return {
    state: 'open',
    flapping: false,
    settled: true,
    decidedAt: part.openedAt + 4_000,
    affected: targets.map(({ id }) => id).sort(),
    peak: targets.length,
    byKecamatan: countBy(targets, ({ path }) => path[0] ?? ''),
    byKind: countBy(targets, ({ kind }) => kind),
    byOwner: countBy(targets, ({ owner }) => owner),
    evidence: { sent: 7, lost: 7, icmp: '3/1', reporter: '10.0.0.1' },
    ...part,
  }
}

function lifeOf(incident: Incident, i: number): IncidentEvent[] {
  const lastedMs = (i + 1) * 3 * MINUTE_MS
  const known = { ...incident, acknowledged: { at: incident.decidedAt + MINUTE_MS, by: 'Sari' } }
  const recovering = { ...known, state: 'recovering' } as const
  return [
    step('opened', incident),
    ...(i % 2 === 0 ? [step('acknowledged', known, MINUTE_MS)] : []),
    step('recovering', i % 2 === 0 ? recovering : { ...incident, state: 'recovering' }, lastedMs),
    step(
      'closed',
      closed(i % 2 === 0 ? known : incident, incident.decidedAt + lastedMs + 9_000),
      lastedMs + 9_000,
    ),
  ]
}

function countBy(
  targets: readonly FakeTarget[],
  keyOf: (target: FakeTarget) => string,
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const target of targets) counts[keyOf(target)] = (counts[keyOf(target)] ?? 0) + 1
  return counts
}
