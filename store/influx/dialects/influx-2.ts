// InfluxDB 2: a bucket for each tier, and a mapping (DBRP) by which InfluxQL finds it as database and retention policy.
import { TIER, TIERS, type Tier } from '../../schema/tiers.ts'
import type { Dialect, InitStep, RequestSpec } from '../dialect.ts'
import type { InfluxTarget, KeepDays } from '../target.ts'
import { type Api, apiOf, type Bucket, type Mapping } from './influx-2-api.ts'
import { changeOf, DAY_S, keptFor } from './retention.ts'

const DEFAULT_TIER: Tier = 'raw'

export function influx2(target: InfluxTarget): Dialect {
  const { database, org = '' } = target
  const headers = { authorization: `Token ${target.token?.reveal() ?? ''}` }
  return {
    // Go's gzip reader, as in InfluxDB 1; from its documentation.
    joinsGzip: true,
    // Not /write, which finds its bucket by a mapping that anybody may move: docs/decisions/0011-influx.md.
    write: (tier, precision): RequestSpec => ({
      method: 'POST',
      path: `/api/v2/write?${new URLSearchParams({ org, bucket: bucketOf(target, tier), precision })}`,
      headers,
    }),
    query: (tier, q): RequestSpec => ({
      method: 'GET',
      path: `/query?${new URLSearchParams({ db: database, rp: tier, q, epoch: 'ms' })}`,
      headers,
    }),
    async init(keep, { dryRun }) {
      const api = apiOf(target, headers)
      const orgId = await api.org()
      const steps: InitStep[] = []
      for (const tier of TIERS) {
        const found = await api.bucket(orgId, bucketOf(target, tier))
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
    },
  }
}

function bucketOf({ database }: InfluxTarget, tier: Tier): string {
  return `${database}_${tier}`
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
  const name = bucketOf(target, tier)
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
  const detail = `to bucket ${bucketOf(target, tier)}${isDefault ? ', the default' : ''}`
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
