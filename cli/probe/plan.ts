// How a probe goes about it: as the picture round would, with the same limits, thresholds and logins.
import { RondaError } from '../../fleet/error.ts'
import type { Credentials } from '../../probes/auth/credentials.ts'
import type { FeedPlan } from '../../probes/feeds/plan.ts'
import type { Config } from '../config.ts'
import { feedLogins } from '../run/feeds/city.ts'
import { feedPlanOf } from '../run/feeds/plan.ts'
import type { Goal } from './goal.ts'

/** `given` stands over what the estate has. Throws RND_SECRET_UNRESOLVED. */
export function planFor(config: Config, goal: Goal, given: Credentials | undefined): FeedPlan {
  const fleet =
    goal.kind === 'cameras' ? goal.fleet : { nvrs: [], cameras: [], areas: [], timezone: 'UTC' }
  const login = given && { user: given.user, password: given.password.reveal() }
  return feedPlanOf({
    fleet,
    config: config.feeds,
    logins: login ? new Map(fleet.nvrs.map(({ id }) => [id, login])) : loginsOf(config, fleet),
    known: () => undefined,
    memory: undefined,
    now: Date.now(),
  })
}

function loginsOf(config: Config, fleet: Parameters<typeof feedLogins>[1]) {
  try {
    return feedLogins(config, fleet)
  } catch (error) {
    if (!(error instanceof RondaError)) throw error
    throw new RondaError(error.code, error.message, {
      remedy: 'set it, or give --user NAME --password env:NAME',
      cause: error,
    })
  }
}
