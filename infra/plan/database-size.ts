// How large the database is: from what is written a second, how dense it lies, and how long it is kept.
import { MEASUREMENTS } from '../../store/schema/measurements.ts'
import { TIER, TIERS, type Tier } from '../../store/schema/tiers.ts'
import type { StackConfig } from '../config.ts'
import { against, DAY_S, doubled, GB, roundUp, shown } from './arithmetic.ts'
import type { DatabaseSize, EstateCounts } from './sizes.ts'

/** Days that each tier is kept. */
export type KeepDays = Readonly<Record<Tier, number>>
export const KEEP_DAYS = Object.fromEntries(
  TIERS.map((tier) => [tier, TIER[tier].keepDays]),
) as KeepDays

/**
 * Bytes a point, index included. `raw` and `m1` are limits of docs/benchmarks.md (influx.disk.raw, influx.disk.m1); the
 * others are not measured: a point of a shard with few of a series is mostly index.
 */
const BYTES: KeepDays = { raw: 1.3, m1: 4, h1: 12, d1: 24, ev: 40 }
/** Of what changes with every look and cannot be packed well: our estimate. */
const BYTES_A_FIELD = 2
/** Of boards and lists, which are text: our estimate. */
const BYTES_A_LISTED = 40
/** Looks a second against one in `everyMs`: critical cameras are looked at more often. */
const LOOKS_FACTOR = 2
/** Of the targets, in the lists of what is dead and of what changed. */
const DEAD_SHARE = 0.1
const CHANGES_A_DAY = 2
/** Shards are written anew while they are compacted, and a disk that is full loses points. */
const DISK_SHARE = 0.5
const SERIES_BESIDE = 5000

/** Limits as InfluxData's hardware guide for one node of InfluxDB 1 has its classes: 5,000 and 250,000 points a second, 100,000 and 1,000,000 series. */
const CLASSES = [
  { ec2: 't4g.medium', timestream: 'db.influx.medium', points: 500, series: 10_000 },
  { ec2: 'm7g.large', timestream: 'db.influx.large', points: 5000, series: 100_000 },
  { ec2: 'm7g.xlarge', timestream: 'db.influx.xlarge', points: 50_000, series: 400_000 },
  { ec2: 'm7g.2xlarge', timestream: 'db.influx.2xlarge', points: 250_000, series: 1_000_000 },
  { ec2: 'm7g.4xlarge', timestream: 'db.influx.4xlarge', points: 500_000, series: 4_000_000 },
] as const
/** In the order of size. */
export const DATABASE_TYPES = CLASSES
const SPAN = { raw: 'pings', m1: 'minutes', h1: 'hours', d1: 'days' } as const
const STEP_GB = 10
/** AWS: the least of Timestream for InfluxDB. */
const LEAST_GB = 20

interface Written {
  readonly what: string
  readonly perSecond: number
  readonly bytes: number
  readonly days: number
}

/** What store/schema has this estate write, the large series only. */
export function writtenBy(counts: EstateCounts, keepDays: KeepDays): readonly Written[] {
  const { targets, pinged, nvrs, cameras } = counts
  const spans = (['raw', 'm1', 'h1', 'd1'] as const).map((tier) => {
    const series = tier === 'raw' ? pinged : pinged + cameras
    const everyS = (TIER[tier].everyMs ?? 0) / 1000
    return {
      what: SPAN[tier],
      perSecond: series / everyS,
      bytes: BYTES[tier],
      days: keepDays[tier],
    }
  })
  const { feed, nvr_facts: facts, down } = MEASUREMENTS
  const looks = (what: string, of: typeof feed | typeof facts, n: number, factor: number) => ({
    what,
    perSecond: (n / (of.everyMs / 1000)) * factor,
    bytes: of.tiers.raw.length * BYTES_A_FIELD,
    days: keepDays.raw,
  })
  return [
    ...spans,
    looks('looks at feeds', feed, cameras, LOOKS_FACTOR),
    looks('facts of recorders', facts, nvrs, 1),
    {
      what: 'board of the dead',
      perSecond: (targets * DEAD_SHARE) / (down.everyMs / 1000),
      bytes: BYTES_A_LISTED,
      days: keepDays.raw,
    },
    {
      what: 'changes of state',
      perSecond: (targets * CHANGES_A_DAY) / DAY_S,
      bytes: BYTES.ev,
      days: keepDays.ev,
    },
  ]
}

/** Monotone in every count and in the days. */
export function sizeDatabase(
  counts: EstateCounts,
  database: StackConfig['database'],
  keepDays: KeepDays = KEEP_DAYS,
): DatabaseSize {
  const written = writtenBy(counts, keepDays)
  const perSecond = written.reduce((sum, one) => sum + one.perSecond, 0)
  const bytes = databaseBytes(counts, keepDays)
  // Series of spans, of states, of looks and of facts.
  const { targets, pinged, nvrs, cameras } = counts
  const series = pinged + cameras + targets + cameras + nvrs + SERIES_BESIDE
  const fits = CLASSES.find((one) => perSecond <= one.points && series <= one.series)
  const size = fits ?? CLASSES[CLASSES.length - 1] ?? CLASSES[0]
  const instanceType = size[database.type]
  const storageGb = Math.max(LEAST_GB, roundUp(bytes / GB / DISK_SHARE, STEP_GB))
  const smaller = CLASSES[CLASSES.indexOf(size) - 1]
  const than = (value: number, of: 'points' | 'series') =>
    against(value, size[of], smaller && { name: smaller[database.type], most: smaller[of] })
  return {
    instanceType,
    storageGb,
    why: [
      `points a second: ${written.map((one) => `${one.what} ${shown(one.perSecond)}`).join(' + ')} = ${shown(perSecond)}, ${than(perSecond, 'points')}`,
      `series: ${shown(pinged)} pinged + ${shown(targets)} states + 2 x ${shown(cameras)} cameras + ${shown(nvrs)} NVRs + ${shown(SERIES_BESIDE)} = ${shown(series)}, ${than(series, 'series')}`,
      ...(fits ? [] : ['no type is enough: split the estate into two stacks']),
      `disk: ${written.map((one) => `${one.what} ${shown(bytesOf(one) / GB)} (${shown(one.days)} d)`).join(' + ')} = ${doubled(bytes / GB, STEP_GB, storageGb)}`,
    ],
  }
}

export function databaseBytes(counts: EstateCounts, keepDays: KeepDays = KEEP_DAYS): number {
  return writtenBy(counts, keepDays).reduce((sum, one) => sum + bytesOf(one), 0)
}

function bytesOf({ perSecond, bytes, days }: Written): number {
  return perSecond * bytes * DAY_S * days
}
