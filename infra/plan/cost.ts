// What a stack costs a month: a line for each part, with its arithmetic, and their sum.
import type { StackConfig } from '../config.ts'
import { cents, MONTH_HOURS as HOURS, MONTH_S, many, shown } from './arithmetic.ts'
import {
  type Counts,
  countsOf,
  GRAFANA_DATABASE_GB,
  GRAFANA_DATABASE_TYPE,
  GRAFANA_TYPE,
  MEAN_OF_BUSIEST,
  SYSTEM_DISK_GB,
} from './counts.ts'
import { hourOf, PRICES, pricesOf } from './prices.ts'
import type { Cost, CostLine, Sizes } from './sizes.ts'
import { type Traffic, trafficOf } from './traffic.ts'

/** Months that a line of the flow log is kept: infra/network/flow-logs.ts. */
const FLOW_LOG_MONTHS = 3
/** Of the worker's heartbeat. */
const OWN_METRICS = 1
const HEARTBEAT_EVERY_S = 60

interface Bill {
  readonly sizes: Sizes
  readonly config: StackConfig
  readonly counts: Counts
  readonly traffic: Traffic
}

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

function networkLine({ config, counts, traffic }: Bill): CostLine {
  const { waysOut, endpointAddresses } = counts
  // Without a link everything of the estate comes and goes through the gateways.
  const gb = config.link.type === 'none' ? traffic.drawn + traffic.looked + traffic.toCity : 0
  const out = config.link.type === 'none' ? traffic.toCity : 0
  const zone = config.zoneId === undefined ? 0 : PRICES.zone
  const hourly = waysOut * PRICES.natHour + endpointAddresses * PRICES.endpointHour
  return line(
    'network',
    hourly * HOURS + gb * PRICES.natGb + out * PRICES.outGb + zone,
    sum(
      `(${waysOut} NAT x ${usd(PRICES.natHour)} + ${endpointAddresses} endpoints x ${usd(PRICES.endpointHour)}) x ${HOURS} h`,
      gb > 0 && `${shown(gb)} GB through NAT x ${usd(PRICES.natGb)}`,
      out > 0 && `${shown(out)} GB to the city x ${usd(PRICES.outGb)}`,
      zone > 0 && `zone ${usd(zone)}`,
    ),
  )
}

function addressesLine({ counts: { addresses } }: Bill): CostLine {
  return line(
    'public addresses',
    addresses * PRICES.publicAddressHour * HOURS,
    `${shown(addresses)} IPv4 x ${usd(PRICES.publicAddressHour)} x ${HOURS} h`,
  )
}

function linkLine({ sizes, config, traffic }: Bill): CostLine | undefined {
  const { link: gateway, relay } = sizes
  const { toCity } = traffic
  if (config.link.type === 'none') return undefined
  const out = `${shown(toCity)} GB to the city x ${usd(PRICES.outGb)}`
  if (gateway === undefined)
    return line(
      'city link',
      PRICES.vpnHour * HOURS + toCity * PRICES.outGb,
      sum(`VPN ${usd(PRICES.vpnHour)} x ${HOURS} h`, out),
    )
  // The gateway is in the first zone; origins go round the zones.
  const crossing = relay.origins > 1 ? traffic.drawn * otherZones(config) : 0
  return line(
    'city link',
    machineUsd(gateway.instanceType) + toCity * PRICES.outGb + crossing * 2 * PRICES.crossZoneGb,
    sum(
      machine(gateway.instanceType),
      out,
      crossing > 0 && `${shown(crossing)} GB to another zone x ${usd(2 * PRICES.crossZoneGb)}`,
    ),
  )
}

function relayLines({ sizes, config, counts, traffic }: Bill): CostLine[] {
  const { relay } = sizes
  if (relay.origins === 0) return []
  const { kbps, viewers } = config.relay
  const { mean } = counts.edges
  const machines = relay.origins * machineUsd(relay.originType) + mean * machineUsd(relay.edgeType)
  const out = traffic.toViewers
  // The load balancer gives a viewer an edge of any zone, and an edge asks an origin of any zone.
  const crossing = (out + traffic.toEdges) * otherZones(config)
  return [
    line(
      'relay',
      machines + PRICES.balancerHour * HOURS,
      sum(
        `(${many(relay.origins, 'origin')} and ${many(mean, 'edge')} on average) x ${machine(relay.edgeType)}`,
        `load balancer ${usd(PRICES.balancerHour)} x ${HOURS} h`,
      ),
    ),
    line(
      'video to viewers',
      out * (PRICES.outGb + PRICES.balancerGb) + crossing * 2 * PRICES.crossZoneGb,
      sum(
        `${shown(viewers)} viewers x ${shown(kbps)} kbit/s x ${MEAN_OF_BUSIEST} = ${shown(out)} GB x (${usd(PRICES.outGb)} out + ${usd(PRICES.balancerGb)} balancer)`,
        `${shown(crossing)} GB to another zone x ${usd(2 * PRICES.crossZoneGb)}`,
      ),
    ),
  ]
}

