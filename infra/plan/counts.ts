// How many of each thing that AWS charges for a stack has, before any of it is there.
import { type AlarmedKind, alarmsOf } from '../alarms/rules.ts'
import type { StackConfig } from '../config.ts'
import { neededSecrets } from '../secrets/needed.ts'
import type { Sizes } from './sizes.ts'

/** Parts that do not grow with the estate; the components make the same. */
export const GRAFANA_TYPE = 't4g.small'
export const GRAFANA_DATABASE_TYPE = 'db.t4g.micro'
export const GRAFANA_DATABASE_GB = 20
/** Of the disk of every machine's system: infra/instance/boot.ts. */
export const SYSTEM_DISK_GB = 16
/** Viewers on the average of a day against the busiest time: our estimate; nearly all of the bill hangs on it. */
export const MEAN_OF_BUSIEST = 0.25

/** Services that are asked over addresses inside the network: infra/network/endpoints.ts. */
const ENDPOINTS = 5
/** Evidence, backups, artefacts. */
const BUCKETS = 3
/** Of flow logs, buckets, secrets, alarms, backups. */
const KEYS = 5
/** AWS: each end of a site-to-site VPN on its side has two tunnels with an address each. */
const TUNNELS = 2
/**
 * Alarms that AWS makes for the two policies by which edges scale, a high and a low one each; by readers it looks at two
 * metrics, and is charged for both.
 */
const SCALING_ALARMS = 2 * 1 + 2 * 2

export interface Machine {
  readonly part: 'link' | 'relay' | 'database' | 'worker' | 'grafana'
  readonly instanceType: string
}

export interface Counts {
  /** That run all the time; edges are counted apart. */
  readonly machines: readonly Machine[]
  /** `mean`: over a day. */
  readonly edges: { readonly least: number; readonly most: number; readonly mean: number }
  /** Of volumes that keep data, each. */
  readonly volumesGb: readonly number[]
  readonly waysOut: number
  /** Of services of AWS, one in each zone that has a way out. */
  readonly endpointAddresses: number
  /** Public IPv4, those of edges on the average. */
  readonly addresses: number
  readonly balancers: number
  readonly webBalancers: number
  /** Made here, and for us by AWS. */
  readonly alarms: { readonly own: number; readonly scaling: number }
  readonly secrets: { readonly own: number; readonly byAws: number }
  readonly keys: number
  readonly buckets: number
}

/** What the program registers for the same sizes and configuration: test/infra/cost-complete.test.ts compares. */
export function countsOf(sizes: Sizes, config: StackConfig): Counts {
  const { network, protect, link, database } = config
  const hasRelay = sizes.relay.origins > 0
  const hasZone = config.zoneId !== undefined
  const machines = machinesOf(sizes, config)
  const edges = edgesOf(sizes, hasZone)
  const volumesGb = [
    sizes.worker.dataGb,
    ...(database.type === 'ec2' ? [sizes.database.storageGb] : []),
  ]
  // One way out is enough where an hour without a zone is no loss.
  const waysOut = protect ? network.zones : 1
  const balancers = hasRelay ? 1 : 0
  const webBalancers = hasZone ? 1 : 0
  // A machine of its own that people reach has an address: the gateway, and Grafana where nothing stands before it.
  const gateways = link.type === 'wireguard' ? 1 : 0
  const fronts = hasZone ? 0 : 1
  const tunnels = link.type === 'vpn' ? TUNNELS : 0
  return {
    ...{ machines, edges, volumesGb, waysOut, balancers, webBalancers },
    endpointAddresses: waysOut * ENDPOINTS,
    addresses:
      waysOut +
      gateways +
      fronts +
      tunnels +
      edges.mean +
      (balancers + webBalancers) * network.zones,
    alarms: {
      own: alarmCount(machines.length, volumesGb.length, config, hasRelay),
      scaling: edges.most > edges.least ? SCALING_ALARMS : 0,
    },
    secrets: {
      own: neededSecrets(config).length,
      // Shared keys of the tunnels, and what Timestream was set up with.
      byAws: (link.type === 'vpn' ? 1 : 0) + (database.type === 'timestream' ? 1 : 0),
    },
    keys: KEYS,
    buckets: BUCKETS,
  }
}

function machinesOf({ link, relay, database, worker }: Sizes, config: StackConfig): Machine[] {
  const origin: Machine = { part: 'relay', instanceType: relay.originType }
  return [
    ...(link ? [{ part: 'link' as const, instanceType: link.instanceType }] : []),
    ...(config.database.type === 'ec2'
      ? [{ part: 'database' as const, instanceType: database.instanceType }]
      : []),
    ...Array.from({ length: relay.origins }, () => origin),
    { part: 'worker', instanceType: worker.instanceType },
    { part: 'grafana', instanceType: GRAFANA_TYPE },
  ]
}

/** Without a zone there is one edge, however many are planned: infra/relay/edges.ts. */
function edgesOf({ relay }: Sizes, hasZone: boolean): Counts['edges'] {
  if (relay.origins === 0) return { least: 0, most: 0, mean: 0 }
  const [least, most] = hasZone ? [relay.edgesLeast, relay.edgesMost] : [1, 1]
  return { least, most, mean: least + (most - least) * MEAN_OF_BUSIEST }
}

function alarmCount(
  machines: number,
  volumes: number,
  { link, database, zoneId }: StackConfig,
  hasRelay: boolean,
): number {
  const of: readonly (readonly [AlarmedKind, number])[] = [
    ['instance', machines],
    ['volume', volumes],
    ['balancer', hasRelay ? 1 : 0],
    // Grafana and console.
    ['web-balancer', zoneId === undefined ? 0 : 2],
    ['rds', 1],
    ['timestream', database.type === 'timestream' ? 1 : 0],
    ['vpn', link.type === 'vpn' ? TUNNELS : 0],
  ]
  // The dead man's is of no kind.
  return of.reduce((sum, [kind, count]) => sum + alarmsOf(kind) * count, 1)
}
