// When what CloudWatch sees of a part is wrong: one table, by kind.
import type { Watched } from '../parts.ts'

/** What has alarms, by what it is. */
export type AlarmedKind = Watched['kind']

/** As much of it as its alarms follow from. */
type Alarmed =
  | { readonly kind: Exclude<AlarmedKind, 'rds'> }
  | { readonly kind: 'rds'; readonly storageGb: number }

/** As CloudWatch wants it, without whose it is. */
export interface AlarmRule {
  /** Behind the name of what is watched: `status`. */
  readonly label: string
  /** What it means and what to do first, for whoever gets the message. */
  readonly says: string
  readonly namespace: string
  readonly metric: string
  readonly statistic: 'Average' | 'Minimum' | 'Maximum' | 'Sum'
  readonly comparison: 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold'
  readonly threshold: number
  /** Seconds of one value, and how many of them in a row. */
  readonly periodS: number
  readonly times: number
  /** What no value at all means. */
  readonly missing: 'breaching' | 'notBreaching' | 'missing'
}

const GB = 2 ** 30
/** Share of an RDS disk that is kept free. */
const FREE_SHARE = 0.15

const STATUS = {
  label: 'status',
  namespace: 'AWS/EC2',
  statistic: 'Maximum',
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
  periodS: 60,
  times: 3,
  // A machine that is being replaced has none for a while; that nobody works is what the dead man says.
  missing: 'missing',
} as const satisfies Partial<AlarmRule>

/**
 * The namespace is the only one that AWS's own role AmazonTimestreamInfluxDBServiceRolePolicy may put metrics of databases
 * into; names, percent and the dimension DbInstanceName are of the developer guide of Timestream, "Monitoring and
 * Configuration Optimization for Timestream for InfluxDB 2"; 80 % of the disk of its "Creating CloudWatch alarms to
 * monitor Amazon Timestream for InfluxDB".
 */
const TIMESTREAM = 'AWS/Timestream/InfluxDB'

const RULES: Readonly<Record<AlarmedKind, readonly AlarmRule[]>> = {
  instance: [
    {
      ...STATUS,
      metric: 'StatusCheckFailed_Instance',
      says: 'The machine runs but does not answer: look at its console, restart it.',
    },
    {
      ...STATUS,
      label: 'hardware',
      metric: 'StatusCheckFailed_System',
      says: "AWS's own hardware below the machine fails: it is moved by itself; stop and start it where it is not.",
    },
    {
      ...STATUS,
      label: 'attached-volumes',
      metric: 'StatusCheckFailed_AttachedEBS',
      says: 'A disk of the machine cannot be reached.',
    },
    {
      label: 'cpu',
      says: 'The machine has been at its limit for half an hour: see what runs, then its size.',
      namespace: 'AWS/EC2',
      metric: 'CPUUtilization',
      statistic: 'Average',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 90,
      periodS: 300,
      times: 6,
      missing: 'missing',
    },
  ],
  volume: [
    {
      label: 'stalled',
      says: 'The disk has finished nothing for three minutes although it was asked.',
      namespace: 'AWS/EBS',
      metric: 'VolumeStalledIOCheck',
      statistic: 'Maximum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      periodS: 60,
      times: 3,
      missing: 'notBreaching',
    },
    {
      label: 'queue',
      says: 'More waits for the disk than it does: see what writes, then its IOPS.',
      namespace: 'AWS/EBS',
      metric: 'VolumeQueueLength',
      statistic: 'Average',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 32,
      periodS: 300,
      times: 3,
      missing: 'notBreaching',
    },
  ],
  balancer: [
    {
      label: 'nobody-healthy',
      says: 'No machine behind the load balancer is well: nobody gets video.',
      namespace: 'AWS/NetworkELB',
      metric: 'HealthyHostCount',
      statistic: 'Minimum',
      comparison: 'LessThanThreshold',
      threshold: 1,
      periodS: 60,
      times: 3,
      missing: 'breaching',
    },
    {
      label: 'some-unhealthy',
      says: 'A machine behind the load balancer has not been well for a quarter of an hour.',
      namespace: 'AWS/NetworkELB',
      metric: 'UnHealthyHostCount',
      statistic: 'Maximum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      periodS: 60,
      times: 15,
      missing: 'notBreaching',
    },
  ],
  'web-balancer': [
    {
      label: 'nobody-healthy',
      says: 'The server behind the load balancer is not well: engineers do not get in here.',
      namespace: 'AWS/ApplicationELB',
      metric: 'UnHealthyHostCount',
      statistic: 'Minimum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      periodS: 60,
      times: 5,
      missing: 'breaching',
    },
  ],
  rds: [
    {
      label: 'cpu',
      says: "Grafana's database has been at its limit for half an hour.",
      namespace: 'AWS/RDS',
      metric: 'CPUUtilization',
      statistic: 'Average',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 90,
      periodS: 300,
      times: 6,
      missing: 'breaching',
    },
  ],
  timestream: [
    {
      label: 'disk',
      says: 'The database is nearly full: give it more storage before it refuses to write.',
      namespace: TIMESTREAM,
      metric: 'DiskUtilization',
      statistic: 'Maximum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 80,
      periodS: 300,
      times: 3,
      missing: 'breaching',
    },
    {
      label: 'memory',
      says: 'The database has been short of memory for a quarter of an hour: see its queries, then its size.',
      namespace: TIMESTREAM,
      metric: 'MemoryUtilization',
      statistic: 'Average',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 90,
      periodS: 300,
      times: 3,
      missing: 'notBreaching',
    },
  ],
  vpn: [
    {
      label: 'down',
      says: "This tunnel into the city is down: see the city's gateway, then its line. The other one may still carry.",
      namespace: 'AWS/VPN',
      metric: 'TunnelState',
      statistic: 'Maximum',
      comparison: 'LessThanThreshold',
      threshold: 1,
      periodS: 60,
      times: 5,
      missing: 'breaching',
    },
  ],
}

/** Alarms that one of this kind has, the one by which a machine is moved to other hardware among them. */
export function alarmsOf(kind: AlarmedKind): number {
  return (
    alarmRules(kind === 'rds' ? { kind, storageGb: 0 } : { kind }).length +
    (kind === 'instance' ? 1 : 0)
  )
}

/** Disk alarms of RDS follow from its size; every other rule is the same for all of its kind. */
export function alarmRules(watched: Alarmed): readonly AlarmRule[] {
  const rules = RULES[watched.kind]
  if (watched.kind !== 'rds') return rules
  return [
    ...rules,
    {
      label: 'disk',
      says: "Grafana's database is nearly full: give it more storage.",
      namespace: 'AWS/RDS',
      metric: 'FreeStorageSpace',
      statistic: 'Minimum',
      comparison: 'LessThanThreshold',
      threshold: Math.round(watched.storageGb * FREE_SHARE * GB),
      periodS: 300,
      times: 3,
      missing: 'breaching',
    },
  ]
}
