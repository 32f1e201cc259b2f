// What people cannot make again does not go by accident.
import type { ResourceRule } from './rule.ts'

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

/** To be left out for a stack whose configuration has `protect: false`. */
export const dataProtected: ResourceRule = {
  name: 'data-protected',
  says: 'Databases, buckets, volumes, secrets and backups are protected.',
  each({ type, protect }, report) {
    if (DATA_TYPES.includes(type) && !protect) report('keeps data and is not protected')
  },
}
