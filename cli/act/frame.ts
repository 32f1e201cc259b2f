// The zone by whose clock times are typed and shown: that of the city that runs.
import type { ApiSummary } from '../../console/api/response.ts'
import type { Config } from '../config.ts'
import { askOrThrow } from '../data-folder.ts'
import type { TimeFrame } from './times.ts'

/** Throws RND_NOT_RUNNING where no program runs. */
export async function frameOf(config: Config): Promise<Omit<TimeFrame, 'edge'>> {
  const { timezone } = await askOrThrow<ApiSummary>(config, '/api/summary')
  return { timezone, now: Date.now() }
}
