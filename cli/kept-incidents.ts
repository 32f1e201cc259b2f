// The incidents that a data folder remembers, told with the names of its city, when no program runs on it.
import { incidentRowOut } from '../console/api/convert-incidents.ts'
import type { ApiIncidentRow } from '../console/api/incident-response.ts'
import type { IncidentPageQuery } from '../console/live.ts'
import type { Fleet } from '../fleet/model.ts'
import type { Topology } from '../fleet/topology.ts'
import type { CurrentState, Store } from '../store/store.ts'
import type { Config } from './config.ts'
import { lookAtKept } from './kept.ts'
import { type IncidentAnswers, incidentAnswers } from './run/incident-answers.ts'
import { incidentNames } from './run/incident-names.ts'

interface KeptIncidents {
  readonly fleet: Fleet
  /** Epoch milliseconds of the last sign of life; now, where the program seems to live. */
  readonly asOf: number
  rows(query: IncidentPageQuery): Promise<readonly ApiIncidentRow[]>
}

/** Opens the store for reading, and closes it after `look`. Throws RND_NOT_RUNNING where nothing was ever kept. */
export async function keptIncidents<T>(
  config: Config,
  look: (kept: KeptIncidents) => Promise<T>,
): Promise<T> {
  return await lookAtKept(config, async ({ fleet, topology, store }) => {
    const answers = await keptAnswers(fleet, topology, store, await store.currentStates())
    const now = Date.now()
    // A store that nobody writes to has a gap that begins at the last sign of life and has not ended.
    const silence = (await store.gaps(0, now)).findLast(({ to }) => to >= now)
    return await look({
      fleet,
      asOf: silence?.from ?? now,
      rows: async (query) => (await answers.page(query)).rows.map(incidentRowOut),
    })
  })
}

/** What can be told of incidents from the store alone. */
export async function keptAnswers(
  fleet: Fleet,
  topology: Topology,
  store: Store,
  states: readonly CurrentState[],
): Promise<IncidentAnswers> {
  const open = await store.openIncidents()
  const byId = new Map(states.map(({ targetId, state }) => [targetId, state]))
  return incidentAnswers({
    store,
    openIncidents: () => open,
    ...incidentNames(fleet, topology, (id) => byId.get(id) ?? 'unknown'),
  })
}
