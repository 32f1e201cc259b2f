// What a data folder remembers of its city, for commands that look when no program runs on it.
import { existsSync } from 'node:fs'
import { RondaError } from '../fleet/error.ts'
import type { Fleet } from '../fleet/model.ts'
import { buildTopology, type Topology } from '../fleet/topology.ts'
import { openLocalStore } from '../store/local/open-local-store.ts'
import type { Store } from '../store/store.ts'
import type { Config } from './config.ts'
import { storeFile } from './data-folder.ts'
import { cityOf } from './run/city.ts'

interface Kept {
  readonly fleet: Fleet
  readonly topology: Topology
  readonly store: Store
}

/** Opens the store for reading, and closes it after `look`. Throws RND_NOT_RUNNING where nothing was ever kept. */
export async function lookAtKept<T>(config: Config, look: (kept: Kept) => Promise<T>): Promise<T> {
  const file = storeFile(config)
  if (!existsSync(file)) {
    throw new RondaError(
      'RND_NOT_RUNNING',
      `nothing runs on ${config.data}, and nothing was kept there yet`,
      { remedy: 'npm start, or ronda run --config FILE; --config says which city is meant' },
    )
  }
  const fleet = await cityOf(config)
  const store = await openLocalStore(file, { readOnly: true })
  try {
    return await look({ fleet, topology: buildTopology(fleet), store })
  } finally {
    await store.close()
  }
}
