// The city that a configuration means: an estate on disk, or the synthetic one.

import { RondaError } from '../../fleet/error.ts'
import { loadFleet } from '../../fleet/load.ts'
import type { Fleet } from '../../fleet/model.ts'
import { formatProblem, type Problem } from '../../fleet/problem.ts'
import { FEED_PORT } from '../../fleet/synthetic/addresses.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import type { Config } from '../config.ts'

const DEFAULT_SEED = 1

/** Throws RND_FLEET_INVALID with every problem of an estate, a line each. */
export async function cityOf(config: Config): Promise<Fleet> {
  return (await loadCity(config)).fleet
}

/** As `cityOf`, with what the reader of the estate warns of. */
export async function loadCity(config: Config): Promise<LoadedCity> {
  if (config.estate === undefined) {
    const { seed = DEFAULT_SEED, feedPort } = config.synthetic ?? {}
    return { fleet: withFeedPort(synthesizeFleet({ seed }), feedPort), warnings: [] }
  }
  const loaded = await loadFleet(config.estate)
  if ('fleet' in loaded) return loaded
  throw new RondaError('RND_FLEET_INVALID', loaded.problems.map(formatProblem).join('\n'), {
    remedy: `mend the estate; ronda fleet check ${config.estate} says the same without starting`,
  })
}

function withFeedPort(fleet: Fleet, port: number | undefined): Fleet {
  if (port === undefined || port === FEED_PORT) return fleet
  return {
    ...fleet,
    nvrs: fleet.nvrs.map((nvr) => ({ ...nvr, rtspPort: port, httpPort: port })),
    portals: fleet.portals.map((portal) => ({ ...portal, url: withPort(portal.url, port) })),
  }
}

function withPort(address: string, port: number): string {
  const url = new URL(address)
  url.port = String(port)
  return url.href
}

interface LoadedCity {
  readonly fleet: Fleet
  readonly warnings: readonly Problem[]
}
