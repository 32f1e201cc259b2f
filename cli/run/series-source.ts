// What the reports of the time series are made of, read from the running program.
import { viewCause } from '../../alerts/policy/cause-view.ts'
import { AVAILABLE } from '../../fleet/state.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { Incident } from '../../incidents/incident.ts'
import type { RecorderFault } from '../../store/aggregates/fault-points.ts'
import type { CauseTags } from '../../store/aggregates/outage-points.ts'
import type { PlannedNow } from '../../store/aggregates/planned-points.ts'
import type { OutboxFacts } from '../../store/aggregates/worker-point.ts'
import type { FoundFault } from './feeds/recorder-faults.ts'
import type { Flow } from './flow.ts'
import type { Keeper } from './keeper.ts'
import type { Planning } from './planning.ts'
import type { ReporterSource } from './series/source.ts'
import { topmostDead } from './series-estate.ts'
import type { Watch } from './watch.ts'

export interface SeriesSourceParts {
  readonly topology: Topology
  readonly watch: Watch
  readonly flow: Flow
  readonly keeper: Keeper
  /** From so many cameras on a cause is critical. */
  readonly criticalFrom: number
  /** The picture round runs. */
  readonly looksAtFeeds: boolean
  /** What recorders say of themselves at a time, epoch milliseconds; empty while the picture round does not walk. */
  faultsFound(now: number): readonly FoundFault[]
}

export function seriesSource(parts: SeriesSourceParts): Omit<ReporterSource, 'lastHour'> {
  const { topology, watch, flow, keeper, criticalFrom, looksAtFeeds } = parts
  const kecamatan = looksAtFeeds ? topology.areasIn(undefined).map(({ id }) => id) : []
  const verdict = (position: number) => watch.estate.verdict(position)
  const stateOf = (position: number) => verdict(position).state
  return {
    verdict,
    causeOf: (position) => topmostDead(topology, stateOf, position),
    openIncidents: () => watch.openIncidents(),
    roundHealth: () => flow.health,
    storeHealth: () => keeper.health(),
    conditions: () => kecamatan.map((kec) => ({ kec, counts: watch.conditions(kec) })),
    outbox: (now) => outboxOf(flow.notifier, now),
    causeTags: causeTags((incident) => viewCause(incident, topology, criticalFrom)),
    faults: (now) => faultsOf(parts.faultsFound(now), parts),
    planned: () => plannedNow(flow.planning?.planned() ?? []),
  }
}

/** Of a cause that half the city hangs on it takes 10 ms to see what all have in common: only where that changed. */
export function causeTags(viewOf: (incident: Incident) => CauseTags): ReporterSource['causeTags'] {
  const known = new WeakMap<
    Incident['affected'],
    { readonly id: string; readonly tags: CauseTags }
  >()
  return (incident) => {
    const { id, affected } = incident
    const before = known.get(affected)
    if (before?.id === id) return before.tags
    const tags = viewOf(incident)
    known.set(affected, { id, tags })
    return tags
  }
}

function outboxOf(notifier: Flow['notifier'], now: number): OutboxFacts {
  const receivers = notifier?.receivers() ?? []
  const silentMs = notifier?.silentMs(now)
  return {
    waiting: receivers.reduce((sum, { waiting }) => sum + waiting, 0),
    failing: receivers.filter(({ failingSince }) => failingSince !== undefined).length,
    ...(silentMs === undefined ? {} : { silentS: Math.floor(silentMs / 1000) }),
  }
}

/** A recorder that cannot be reached, or is switched off on purpose, is told of by its state. */
function faultsOf(
  found: readonly FoundFault[],
  { topology, watch }: Pick<SeriesSourceParts, 'topology' | 'watch'>,
): readonly RecorderFault[] {
  return found.flatMap(({ nvrId, what, since, skewS }) => {
    const recorder = topology.byId(nvrId)
    if (recorder === undefined || !AVAILABLE.has(watch.verdictOf(nvrId).state)) return []
    const kec = topology.areaPath(recorder).find(({ level }) => level === 'kecamatan')?.id
    const skew = skewS === undefined ? {} : { skewS }
    return [{ what, id: nvrId, kec, owner: recorder.owner, since, ...skew }]
  })
}

function plannedNow(rows: ReturnType<Planning['planned']>): readonly PlannedNow[] {
  return rows.flatMap(({ planned, state, from, until, covered }) => {
    if (state !== 'active' || from === undefined || until === undefined) return []
    const { kind, id, owner, reason: why } = planned
    return [{ kind, id, owner, why, targets: covered, from, until }]
  })
}