function databaseLine({ sizes, config }: Bill): CostLine {
  const { instanceType, storageGb } = sizes.database
  if (config.database.type === 'ec2')
    return line(
      'database',
      machineUsd(instanceType) + storageGb * PRICES.volumeGb,
      sum(machine(instanceType), `${storageGb} GB x ${usd(PRICES.volumeGb)}`),
    )
  const copies = config.database.standby ? 2 : 1
  const hourly = hourOf(instanceType)
  return line(
    'database',
    copies * (hourly * HOURS + storageGb * PRICES.timestreamGb),
    `${copies > 1 ? `${copies} x (` : ''}${instanceType} ${usd(hourly)} x ${HOURS} h + ${storageGb} GB x ${usd(PRICES.timestreamGb)}${copies > 1 ? ')' : ''}`,
  )
}

function workerLine({ sizes: { worker } }: Bill): CostLine {
  return line(
    'worker',
    machineUsd(worker.instanceType) + worker.dataGb * PRICES.volumeGb,
    sum(machine(worker.instanceType), `${worker.dataGb} GB x ${usd(PRICES.volumeGb)}`),
  )
}

/** Its load balancer carries pages to a few people: one unit of it at a time. */
function grafanaLine({ counts: { webBalancers } }: Bill): CostLine {
  const database = hourOf(GRAFANA_DATABASE_TYPE)
  const front = webBalancers * (PRICES.balancerHour + PRICES.webBalancerGb)
  return line(
    'Grafana',
    machineUsd(GRAFANA_TYPE) + (database + front) * HOURS + GRAFANA_DATABASE_GB * PRICES.rdsGb,
    sum(
      machine(GRAFANA_TYPE),
      `${GRAFANA_DATABASE_TYPE} ${usd(database)} x ${HOURS} h`,
      `${GRAFANA_DATABASE_GB} GB x ${usd(PRICES.rdsGb)}`,
      front > 0 && `load balancer ${usd(front)} x ${HOURS} h`,
    ),
  )
}

function storageLine({ sizes: { storage } }: Bill): CostLine {
  const { evidenceGb, requests } = storage
  const thousands = requests / 1000
  return line(
    'storage',
    evidenceGb * PRICES.bucketGb + thousands * PRICES.bucketWrites,
    sum(
      `${evidenceGb} GB of evidence x ${usd(PRICES.bucketGb)}`,
      `${shown(thousands)} thousand requests x ${usd(PRICES.bucketWrites)}`,
    ),
  )
}

function backupLine({ sizes: { storage } }: Bill): CostLine {
  const { backupGb } = storage
  return line(
    'backup',
    backupGb * PRICES.snapshotGb + GRAFANA_DATABASE_GB * PRICES.rdsSnapshotGb,
    sum(
      `${backupGb} GB of snapshots x ${usd(PRICES.snapshotGb)}`,
      `at most ${GRAFANA_DATABASE_GB} GB of Grafana's x ${usd(PRICES.rdsSnapshotGb)}`,
    ),
  )
}

function secretsLine({ counts: { secrets, keys } }: Bill): CostLine {
  const count = secrets.own + secrets.byAws
  return line(
    'secrets and keys',
    count * PRICES.secret + keys * PRICES.key,
    `${count} secrets x ${usd(PRICES.secret)} + ${keys} keys x ${usd(PRICES.key)}`,
  )
}

function alarmsLine({ counts }: Bill): CostLine {
  const alarms = counts.alarms.own + counts.alarms.scaling
  const machines = counts.machines.length + counts.edges.mean
  const thousands = MONTH_S / HEARTBEAT_EVERY_S / 1000
  const heartbeat = OWN_METRICS * PRICES.metric + thousands * PRICES.metricCalls
  return line(
    'alarms and metrics',
    alarms * PRICES.alarm + machines * PRICES.monitoring + heartbeat,
    `${alarms} alarms x ${usd(PRICES.alarm)} + ${shown(machines)} machines each minute x ${usd(PRICES.monitoring)} + heartbeat ${usd(heartbeat)}`,
  )
}

function flowLogLine({ traffic: { flowLog } }: Bill): CostLine {
  const kept = FLOW_LOG_MONTHS * PRICES.logKeptGb
  return line(
    'flow logs',
    flowLog * (PRICES.logGb + kept),
    `${shown(flowLog)} GB x (${usd(PRICES.logGb)} taken in + ${usd(kept)} kept ${FLOW_LOG_MONTHS} months)`,
  )
}

/** Share of what is in any zone, that is not in a given one. */
function otherZones({ network: { zones } }: StackConfig): number {
  return (zones - 1) / zones
}

/** A month of an instance and the disk of its system. */
function machineUsd(instanceType: string): number {
  return hourOf(instanceType) * HOURS + SYSTEM_DISK_GB * PRICES.volumeGb
}

function machine(instanceType: string): string {
  return `(${instanceType} ${usd(hourOf(instanceType))} x ${HOURS} h + ${SYSTEM_DISK_GB} GB x ${usd(PRICES.volumeGb)})`
}

function sum(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(' + ')
}

function line(part: string, amount: number, why: string): CostLine {
  return { part, usd: cents(amount), why }
}

function usd(amount: number): string {
  return `$${Number(amount.toFixed(4))}`
}
