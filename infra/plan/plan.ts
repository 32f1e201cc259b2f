// The whole plan of a stack: how large each part is and what it costs, with the arithmetic that the preview shows.
import type { StackConfig } from '../config.ts'
import { many, shown } from './arithmetic.ts'
import { planCost } from './cost.ts'
import { MEAN_OF_BUSIEST } from './counts.ts'
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

/** As the preview prints it, line by line: each size with what it follows from, then the bill, the largest line first. */
export function planLines({ sizes, cost }: Plan): string[] {
  const { estate, link, worker, relay, database, storage } = sizes
  const part = (name: string, size: string, why: readonly Sum[]) => [
    `${name}: ${size}`,
    ...why.map((sum) => `  ${sum}`),
  ]
  return [
    `Estate: ${shown(estate.targets)} targets, ${shown(estate.pinged)} pinged, ${shown(estate.nvrs)} NVRs, ${shown(estate.cameras)} cameras`,
    ...(link ? part('City link', link.instanceType, link.why) : []),
    ...part('Worker', `${worker.instanceType}, volume of ${worker.dataGb} GB`, worker.why),
    ...part('Relay', relayLine(relay), relay.why),
    ...part('Database', `${database.instanceType}, disk of ${database.storageGb} GB`, database.why),
    ...part(
      'Storage',
      `${shown(storage.evidenceGb + storage.copiesGb)} GB in buckets, ${shown(storage.backupGb)} GB of snapshots`,
      storage.why,
    ),
    ...costLines(cost),
  ]
}

function relayLine({ origins, originType, edgesLeast, edgesMost, edgeType }: Sizes['relay']) {
  if (origins === 0) return 'none'
  const least = edgesLeast === edgesMost ? '' : `${edgesLeast} to `
  return `${many(origins, 'origin')} ${originType}, ${least}${many(edgesMost, 'edge')} ${edgeType}`
}

function costLines({ lines, monthlyUsd, perCameraUsd, pricesOf }: Cost): string[] {
  const amounts = lines.map(({ usd }) => dollars(usd))
  const width = Math.max(...amounts.map(({ length }) => length))
  const names = Math.max(...lines.map(({ part }) => part.length))
  return [
    `Cost: ${dollars(monthlyUsd)} a month, $${perCameraUsd.toFixed(3)} a camera`,
    ...lines.map(({ part, usd, why }, i) => {
      const share = monthlyUsd === 0 ? 0 : Math.round((usd / monthlyUsd) * 100)
      const amount = (amounts[i] ?? '').padStart(width)
      return `  ${part.padEnd(names)} ${amount} ${`${share}`.padStart(3)} % = ${why}`
    }),
    `  ${pricesOf}`,
    `  ${MEAN_OF_BUSIEST}: of the viewers of the busiest time, those of an average hour. Not in it: taxes, discounts, what AWS gives free, support`,
  ]
}

function dollars(usd: number): string {
  return `$${usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
}
