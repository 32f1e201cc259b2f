// Sets up an InfluxDB 2: buckets, and the mappings by which InfluxQL finds them.
import { TIER, TIERS, type Tier } from '../../schema/tiers.ts'
import type { InitStep } from '../dialect.ts'
import type { InfluxTarget, KeepDays } from '../target.ts'
import { type Api, apiOf, type Bucket, type Mapping } from './influx-2-api.ts'
import { changeOf, DAY_S, keptFor } from './retention.ts'
import { tierName } from './tier-name.ts'

const DEFAULT_TIER: Tier = 'raw'

/** As `Dialect.init`; `headers` carry the token. */
export async function initInflux2(
  target: InfluxTarget,
  headers: { readonly authorization: string },
  keep: KeepDays,
  { dryRun }: { readonly dryRun: boolean },
): Promise<readonly InitStep[]> {
  const api = apiOf(target, headers)
  const orgId = await api.org()
  const steps: InitStep[] = []
  for (const tier of TIERS) {
    const found = await api.bucket(orgId, tierName(target, tier))
    const bucket = await initBucket(api, { orgId, target, tier, keep, found, dryRun })
    const mapping = await api.mapping(orgId, tier)
    const mapped = await initMapping(api, {
      orgId,
      target,
      tier,
      found: mapping,
      bucketId: bucket.id,
      dryRun,
    })
    steps.push(bucket.step, mapped)
  }
  return steps
}

interface BucketInit {
  readonly orgId: string
  readonly target: InfluxTarget
  readonly tier: Tier
  readonly keep: KeepDays
  readonly found: Bucket | undefined
  readonly dryRun: boolean
}

/** `id` is absent where the bucket would be made only. */
async function initBucket(
  api: Api,
  { orgId, target, tier, keep, found, dryRun }: BucketInit,
): Promise<{ readonly id: string | undefined; readonly step: InitStep }> {
  const name = tierName(target, tier)
  const what = `bucket ${name}`
  const everySeconds = keep[tier] * DAY_S
  const shardGroupDurationSeconds = Math.min(TIER[tier].shardDays, keep[tier]) * DAY_S
  const retentionRules = [{ type: 'expire', everySeconds, shardGroupDurationSeconds }]
  const detail = `${keptFor(everySeconds)}, shards of ${keptFor(shardGroupDurationSeconds)}`
  if (found === undefined) {
    if (dryRun) return { id: undefined, step: { what, did: 'would-make', detail } }
    const id = await api.makeBucket({ orgID: orgId, name, retentionRules })
    return { id, step: { what, did: 'made', detail } }
  }
  const kept = found.retentionRules[0]?.everySeconds ?? 0
  const { id } = found
  if (kept === everySeconds) {
    return { id, step: { what, did: 'found', detail: keptFor(kept) } }
  }
  if (!dryRun) await api.change(`/api/v2/buckets/${id}`, { retentionRules })
  const did = dryRun ? 'would-change' : 'changed'
  return { id, step: { what, did, detail: changeOf(kept, everySeconds) } }
}

interface MappingInit {
  readonly orgId: string
  readonly target: InfluxTarget
  readonly tier: Tier
  readonly found: Mapping | undefined
  readonly bucketId: string | undefined
  readonly dryRun: boolean
}

async function initMapping(
  api: Api,
  { orgId, target, tier, found, bucketId, dryRun }: MappingInit,
): Promise<InitStep> {
  const { database } = target
  const what = `mapping ${database}/${tier}`
  const isDefault = tier === DEFAULT_TIER
  const detail = `to bucket ${tierName(target, tier)}${isDefault ? ', the default' : ''}`
  const isThere = found !== undefined && !found.virtual
  const leadsThere = isThere && found.bucketID === bucketId
  if (leadsThere && (!isDefault || found.default)) return { what, did: 'found', detail }
  if (!dryRun && leadsThere) {
    await api.change(`/api/v2/dbrps/${found.id}?${new URLSearchParams({ orgID: orgId })}`, {
      default: true,
    })
  } else if (!dryRun) {
    await api.makeMapping({
      orgID: orgId,
      bucketID: bucketId,
      database,
      retention_policy: tier,
      default: isDefault,
    })
  }
  const did = isThere ? (dryRun ? 'would-change' : 'changed') : dryRun ? 'would-make' : 'made'
  return { what, did, detail }
}
