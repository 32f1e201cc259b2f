// The city that a configuration means: an estate on disk, or the synthetic one.

import { RondaError } from '../../fleet/error.ts'
import { loadFleet } from '../../fleet/load.ts'
import type { Fleet } from '../../fleet/model.ts'
import { formatProblem } from '../../fleet/problem.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import type { Config } from '../config.ts'

const DEFAULT_SEED = 1

/** Throws RND_FLEET_INVALID with every problem of an estate, a line each. */
export async function cityOf(config: Config): Promise<Fleet> {
  if (config.estate === undefined) {
    return synthesizeFleet({ seed: config.synthetic?.seed ?? DEFAULT_SEED })
  }
  const loaded = await loadFleet(config.estate)
  if ('fleet' in loaded) return loaded.fleet
  throw new RondaError('RND_FLEET_INVALID', loaded.problems.map(formatProblem).join('\n'), {
    remedy: `mend the estate; ronda fleet check ${config.estate} says the same without starting`,
  })
}
