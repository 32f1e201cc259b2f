// Looks at the passwords of the NVRs: where one cannot be read, `ronda run` does not start.
import type { Config } from '../config.ts'
import { cityOf } from '../run/city.ts'
import { feedLogins } from '../run/feeds/city.ts'
import { type Finding, ok } from './finding.ts'

/** Nothing where no feed is looked at, or no NVR has a password. Throws RND_SECRET_UNRESOLVED, as `ronda run` does. */
export async function passwords(config: Config): Promise<readonly Finding[]> {
  if (!config.feeds.enabled) return []
  const fleet = await cityOf(config)
  const { size } = feedLogins(config, fleet)
  if (size === 0) return []
  const whose = size === 1 ? 'that of 1 NVR' : `those of ${size.toLocaleString('en')} NVRs`
  return [ok('passwords', `${whose} can be read`)]
}
