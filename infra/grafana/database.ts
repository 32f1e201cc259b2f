// Where Grafana keeps its own state: users, preferences, and what alerting remembers.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { firewall } from '../instance/firewall.ts'
import { kept } from '../kept.ts'
import type { NetworkOutputs, SecretOutputs, StackContext, StorageOutputs } from '../parts.ts'
import { GRAFANA_DATABASE_GB, GRAFANA_DATABASE_TYPE } from '../plan/counts.ts'
import { tagged } from '../tagged.ts'

const PART = 'grafana'
export const POSTGRES_PORT = 5432
export const POSTGRES_USER = 'grafana'
/** RDS takes no more. */
const MOST_BACKUP_DAYS = 35

export interface GrafanaDatabase {
  readonly instance: aws.rds.Instance
  readonly securityGroupId: pulumi.Output<string>
}

export function makeGrafanaDatabase(
  ctx: StackContext,
  args: {
    readonly network: NetworkOutputs
    readonly secrets: SecretOutputs
    readonly storage: StorageOutputs
    readonly parent: pulumi.Resource
  },
): GrafanaDatabase {
  const { network, secrets, storage, parent } = args
  const { backup } = ctx.config
  const options = kept(ctx, parent)
  const { protect } = options
  const name = `${ctx.name}-grafana-database`
  const password = secrets.values['grafana-database']
  if (password === undefined) throw new Error('the stack makes no secret grafana-database')
  const group = firewall(ctx, {
    ...{ part: PART, name: 'grafana-database', parent, out: 'none' },
    vpcId: network.vpcId,
    says: "Grafana's own database",
  })
  const subnets = new aws.rds.SubnetGroup(
    `${name}-subnets`,
    { subnetIds: [...network.privateSubnetIds], tags: tagged(ctx, PART, `${name}-subnets`) },
    options,
  )
  const instance = new aws.rds.Instance(
    name,
    {
      identifier: name,
      engine: 'postgres',
      engineVersion: '16',
      instanceClass: GRAFANA_DATABASE_TYPE,
      allocatedStorage: GRAFANA_DATABASE_GB,
      storageType: 'gp3',
      storageEncrypted: true,
      kmsKeyId: storage.keyArn,
      dbName: POSTGRES_USER,
      username: POSTGRES_USER,
      password: pulumi.secret(password),
      port: POSTGRES_PORT,
      publiclyAccessible: false,
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [group.id],
      backupRetentionPeriod: Math.min(backup.keepDays, MOST_BACKUP_DAYS),
      copyTagsToSnapshot: true,
      deletionProtection: protect,
      skipFinalSnapshot: !protect,
      ...(protect ? { finalSnapshotIdentifier: `${name}-last` } : {}),
      autoMinorVersionUpgrade: true,
      tags: tagged(ctx, PART, name),
    },
    options,
  )
  return { instance, securityGroupId: group.id }
}
