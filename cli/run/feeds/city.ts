// The feeds of the synthetic city: a simulator in a process of its own, and the login that its NVRs take.
import { feedCityPlan } from '../../../city/feeds/feed-city-plan.ts'
import { startFeedCity } from '../../../city/feeds/start-feed-city.ts'
import { messageOf } from '../../../fleet/error.ts'
import type { Logger } from '../../../fleet/logger.ts'
import type { Fleet, TargetId } from '../../../fleet/model.ts'
import type { Config } from '../../config.ts'
import type { Closing } from '../closing.ts'
import { scripted } from '../pinger.ts'
import { type NvrLogin, nvrLogins } from './credentials.ts'

/** No secret: its NVRs are on this machine's loopback, and made up. */
const CITY_LOGIN: NvrLogin = { user: 'ronda', password: 'semarang' }
const DEFAULT_SEED = 1

/** True where the city is made up here, and not read from an estate. */
export function isMadeUp(config: Pick<Config, 'estate'>): boolean {
  return config.estate === undefined
}

/** Throws RND_SECRET_UNRESOLVED where passwords of a real estate cannot be read. */
export function feedLogins(
  config: Config,
  fleet: Pick<Fleet, 'nvrs'>,
): ReadonlyMap<TargetId, NvrLogin> {
  if (!isMadeUp(config)) return nvrLogins(fleet)
  return new Map(fleet.nvrs.map(({ id }) => [id, CITY_LOGIN]))
}

/**
 * Resolves when the simulator serves, with sentences about what it could not have; undefined where it could not be
 * started, which is logged: there is nothing to look at then.
 */
export async function startCityFeeds(
  config: Config,
  fleet: Fleet,
  startedAt: number,
  closing: Closing,
  log: Logger,
): Promise<readonly string[] | undefined> {
  const seed = config.synthetic?.seed ?? DEFAULT_SEED
  const port = fleet.nvrs[0]?.rtspPort ?? 0
  const plan = feedCityPlan(fleet, {
    ...CITY_LOGIN,
    port,
    startedAt,
    seed,
    script: scripted(config, fleet),
  })
  try {
    const city = await startFeedCity(plan)
    closing.defer(() => city.close())
    for (const limit of city.limits) log.warn({}, `the city's feeds: ${limit}`)
    return city.limits
  } catch (error) {
    log.error({}, `the city's feeds cannot be served: ${messageOf(error)}; nothing looks at feeds`)
    return undefined
  }
}
