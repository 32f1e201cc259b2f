// InfluxDB 3: a database for each tier. Core has room for five, which is what Ronda needs.
import { z } from 'zod'
import { TIERS, type Tier } from '../../schema/tiers.ts'
import type { Dialect, InitStep, RequestSpec } from '../dialect.ts'
import type { InfluxTarget, KeepDays } from '../target.ts'
import { askOrThrow } from './ask.ts'
import { InfluxError } from './influx-error.ts'
import { changeOf, DAY_S, keptFor, secondsOf } from './retention.ts'

const DATABASES = '/api/v3/configure/database'

/** The documentation shows both forms: names under `db` with their retention, or under `iox::database` alone. */
const databasesSchema = z.array(
  z
    .object({
      db: z.string().optional(),
      'iox::database': z.string().optional(),
      retention_period: z.string().nullish(),
    })
    .transform(({ db, retention_period, ...rest }) => ({
      name: db ?? rest['iox::database'],
      retention: retention_period ?? undefined,
    })),
)

type Listed = z.infer<typeof databasesSchema>

export function influx3(target: InfluxTarget): Dialect {
  const headers = { authorization: `Bearer ${target.token?.reveal() ?? ''}` }
  return {
    // It reads the first gzip member only (its source of 2024 does): what is behind would be lost without a word.
    joinsGzip: false,
    makesByWriting: true,
    write: (tier, precision): RequestSpec => ({
      method: 'POST',
      path: `/write?${new URLSearchParams({ db: databaseOf(target, tier), precision })}`,
      headers,
    }),
    query: (tier, q): RequestSpec => ({
      method: 'GET',
      path: `/query?${new URLSearchParams({ db: databaseOf(target, tier), q, epoch: 'ms' })}`,
      headers,
    }),
    async init(keep, { dryRun }) {
      const listed = await list(target, headers)
      const steps: InitStep[] = []
      const stuck: string[] = []
      for (const tier of TIERS) {
        const name = databaseOf(target, tier)
        const found = listed.find((one) => one.name === name)
        if (found === undefined && !dryRun) await make(target, headers, name, keep[tier])
        const step = stepOf({ name, found, keep, tier, dryRun })
        steps.push(step)
        if (step.did === 'would-change') stuck.push(`${name} ${step.detail}`)
      }
      if (stuck.length > 0 && !dryRun) throw fixed(target, stuck)
      return steps
    },
  }
}

function databaseOf({ database }: InfluxTarget, tier: Tier): string {
  return `${database}_${tier}`
}

interface Stepping {
  readonly name: string
  readonly found: Listed[number] | undefined
  readonly keep: KeepDays
  readonly tier: Tier
  readonly dryRun: boolean
}

/** `would-change` for another retention: Core has none but the first. */
function stepOf({ name, found, keep, tier, dryRun }: Stepping): InitStep {
  const what = `database ${name}`
  const wanted = keep[tier] * DAY_S
  if (found === undefined) {
    return { what, did: dryRun ? 'would-make' : 'made', detail: keptFor(wanted) }
  }
  if (found.retention === undefined) {
    return { what, did: 'found', detail: 'it does not tell for how long it keeps' }
  }
  const kept = secondsOf(found.retention)
  if (kept === undefined) return { what, did: 'found', detail: `kept ${found.retention}` }
  return kept === wanted
    ? { what, did: 'found', detail: keptFor(kept) }
    : { what, did: 'would-change', detail: changeOf(kept, wanted) }
}

function fixed(target: InfluxTarget, stuck: readonly string[]): InfluxError {
  const said = `InfluxDB 3 Core fixes a retention when a database is made: ${stuck.join(', ')}`
  return new InfluxError(target, 'strange-answer', said, {
    remedy:
      'set keepDays to what is there, or take another name as database; InfluxDB 3 Enterprise has influxdb3 update database --retention-period',
  })
}

async function list(
  target: InfluxTarget,
  headers: Readonly<Record<string, string>>,
): Promise<Listed> {
  const path = `${DATABASES}?format=json`
  const { text } = await askOrThrow(target, { method: 'GET', path, headers })
  try {
    return databasesSchema.parse(JSON.parse(text))
  } catch (cause) {
    const said = `no list of databases: ${text.slice(0, 100)}`
    throw new InfluxError(target, 'wrong-dialect', said, { cause })
  }
}

async function make(
  target: InfluxTarget,
  headers: Readonly<Record<string, string>>,
  name: string,
  days: number,
): Promise<void> {
  await askOrThrow(target, {
    method: 'POST',
    path: DATABASES,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ db: name, retention_period: `${days}d` }),
  })
}
