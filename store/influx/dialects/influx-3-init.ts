// Sets up an InfluxDB 3: its databases with their retention, which Core fixes when they are made.
import { z } from 'zod'
import { TIERS, type Tier } from '../../schema/tiers.ts'
import type { InitStep } from '../dialect.ts'
import type { InfluxTarget, KeepDays } from '../target.ts'
import { askOrThrow } from './ask.ts'
import { InfluxError } from './influx-error.ts'
import { changeOf, DAY_S, keptFor, secondsOf } from './retention.ts'
import { tierName } from './tier-name.ts'

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

/** As `Dialect.init`; `headers` carry the token. */
export async function initInflux3(
  target: InfluxTarget,
  headers: Readonly<Record<string, string>>,
  keep: KeepDays,
  { dryRun }: { readonly dryRun: boolean },
): Promise<readonly InitStep[]> {
  const listed = await list(target, headers)
  const steps: InitStep[] = []
  const stuck: string[] = []
  for (const tier of TIERS) {
    const name = tierName(target, tier)
    const found = listed.find((one) => one.name === name)
    if (found === undefined && !dryRun) await make(target, headers, name, keep[tier])
    const step = stepOf({ name, found, keep, tier, dryRun })
    steps.push(step)
    if (step.did === 'would-change') stuck.push(`${name} ${step.detail}`)
  }
  if (stuck.length > 0 && !dryRun) throw fixed(target, stuck)
  return steps
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
