// Removes at a quiet time what is past its retention.
import { type ScheduledTask, schedule } from 'node-cron'
import { messageOf } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Fleet } from '../../fleet/model.ts'
import type { Store } from '../../store/store.ts'
import type { Config } from '../config.ts'
import type { FeedRoom } from './feeds/room.ts'

/** By the city's clock. */
const HOUSEKEEPING = '17 3 * * *'

interface House {
  readonly store: Store
  readonly config: Config
  readonly fleet: Fleet
  readonly log: Logger
}

/** What it could not do is logged, and tried again the next night. */
export function keepHouse(
  { store, config, fleet, log }: House,
  feeds: FeedRoom | undefined,
): ScheduledTask {
  const work = async (): Promise<void> => {
    try {
      const removed = await store.retain(config.retention, Date.now())
      const pictures = (await feeds?.retain(Date.now())) ?? 0
      log.info({ removed, pictures }, 'housekeeping: history past its retention is removed')
    } catch (error) {
      log.error({}, `housekeeping: ${messageOf(error)}`)
    }
  }
  return schedule(HOUSEKEEPING, work, { timezone: fleet.timezone, noOverlap: true })
}
