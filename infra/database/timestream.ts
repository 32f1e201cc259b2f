// Amazon Timestream for InfluxDB 2. Edition 3 is refused before it comes here: infra/check-config.ts.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import type { StackConfig } from '../config.ts'
import { kept } from '../kept.ts'
import type { NetworkOutputs, SecretOutputs, StackContext, Watched } from '../parts.ts'
import { tagged } from '../tagged.ts'

const PART = 'database'
export const TIMESTREAM_PORT = 8086

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
  const name = `${ctx.name}-database`
  const password = secrets.values['database-admin']
  if (password === undefined) throw new Error('the stack makes no secret database-admin')
  const instance = new aws.timestreaminfluxdb.DbInstance(
    `${name}-timestream`,
    {
      name,
      dbInstanceType: instanceType,
      port: TIMESTREAM_PORT,
      publiclyAccessible: false,
      vpcSubnetIds: [...network.privateSubnetIds],
      vpcSecurityGroupIds: [args.firewall],
      allocatedStorage: storageGb,
      dbStorageType: 'InfluxIOIncludedT1',
      deploymentType: config.standby ? 'WITH_MULTIAZ_STANDBY' : 'SINGLE_AZ',
      bucket: args.bucket,
      organization: args.org,
      username: 'admin',
      password: pulumi.secret(password),
      tags: tagged(ctx, PART, name),
    },
    // AWS takes these once; a password that people turn in the database is no reason to make it anew.
    { ...kept(ctx, parent), ignoreChanges: ['password'] },
  )
  return {
    url: pulumi.interpolate`https://${instance.endpoint}:${TIMESTREAM_PORT}`,
    authSecretArn: instance.influxAuthParametersSecretArn,
    watched: [{ kind: 'timestream', name: 'database', id: instance.name }],
  }
}
