// What a stack costs a month: a line for each part, with its arithmetic, and their sum.
import type { StackConfig } from '../config.ts'
import { cents, shown } from './arithmetic.ts'
import { LOOK_BYTES, LOOKS_A_SECOND_A_CAMERA } from './link-size.ts'
import { PRICES, pricesOf } from './prices.ts'
import { streamsWatched } from './relay-size.ts'
import type { Cost, CostLine, Sizes } from './sizes.ts'

const HOURS = 730
const SECONDS = HOURS * 3600
/** Viewers on the average of a day against the busiest time: our estimate; nearly all of the bill hangs on it. */
export const MEAN_OF_BUSIEST = 0.25
/** Readers are spread over zones; half of what edges pull comes from another. */
const CROSS_ZONE_SHARE = 0.5

/** Parts that do not grow with the estate; the components make the same. */
export const GRAFANA_TYPE = 't4g.small'
export const GRAFANA_DATABASE_TYPE = 'db.t4g.micro'
export const GRAFANA_DATABASE_GB = 20
const ROOT_DISK_GB = 16
/** Services that are asked over addresses inside the network: infra/network/endpoints.ts. */
const ENDPOINTS = 5
const SECRETS = 8
const KEYS = 5
const ALARMS = 43
/** Bytes of a line of a flow log, and of what hosts log a month. */
const FLOW_LINE_BYTES = 120
const FLOW_EVERY_S = 600
const HOST_LOGS_GB = 5

/** Lines are in cents and add up to the sum exactly; a part that is not there has no line. */
export function planCost(sizes: Sizes, config: StackConfig, region: string): Cost {
  const lines = [
    networkLine(sizes, config),
    linkLine(sizes, config),
    ...relayLines(sizes, config),
    databaseLine(sizes, config),
    workerLine(sizes),
    grafanaLine(),
    storageLine(sizes),
    backupLine(sizes),
    secretsLine(),
    alarmsLine(sizes, config),
  ].flatMap((line) => line ?? [])
  const monthlyUsd = cents(lines.reduce((sum, { usd }) => sum + usd, 0))
  const { cameras } = sizes.estate
  return {
    lines,
    monthlyUsd,
    perCameraUsd: cameras === 0 ? 0 : monthlyUsd / cameras,
    pricesOf: pricesOf(region),
  }
}

/** Zones that have a way out of their own: one where data is not protected. */
function waysOut({ network, protect }: StackConfig): number {
  return protect ? network.zones : 1
}

function networkLine({ estate }: Sizes, config: StackConfig): CostLine {
  const ways = waysOut(config)
  const hourly =
    ways * (PRICES.natHour + PRICES.publicAddressHour + ENDPOINTS * PRICES.endpointHour)
  // What is looked at comes through the gateways only where there is no link; the synthetic city is on the host itself.
  const isOutside = config.link.type === 'none' && config.estate !== undefined
  const looks = estate.cameras * LOOKS_A_SECOND_A_CAMERA * LOOK_BYTES * SECONDS
  const gb = isOutside ? looks / 1e9 : 0
  const zone = config.zoneId === undefined ? 0 : PRICES.zone
  return line(
    'network',
    hourly * HOURS + gb * PRICES.natGb + zone,
    `${ways} ways out with ${ENDPOINTS} endpoints each x ${usd(hourly / ways)} an hour x ${HOURS} h${gb > 0 ? `, ${shown(gb)} GB of looks at ${usd(PRICES.natGb)}` : ''}`,
  )
}

function linkLine({ link: gateway }: Sizes, { link }: StackConfig): CostLine | undefined {
  if (link.type === 'vpn')
    return line('city link', PRICES.vpnHour * HOURS, `VPN ${usd(PRICES.vpnHour)} x ${HOURS} h`)
  if (gateway === undefined) return undefined
  const hourly = hourOf(gateway.instanceType) + PRICES.publicAddressHour
  return line(
    'city link',
    hourly * HOURS + ROOT_DISK_GB * PRICES.volumeGb,
    `${gateway.instanceType} and its address ${usd(hourly)} x ${HOURS} h, ${ROOT_DISK_GB} GB of disk`,
  )
}

