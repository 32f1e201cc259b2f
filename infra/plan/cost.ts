// What a stack costs a month: a line for each part, with its arithmetic, and their sum.
import type { StackConfig } from '../config.ts'
import { cents } from './arithmetic.ts'
import {
  alarmsLine,
  backupLine,
  databaseLine,
  grafanaLine,
  secretsLine,
  storageLine,
  workerLine,
} from './cost-machines.ts'
import { addressesLine, flowLogLine, linkLine, networkLine, relayLines } from './cost-network.ts'
import { countsOf } from './counts.ts'
import { pricesOf } from './prices.ts'
import type { Cost, Sizes } from './sizes.ts'
import { trafficOf } from './traffic.ts'

/** Lines are in cents and add up to the sum exactly, the largest first; a part that is not there has no line. */
export function planCost(sizes: Sizes, config: StackConfig, region: string): Cost {
  const counts = countsOf(sizes, config)
  const bill = { sizes, config, counts, traffic: trafficOf(sizes, config, counts.edges.mean) }
  const lines = [
    networkLine(bill),
    addressesLine(bill),
    linkLine(bill),
    ...relayLines(bill),
    databaseLine(bill),
    workerLine(bill),
    grafanaLine(bill),
    storageLine(bill),
    backupLine(bill),
    secretsLine(bill),
    alarmsLine(bill),
    flowLogLine(bill),
  ].flatMap((line) => line ?? [])
  const monthlyUsd = cents(lines.reduce((sum, { usd }) => sum + usd, 0))
  const { cameras } = sizes.estate
  return {
    lines: lines.toSorted((a, b) => b.usd - a.usd),
    monthlyUsd,
    perCameraUsd: cameras === 0 ? 0 : monthlyUsd / cameras,
    pricesOf: pricesOf(region),
  }
}
