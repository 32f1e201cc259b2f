// What AWS asks for the parts of a stack: a table to estimate by, not a bill.

/** US dollars. */
export interface Prices {
  /** An hour of an instance, on demand, Linux. */
  readonly instanceHour: Readonly<Record<string, number>>
  /** A gigabyte and month of a volume (gp3), a snapshot of one, a bucket, and of Timestream for InfluxDB. */
  readonly volumeGb: number
  readonly snapshotGb: number
  readonly bucketGb: number
  readonly timestreamGb: number
  /** A gigabyte and month of RDS for PostgreSQL, and of a copy of it in AWS Backup. */
  readonly rdsGb: number
  readonly rdsSnapshotGb: number
  readonly natHour: number
  readonly natGb: number
  /** One address of one service. */
  readonly endpointHour: number
  readonly vpnHour: number
  readonly balancerHour: number
  /** A unit of a load balancer of connections, and of one of requests: a gigabyte an hour. */
  readonly balancerGb: number
  readonly webBalancerGb: number
  readonly publicAddressHour: number
  /** Out to the internet, the first 10 TB of a month; what is beyond is cheaper. */
  readonly outGb: number
  /** Between zones, each way. */
  readonly crossZoneGb: number
  /** Taken in by CloudWatch Logs, and kept there a month. */
  readonly logGb: number
  readonly logKeptGb: number
  /** A month of one. */
  readonly key: number
  readonly secret: number
  readonly alarm: number
  /** Of a machine that is looked at each minute: seven metrics. */
  readonly monitoring: number
  /** Of our own. */
  readonly metric: number
  readonly zone: number
  /** A thousand of them. */
  readonly bucketWrites: number
  readonly metricCalls: number
}

/** Where a price is from. */
export interface PriceSource {
  /** `all`: AWS asks the same everywhere. */
  readonly region: 'all' | 'ap-southeast-3' | 'ap-southeast-1'
  /** On the price of that region; 1 where the table has it as it is. */
  readonly factor: number
  /** When it was looked at, `2026-07`. */
  readonly at: string
  /** `list`: AWS's own list or announcement. `quoted`: as others quote it. `memory`: nobody compared it with a list. */
  readonly by: 'list' | 'quoted' | 'memory'
}

/** The region that the table is for, and when. */
export const PRICED_REGION = 'ap-southeast-3' satisfies PriceSource['region']
export const PRICED_AT = '2026-11'

/**
 * Those of Jakarta where they are known, else of Singapore times 1, which Jakarta's have been equal or near to:
 * PRICE_SOURCES says it of each. Taxes, discounts by volume, what AWS gives free, savings plans and support are not in it.
 */
export const PRICES: Prices = {
  instanceHour: {
    't4g.micro': 0.0106,
    't4g.small': 0.0212,
    't4g.medium': 0.0424,
    't4g.large': 0.0848,
    ...sizes('c7g', 0.0833, ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge']),
    ...sizes('m7g', 0.102, ['large', 'xlarge', '2xlarge', '4xlarge']),
    'db.t4g.micro': 0.025,
    'db.t4g.small': 0.051,
    ...sizes('db.influx', 0.144, ['medium', 'large', 'xlarge', '2xlarge', '4xlarge']),
  },
  volumeGb: 0.096,
  snapshotGb: 0.05,
  bucketGb: 0.025,
  timestreamGb: 0.12,
  rdsGb: 0.138,
  rdsSnapshotGb: 0.095,
  natHour: 0.059,
  natGb: 0.059,
  endpointHour: 0.013,
  vpnHour: 0.05,
  balancerHour: 0.0252,
  balancerGb: 0.006,
  webBalancerGb: 0.008,
  publicAddressHour: 0.005,
  outGb: 0.132,
  crossZoneGb: 0.01,
  logGb: 0.7,
  logKeptGb: 0.03,
  key: 1,
  secret: 0.4,
  alarm: 0.1,
  monitoring: 2.1,
  metric: 0.3,
  zone: 0.5,
  bucketWrites: 0.005,
  metricCalls: 0.01,
}

const MEMORY: PriceSource = { region: 'ap-southeast-1', factor: 1, at: PRICED_AT, by: 'memory' }
const EVERYWHERE: PriceSource = { region: 'all', factor: 1, at: PRICED_AT, by: 'memory' }
const JAKARTA: PriceSource = { region: 'ap-southeast-3', factor: 1, at: '2026-07', by: 'list' }
const QUOTED: PriceSource = { region: 'ap-southeast-1', factor: 1, at: PRICED_AT, by: 'quoted' }

/**
 * Of each price. NAT as comparisons of its price quote Singapore (2026); load balancers' units as quoted for all regions
 * (May 2026), VPN and what crosses zones likewise (June 2026); addresses, those of tunnels and load balancers among them, as
 * AWS announced them for all regions from February 2024 on. The price of an m7g.large is 1.25
 * times that of Virginia (0.0816, June 2026), which bears the Singapore one out.
 */
export const PRICE_SOURCES: Readonly<Record<keyof Prices, PriceSource>> = {
  instanceHour: MEMORY,
  volumeGb: MEMORY,
  snapshotGb: MEMORY,
  bucketGb: JAKARTA,
  timestreamGb: MEMORY,
  rdsGb: MEMORY,
  rdsSnapshotGb: MEMORY,
  natHour: QUOTED,
  natGb: QUOTED,
  endpointHour: MEMORY,
  vpnHour: { ...QUOTED, region: 'all', at: '2026-06' },
  balancerHour: MEMORY,
  balancerGb: { ...QUOTED, region: 'all', at: '2026-05' },
  webBalancerGb: { ...QUOTED, region: 'all', at: '2026-05' },
  publicAddressHour: { region: 'all', factor: 1, at: '2024-02', by: 'list' },
  outGb: JAKARTA,
  crossZoneGb: { ...QUOTED, region: 'all', at: '2026-06' },
  logGb: MEMORY,
  logKeptGb: MEMORY,
  key: EVERYWHERE,
  secret: EVERYWHERE,
  alarm: EVERYWHERE,
  monitoring: EVERYWHERE,
  metric: EVERYWHERE,
  zone: EVERYWHERE,
  bucketWrites: MEMORY,
  metricCalls: EVERYWHERE,
}

/**
 * `an estimate by prices of 2026-11: 2 of ap-southeast-3, 11 the same everywhere, 14 of ap-southeast-1 x 1`, and of another
 * region that the table is not its own.
 */
export function pricesOf(region: string): string {
  const all = Object.values(PRICE_SOURCES)
  const of = (wanted: PriceSource['region']) => all.filter((one) => one.region === wanted)
  const lent = of('ap-southeast-1')
  const table = `${of(PRICED_REGION).length} of ${PRICED_REGION}, ${of('all').length} the same everywhere, ${lent.length} of ap-southeast-1 x ${lent[0]?.factor ?? 1}`
  const estimate = `an estimate by prices of ${PRICED_AT}: ${table}`
  return region === PRICED_REGION ? estimate : `no prices of ${region} at hand; ${estimate}`
}

/** Throws a RangeError for a type without a price: the planners choose only those that have one. */
export function hourOf(instanceType: string): number {
  const price = PRICES.instanceHour[instanceType]
  if (price === undefined) throw new RangeError(`no price for ${instanceType}`)
  return price
}

/** Each size is twice the one before. */
function sizes(family: string, least: number, names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [`${family}.${name}`, least * 2 ** i]))
}
