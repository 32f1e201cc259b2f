// What the reports of the time series are made of, read from the running program.
import type { Topology } from '../../fleet/topology.ts'
import type { Flow } from './flow.ts'
import type { Keeper } from './keeper.ts'
import type { ReporterSource } from './series/source.ts'
import { topmostDead } from './series-estate.ts'
import type { Watch } from './watch.ts'

export interface SeriesSourceParts {
  readonly topology: Topology
  readonly watch: Watch
  readonly flow: Flow
  readonly keeper: Keeper
  /** The picture round runs. */
  readonly looksAtFeeds: boolean
}

export function seriesSource({
  topology,
  watch,
  flow,
  keeper,
  looksAtFeeds,
}: SeriesSourceParts): Omit<ReporterSource, 'lastHour'> {
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
    outbox() {
      const receivers = flow.notifier?.receivers() ?? []
      return {
        waiting: receivers.reduce((sum, { waiting }) => sum + waiting, 0),
        failing: receivers.filter(({ failingSince }) => failingSince !== undefined).length,
      }
    },
  }
}
