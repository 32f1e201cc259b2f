// Amazon Timestream for InfluxDB: edition 2 as an instance, edition 3 as a cluster.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import type { StackConfig } from '../config.ts'
import type { NetworkOutputs, SecretOutputs, StackContext, Watched } from '../parts.ts'
import { tagged } from '../tagged.ts'

const PART = 'database'
/** Engine 2 listens on 8086; engine 3 of AWS on 8181, which both of them are told here. */
export const TIMESTREAM_PORT = { 2: 8086, 3: 8181 } as const
/** AWS keeps this group; with it the instance's own arguments (bucket, organisation, password, storage) are refused. */
const CORE = 'InfluxDBV3Core'

export interface Timestream {
  readonly url: pulumi.Output<string>
  /** Of the secret in which AWS keeps what the database is set up with. */
  readonly authSecretArn: pulumi.Output<string>
  readonly watched: readonly Watched[]
}

export function makeTimestream(
  ctx: StackContext,
  args: {
    readonly config: Extract<StackConfig['database'], { type: 'timestream' }>
    readonly network: NetworkOutputs
    readonly secrets: SecretOutputs
    readonly firewall: pulumi.Output<string>
    readonly bucket: string
    readonly org: string
    readonly parent: pulumi.Resource
  },
): Timestream {
  const { config, network, secrets, parent } = args
  const { instanceType, storageGb } = ctx.sizes.database
  const { protect } = ctx.config
  const name = `${ctx.name}-database`
  const port = TIMESTREAM_PORT[config.edition]
  const kept = { parent, protect, retainOnDelete: protect }
  const shared = {
    name,
    dbInstanceType: instanceType,
    port,
    publiclyAccessible: false,
    vpcSubnetIds: [...network.privateSubnetIds],
    vpcSecurityGroupIds: [args.firewall],
    tags: tagged(ctx, PART, name),
  }
  if (config.edition === '3') {
    const cluster = new aws.timestreaminfluxdb.DbCluster(
      `${name}-timestream`,
      { ...shared, dbParameterGroupIdentifier: CORE },
      kept,
    )
    return {
      url: pulumi.interpolate`https://${cluster.endpoint}:${port}`,
      authSecretArn: cluster.influxAuthParametersSecretArn,
      watched: [{ kind: 'timestream', name: 'database', id: cluster.name }],
    }
  }
  const password = secrets.values['database-admin']
  if (password === undefined) throw new Error('the stack makes no secret database-admin')
  const instance = new aws.timestreaminfluxdb.DbInstance(
    `${name}-timestream`,
    {
      ...shared,
      allocatedStorage: storageGb,
      dbStorageType: 'InfluxIOIncludedT1',
      deploymentType: config.standby ? 'WITH_MULTIAZ_STANDBY' : 'SINGLE_AZ',
      bucket: args.bucket,
      organization: args.org,
      username: 'admin',
      password: pulumi.secret(password),
    },
    // AWS takes these once; a password that people turn in the database is no reason to make it anew.
    { ...kept, ignoreChanges: ['password'] },
  )
  return {
    url: pulumi.interpolate`https://${instance.endpoint}:${port}`,
    authSecretArn: instance.influxAuthParametersSecretArn,
    watched: [{ kind: 'timestream', name: 'database', id: instance.name }],
  }
}
