// What people cannot make again does not go by accident, nor what it would be of no use without.
import type { ResourceRule, Seen, StackRule } from './rule.ts'

/** Types that keep data. */
export const DATA_TYPES: readonly string[] = [
  'aws:s3/bucket:Bucket',
  'aws:ebs/volume:Volume',
  'aws:rds/instance:Instance',
  'aws:rds/cluster:Cluster',
  'aws:timestreaminfluxdb/dbInstance:DbInstance',
  'aws:timestreaminfluxdb/dbCluster:DbCluster',
  'aws:secretsmanager/secret:Secret',
  'aws:backup/vault:Vault',
]

/** What data comes after: lost, it cannot be read, or not be reached. Subnets and groups stay with it by themselves. */
const BELOW: readonly RegExp[] = [
  /^aws:kms\/key:/,
  /^random:/,
  /^aws:(?:rds|timestreaminfluxdb|secretsmanager)\//,
]
/** What comes after data and is of no use apart from it: what shuts a bucket, what a secret holds, a key's name. */
const BESIDE: readonly RegExp[] = [
  /^aws:s3\/bucket[A-Z]\w+:Bucket(?!Object|Notification)/,
  /^aws:secretsmanager\/secret(?:Version|Policy):/,
  /^aws:kms\/alias:/,
  /^aws:backup\/vault(?:Policy|LockConfiguration):/,
]

/** To be left out for a stack whose configuration has `protect: false`. */
export const dataProtected: ResourceRule = {
  name: 'data-protected',
  says: 'Databases, buckets, volumes, secrets and backups are protected.',
  each({ type, protect }, report) {
    if (DATA_TYPES.includes(type) && !protect) report('keeps data and is not protected')
  },
}

/** Says nothing of a stack without protection. */
export const keptWhole: StackRule = {
  name: 'kept-whole',
  says: 'What protected data needs to be read, reached or shut is protected with it.',
  whole({ resources }, report) {
    const byUrn = new Map(resources.map((one) => [one.urn, one]))
    const kept = resources.filter(({ protect }) => protect)
    const isKept = new Set(kept.map(({ urn }) => urn))
    const loose = new Set<Seen>()
    for (const data of kept.filter(({ type }) => DATA_TYPES.includes(type)))
      for (const below of allBelow(data, byUrn))
        if (!below.protect && isOne(below, BELOW)) loose.add(below)
    for (const one of resources)
      if (!one.protect && isOne(one, BESIDE) && one.dependencies.some((urn) => isKept.has(urn)))
        loose.add(one)
    for (const one of loose) report('belongs to protected data and is not protected', one)
  },
}

function isOne({ type }: Seen, patterns: readonly RegExp[]): boolean {
  return patterns.some((pattern) => pattern.test(type))
}

function allBelow(of: Seen, byUrn: ReadonlyMap<string, Seen>): readonly Seen[] {
  const found = new Map<string, Seen>()
  const queue = [...of.dependencies]
  for (let urn = queue.pop(); urn !== undefined; urn = queue.pop()) {
    const one = byUrn.get(urn)
    if (one === undefined || found.has(urn)) continue
    found.set(urn, one)
    queue.push(...one.dependencies)
  }
  return [...found.values()]
}
