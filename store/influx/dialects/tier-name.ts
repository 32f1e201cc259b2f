// What has no retention policies has a bucket or database for each tier instead.
import type { Tier } from '../../schema/tiers.ts'
import type { InfluxTarget } from '../target.ts'

/** Name of the bucket (InfluxDB 2) or database (3) of a tier: `ronda_raw`. */
export function tierName({ database }: InfluxTarget, tier: Tier): string {
  return `${database}_${tier}`
}
