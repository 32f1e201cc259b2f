// What a data folder and the files of its estate say of planned outages, when no program runs on it.
import type { PlannedRow } from '../console/actions.ts'
import type { Fleet } from '../fleet/model.ts'
import type { State } from '../fleet/state.ts'
import type { Topology } from '../fleet/topology.ts'
import type { Store } from '../store/store.ts'
import type { Evidence } from '../texts/sentence.ts'
import { coversOf } from './run/covers.ts'
import { PlannedList } from './run/planning-list.ts'
import { rowsOf } from './run/planning-rows.ts'

interface Estate {
  readonly fleet: Fleet
  readonly topology: Topology
  readonly store: Pick<Store, 'documents'>
}

interface KeptPlanned {
  readonly rows: readonly PlannedRow[]
  /** What puts the target in this state, as the running program would say it; undefined where nothing does. */
  evidence(targetId: string, state: State): Evidence | undefined
}

/** As it was at `at`, epoch milliseconds. */
export async function keptPlanned(
  { fleet, topology, store }: Estate,
  at: number,
): Promise<KeptPlanned> {
  const list = new PlannedList(topology)
  list.restore(await store.documents('planned'), fleet.planned, at)
  const { coverage = new Map() } = list.tick(at, true)
  const covers = coversOf(coverage)
  return {
    rows: rowsOf([...list.entries.values()], at),
    evidence(targetId, state) {
      const { state: by, ...evidence } = covers.get(topology.indexOf(targetId)) ?? {}
      return by === state ? (evidence as Evidence) : undefined
    },
  }
}
