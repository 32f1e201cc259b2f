// Sets up an InfluxDB 1, through npm `influx`, which knows 1.x only.
import { TIER, TIERS, type Tier } from '../../schema/tiers.ts'
import type { InitStep, RequestSpec } from '../dialect.ts'
import type { InfluxTarget, KeepDays } from '../target.ts'
import { adminOf, type Influx1Admin } from './influx-1-admin.ts'
import { changeOf, DAY_S, keptFor, secondsOf } from './retention.ts'
import { rowsOf } from './rows-of.ts'

/** What is asked without naming a policy goes there. */
const DEFAULT_TIER: Tier = 'raw'

/** As `Dialect.init`; `asking` gives the request of a question. */
export async function initInflux1(
  target: InfluxTarget,
  asking: (q: string) => RequestSpec,
  keep: KeepDays,
  { dryRun }: { readonly dryRun: boolean },
): Promise<readonly InitStep[]> {
  const { database } = target
  // A question first: its answer is bounded, and the client would keep back the words of a refusal.
  const databases = await rowsOf(target, asking('SHOW DATABASES'))
  const isThere = databases.some(({ name }) => name === database)
  const admin = dryRun ? undefined : adminOf(target)
  if (!isThere) await admin?.run(`CREATE DATABASE "${database}"`)
  const policies = isThere
    ? await rowsOf(target, asking(`SHOW RETENTION POLICIES ON "${database}"`))
    : []
  const steps: InitStep[] = [
    { what: `database ${database}`, did: made(isThere, dryRun), detail: '' },
  ]
  for (const tier of TIERS) {
    const policy = policies.find(({ name }) => name === tier)
    steps.push(await initPolicy({ database, tier, policy, keep, admin }))
  }
  return steps
}

const made = (isThere: boolean, dryRun: boolean): InitStep['did'] =>
  isThere ? 'found' : dryRun ? 'would-make' : 'made'

interface PolicyInit {
  readonly database: string
  readonly tier: Tier
  /** A row of SHOW RETENTION POLICIES. */
  readonly policy: Readonly<Record<string, unknown>> | undefined
  readonly keep: KeepDays
  /** Absent where it is only said what would be done. */
  readonly admin: Influx1Admin | undefined
}

async function initPolicy({ database, tier, policy, keep, admin }: PolicyInit): Promise<InitStep> {
  const what = `retention policy ${tier}`
  const wanted = keep[tier] * DAY_S
  // The server refuses a shard that lasts longer than what it holds.
  const shard = Math.min(TIER[tier].shardDays, keep[tier]) * DAY_S
  const isDefault = tier === DEFAULT_TIER
  const statement = (verb: string, replicas: number): string =>
    `${verb} RETENTION POLICY "${tier}" ON "${database}" DURATION ${wanted}s REPLICATION ${replicas} SHARD DURATION ${shard}s${isDefault ? ' DEFAULT' : ''}`
  const detail = `${keptFor(wanted)}, shards of ${keptFor(shard)}`
  if (policy === undefined) {
    await admin?.run(statement('CREATE', 1))
    return { what, did: admin ? 'made' : 'would-make', detail }
  }
  const kept = secondsOf(String(policy['duration']))
  const shards = secondsOf(String(policy['shardGroupDuration']))
  const changes = [
    kept === wanted ? '' : changeOf(kept ?? 0, wanted),
    shards === shard ? '' : `shards ${changeOf(shards ?? 0, shard)}`,
    isDefault && policy['default'] !== true ? 'made the default policy' : '',
  ].filter((change) => change !== '')
  if (changes.length === 0) return { what, did: 'found', detail }
  const replicas = Number(policy['replicaN']) || 1
  await admin?.run(statement('ALTER', replicas))
  return { what, did: admin ? 'changed' : 'would-change', detail: changes.join(', ') }
}
