// How fine and how long: each tier is a retention policy (InfluxDB 1), a bucket (2) or a database (3) of its own.

export const TIERS = ['raw', 'm1', 'h1', 'd1', 'ev'] as const
export type Tier = (typeof TIERS)[number]

export interface TierSpec {
  /** Milliseconds between two points of a series; absent where a point stands for an event. A day is the city's own. */
  readonly everyMs?: number
  /** Days that points are kept unless ronda.yaml says otherwise. */
  readonly keepDays: number
  /** Days in one shard of InfluxDB 1: old points go a shard at a time. */
  readonly shardDays: number
}

export const TIER: Readonly<Record<Tier, TierSpec>> = {
  raw: { everyMs: 10_000, keepDays: 7, shardDays: 1 },
  m1: { everyMs: 60_000, keepDays: 90, shardDays: 7 },
  h1: { everyMs: 3_600_000, keepDays: 730, shardDays: 30 },
  d1: { everyMs: 86_400_000, keepDays: 3650, shardDays: 364 },
  ev: { keepDays: 730, shardDays: 30 },
}