function relayLines({ relay, estate }: Sizes, config: StackConfig): CostLine[] {
  if (relay.origins === 0) return []
  const { kbps, viewers } = config.relay
  const edges = relay.edgesLeast + (relay.edgesMost - relay.edgesLeast) * MEAN_OF_BUSIEST
  const hosts = relay.origins * hourOf(relay.originType) + edges * hourOf(relay.edgeType)
  const addresses = config.network.zones * PRICES.publicAddressHour
  const disks = (relay.origins + edges) * ROOT_DISK_GB * PRICES.volumeGb
  const gbOf = (streams: number) => (streams * kbps * 125 * SECONDS * MEAN_OF_BUSIEST) / 1e9
  const out = gbOf(viewers)
  const pulled = gbOf(Math.min(viewers, streamsWatched(estate.cameras, config.relay) * edges))
  const crossing = pulled * CROSS_ZONE_SHARE
  const isOutside = config.link.type === 'none' && config.estate !== undefined
  const drawn = isOutside ? gbOf(streamsWatched(estate.cameras, config.relay)) : 0
  return [
    line(
      'relay',
      (hosts + PRICES.balancerHour + addresses) * HOURS + disks,
      `${relay.origins} origins and ${shown(edges)} edges on average, ${relay.edgeType} at ${usd(hourOf(relay.edgeType))} x ${HOURS} h, load balancer with ${config.network.zones} addresses, disks`,
    ),
    line(
      'video to viewers',
      out * (PRICES.outGb + PRICES.balancerGb) +
        crossing * 2 * PRICES.crossZoneGb +
        drawn * PRICES.natGb,
      `${shown(viewers)} viewers x ${shown(kbps)} kbit/s x ${MEAN_OF_BUSIEST} of the busiest time = ${shown(out)} GB at ${usd(PRICES.outGb + PRICES.balancerGb)}, ${shown(crossing)} GB between zones at ${usd(2 * PRICES.crossZoneGb)}${drawn > 0 ? `, ${shown(drawn)} GB drawn in at ${usd(PRICES.natGb)}` : ''}`,
    ),
  ]
}

function databaseLine({ database }: Sizes, config: StackConfig): CostLine {
  const isManaged = config.database.type === 'timestream'
  const copies = config.database.type === 'timestream' && config.database.standby ? 2 : 1
  const gb = isManaged ? PRICES.timestreamGb : PRICES.volumeGb
  const disk = database.storageGb + (isManaged ? 0 : ROOT_DISK_GB)
  const hourly = hourOf(database.instanceType)
  return line(
    'database',
    copies * (hourly * HOURS + disk * gb),
    `${copies > 1 ? `${copies} x ` : ''}${database.instanceType} ${usd(hourly)} x ${HOURS} h, ${disk} GB at ${usd(gb)}`,
  )
}

function workerLine({ worker }: Sizes): CostLine {
  const disk = worker.dataGb + ROOT_DISK_GB
  const hourly = hourOf(worker.instanceType)
  return line(
    'worker',
    hourly * HOURS + disk * PRICES.volumeGb,
    `${worker.instanceType} ${usd(hourly)} x ${HOURS} h, ${disk} GB at ${usd(PRICES.volumeGb)}`,
  )
}

function grafanaLine(): CostLine {
  const hourly = hourOf(GRAFANA_TYPE) + hourOf(GRAFANA_DATABASE_TYPE) + PRICES.balancerHour
  return line(
    'Grafana',
    hourly * HOURS + ROOT_DISK_GB * PRICES.volumeGb + GRAFANA_DATABASE_GB * PRICES.rdsGb,
    `${GRAFANA_TYPE}, ${GRAFANA_DATABASE_TYPE} and a load balancer ${usd(hourly)} x ${HOURS} h, ${ROOT_DISK_GB} GB and ${GRAFANA_DATABASE_GB} GB of disk`,
  )
}

function storageLine({ storage }: Sizes): CostLine {
  const { evidenceGb } = storage
  return line(
    'storage',
    evidenceGb * PRICES.bucketGb,
    `${evidenceGb} GB of evidence at ${usd(PRICES.bucketGb)}`,
  )
}

function backupLine({ storage }: Sizes): CostLine {
  const { backupGb } = storage
  return line(
    'backup',
    backupGb * PRICES.snapshotGb,
    `${backupGb} GB of snapshots at ${usd(PRICES.snapshotGb)}`,
  )
}

function secretsLine(): CostLine {
  return line(
    'secrets and keys',
    SECRETS * PRICES.secret + KEYS * PRICES.key,
    `${SECRETS} secrets at ${usd(PRICES.secret)}, ${KEYS} keys at ${usd(PRICES.key)}`,
  )
}

function alarmsLine({ estate }: Sizes, { relay }: StackConfig): CostLine {
  // A line for either direction of each flow: targets that are pinged, feeds that are looked at, viewers.
  const flows = 2 * (estate.pinged + estate.nvrs + relay.viewers)
  const flowGb = (flows * FLOW_LINE_BYTES * (SECONDS / FLOW_EVERY_S)) / 1e9
  const gb = flowGb + HOST_LOGS_GB
  return line(
    'alarms and logs',
    ALARMS * PRICES.alarm + gb * PRICES.logGb,
    `${ALARMS} alarms at ${usd(PRICES.alarm)}, ${shown(gb)} GB of logs at ${usd(PRICES.logGb)}`,
  )
}

/** Throws a RangeError for a type without a price: the planners choose only those that have one. */
function hourOf(instanceType: string): number {
  const price = PRICES.instanceHour[instanceType]
  if (price === undefined) throw new RangeError(`no price for ${instanceType}`)
  return price
}

function line(part: string, amount: number, why: string): CostLine {
  return { part, usd: cents(amount), why }
}

function usd(amount: number): string {
  return `$${Number(amount.toFixed(4))}`
}
