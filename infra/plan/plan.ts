// The whole plan of a stack: how large each part is and what it costs, with the arithmetic that the preview shows.
import type { StackConfig } from '../config.ts'
import { shown } from './arithmetic.ts'
import { planCost } from './cost.ts'
import { KEEP_DAYS, type KeepDays, sizeDatabase } from './database-size.ts'
import { sizeLink } from './link-size.ts'
import { sizeRelay } from './relay-size.ts'
import type { Cost, EstateCounts, Sizes, Sum } from './sizes.ts'
import { sizeStorage } from './storage-size.ts'
import { sizeWorker } from './worker-size.ts'

export interface Plan {
  readonly sizes: Sizes
  readonly cost: Cost
}

/** `keepDays`: of the time series, as `influx.keepDays` of ronda.yaml has them; default: those of the tiers. */
export function planStack(
  estate: EstateCounts,
  config: StackConfig,
  region: string,
  keepDays: KeepDays = KEEP_DAYS,
): Plan {
  const link = sizeLink(estate, config)
  const sizes: Sizes = {
    estate,
    ...(link && { link }),
    worker: sizeWorker(estate),
    relay: sizeRelay(estate, config.relay),
    database: sizeDatabase(estate, config.database, keepDays),
    storage: sizeStorage(estate, config, keepDays),
  }
  return { sizes, cost: planCost(sizes, config, region) }
}

/** As the preview prints it, line by line. */
export function planLines({ sizes, cost }: Plan): string[] {
  const { estate, link, worker, relay, database, storage } = sizes
  const part = (name: string, size: string, why: readonly Sum[]) => [
    `${name}: ${size}`,
    ...why.map((sum) => `  ${sum}`),
  ]
  const edges =
    relay.edgesLeast === relay.edgesMost
      ? `${relay.edgesMost}`
      : `${relay.edgesLeast} to ${relay.edgesMost}`
  return [
    `Estate: ${shown(estate.targets)} targets, ${shown(estate.pinged)} pinged, ${shown(estate.nvrs)} NVRs, ${shown(estate.cameras)} cameras`,
    ...(link ? part('City link', link.instanceType, link.why) : []),
    ...part('Worker', `${worker.instanceType}, ${worker.dataGb} GB`, worker.why),
    ...part(
      'Relay',
      relay.origins === 0
        ? 'none'
        : `${relay.origins} origins ${relay.originType}, ${edges} edges ${relay.edgeType}`,
      relay.why,
    ),
    ...part('Database', `${database.instanceType}, ${database.storageGb} GB`, database.why),
    ...part('Storage', `${storage.evidenceGb + storage.backupGb} GB`, storage.why),
    `Cost: $${shown(cost.monthlyUsd)} a month, $${cost.perCameraUsd.toFixed(3)} a camera (${cost.pricesOf})`,
    ...cost.lines.map(({ part: name, usd, why }) => `  ${name}: $${shown(usd)} = ${why}`),
  ]
}
