// What AWS asks for the parts of a stack: a table to estimate by, not a bill.

/** US dollars. */
export interface Prices {
  /** An hour of an instance, on demand, Linux. */
  readonly instanceHour: Readonly<Record<string, number>>
  /** A gigabyte and month of a volume (gp3), a snapshot, a bucket, and of Timestream for InfluxDB. */
  readonly volumeGb: number
  readonly snapshotGb: number
  readonly bucketGb: number
  readonly timestreamGb: number
  /** A gigabyte and month of RDS for PostgreSQL. */
  readonly rdsGb: number
  readonly natHour: number
  readonly natGb: number
  readonly endpointHour: number
  readonly vpnHour: number
  readonly balancerHour: number
  /** A load balancer's unit: a gigabyte an hour. */
  readonly balancerGb: number
  readonly publicAddressHour: number
  /** Out to the internet, the first 10 TB of a month. */
  readonly outGb: number
  /** Between zones, each way. */
  readonly crossZoneGb: number
  readonly logGb: number
  /** A month of one. */
  readonly key: number
  readonly secret: number
  readonly alarm: number
  readonly zone: number
}

/** The region that the table is of, and when. */
export const PRICED_REGION = 'ap-southeast-3'
export const PRICED_AT = '2026-11'

/**
 * Buckets and traffic to the internet are of AWS's price list for Jakarta of July 2026; everything else is the list price
 * of Singapore, which Jakarta's has been equal or near to, put down from memory in November 2026 and not compared with a
 * bill. Taxes, discounts by volume, savings plans and support are not in it.
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
  natHour: 0.059,
  natGb: 0.059,
  endpointHour: 0.013,
  vpnHour: 0.05,
  balancerHour: 0.0252,
  balancerGb: 0.006,
  publicAddressHour: 0.005,
  outGb: 0.132,
  crossZoneGb: 0.01,
  logGb: 0.7,
  key: 1,
  secret: 0.4,
  alarm: 0.1,
  zone: 0.5,
}

/** `ap-southeast-3, list prices as of 2026-11: an estimate`, and of another region that the table is not its own. */
export function pricesOf(region: string): string {
  const table = `${PRICED_REGION}, list prices as of ${PRICED_AT}: an estimate`
  return region === PRICED_REGION ? table : `no prices of ${region} at hand; those of ${table}`
}

/** Each size is twice the one before. */
function sizes(family: string, least: number, names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [`${family}.${name}`, least * 2 ** i]))
}
