// Retention policies of the database, as `ronda store init` makes them: a tier each, kept as long as ronda.yaml says.
import { parse } from 'yaml'
import { TIER, TIERS } from '../../store/schema/tiers.ts'

export interface RetentionPolicy {
  readonly name: string
  /** Hours, as InfluxQL has them: `168h`. */
  readonly duration: string
  readonly shard: string
}

/** `program`: text of a ronda.yaml that was found right. */
export function policiesOf(program: string): readonly [RetentionPolicy, ...RetentionPolicy[]] {
  const plain = parse(program) as { influx?: { keepDays?: Record<string, number> } } | null
  const keepDays = plain?.influx?.keepDays ?? {}
  const [first, ...rest] = TIERS.map((tier) => ({
    name: tier,
    duration: hours(keepDays[tier] ?? TIER[tier].keepDays),
    shard: hours(TIER[tier].shardDays),
  }))
  if (first === undefined) throw new Error('a database without a tier')
  return [first, ...rest]
}

function hours(days: number): string {
  return `${days * 24}h`
}
