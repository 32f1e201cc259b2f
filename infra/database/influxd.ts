// InfluxDB 1 of Debian on one instance, with everything it keeps on a volume of its own.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { influxdHost } from '../../hosts/influxd-host.ts'
import { bootOf, instanceArgs } from '../instance/boot.ts'
import { debianImage } from '../instance/image.ts'
import { kept } from '../kept.ts'
import type {
  NetworkOutputs,
  SecretName,
  SecretOutputs,
  StackContext,
  StorageOutputs,
  Watched,
} from '../parts.ts'
import type { Statement } from '../service-role.ts'
import { tagged } from '../tagged.ts'
import { policiesOf } from './policies.ts'

const PART = 'database'
const SECRETS: readonly SecretName[] = ['database-admin', 'database-writer', 'database-reader']
/** In the bucket of backups. */
const BACKUPS = 'influxd'
/** Share of memory that influxd may have; the rest is the system's cache of its files. */
const MEMORY_MB: Readonly<Record<string, number>> = {
  't4g.medium': 2600,
  'm7g.large': 5500,
  'm7g.xlarge': 11_000,
  'm7g.2xlarge': 22_000,
  'm7g.4xlarge': 44_000,
}

export interface Influxd {
  readonly address: pulumi.Output<string>
  readonly volumeId: pulumi.Output<string>
  readonly watched: readonly Watched[]
}

export function makeInfluxd(
  ctx: StackContext,
  args: {
    readonly network: NetworkOutputs
    readonly secrets: SecretOutputs
    readonly storage: StorageOutputs
    readonly firewall: pulumi.Output<string>
    readonly database: string
    readonly parent: pulumi.Resource
  },
): Influxd {
  const { network, secrets, storage, parent } = args
  const name = `${ctx.name}-database`
  const { instanceType, storageGb } = ctx.sizes.database
  const [subnetId, zone] = [network.privateSubnetIds[0], network.zones[0]]
  if (subnetId === undefined || zone === undefined) throw new Error('a network without a zone')
  const volume = new aws.ebs.Volume(
    `${name}-data`,
    {
      availabilityZone: zone,
      type: 'gp3',
      size: storageGb,
      encrypted: true,
      kmsKeyId: storage.keyArn,
      tags: tagged(ctx, PART, `${name}-data`),
    },
    kept(ctx, parent),
  )
  // The address outlives the instance: the worker and Grafana need not be told of a new one.
  const card = new aws.ec2.NetworkInterface(
    `${name}-address`,
    { subnetId, securityGroups: [args.firewall], tags: tagged(ctx, PART, `${name}-address`) },
    { parent },
  )
  const memoryMb = MEMORY_MB[instanceType]
  const boot = bootOf(ctx, {
    ...{ part: PART, name: 'database', storage, parent, objects: [] },
    secrets: { keyArn: secrets.keyArn, arns: SECRETS.map((secret) => secrets.arns[secret]) },
    statements: backupStatements(ctx.region, storage),
    host: pulumi.all([volume.id, storage.backups.name]).apply(([id, bucket]) =>
      influxdHost({
        name,
        place: {
          type: 'aws',
          region: ctx.region,
          secrets: SECRETS.map((secret) => secrets.names[secret]),
        },
        database: args.database,
        policies: policiesOf(ctx.program),
        admin: { name: 'admin', secret: secrets.names['database-admin'] },
        writer: { name: 'writer', secret: secrets.names['database-writer'] },
        reader: { name: 'reader', secret: secrets.names['database-reader'] },
        volume: id,
        backup: { type: 'bucket', bucket, region: ctx.region, prefix: BACKUPS },
        ...(memoryMb === undefined ? {} : { memoryMb }),
      }),
    ),
  })
  const instance = new aws.ec2.Instance(
    `${name}-instance`,
    {
      ...instanceArgs(ctx, boot, { part: PART, name: 'database', instanceType }),
      ami: debianImage(instanceType, parent),
      primaryNetworkInterface: { networkInterfaceId: card.id },
    },
    // One address and one volume: the old one goes before the new one comes, and the spool of the worker bridges it.
    { parent, ignoreChanges: ['ami'], deleteBeforeReplace: true },
  )
  new aws.ec2.VolumeAttachment(
    `${name}-attachment`,
    {
      deviceName: '/dev/sdf',
      volumeId: volume.id,
      instanceId: instance.id,
      stopInstanceBeforeDetaching: true,
    },
    { parent, deleteBeforeReplace: true },
  )
  return {
    address: card.privateIp,
    volumeId: volume.id,
    watched: [
      { kind: 'instance', name: 'database', id: instance.id },
      { kind: 'volume', name: 'database', id: volume.id },
    ],
  }
}

/**
 * Its own copies: it puts them, and gets them back for a restore. It may delete none; what it overwrites the bucket keeps as
 * a version. To decrypt is among the rights of each boot already.
 */
function backupStatements(region: string, { backups, keyArn }: StorageOutputs): Statement[] {
  const condition = { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } }
  return [
    {
      Sid: 'PutBackups',
      Action: ['s3:PutObject'],
      Resource: pulumi.interpolate`${backups.arn}/${BACKUPS}/*`,
    },
    {
      Sid: 'GetBackups',
      Action: ['s3:GetObject'],
      Resource: pulumi.interpolate`${backups.arn}/${BACKUPS}/*`,
    },
    {
      Sid: 'ListBackups',
      Action: ['s3:ListBucket'],
      Resource: backups.arn,
      Condition: { StringLike: { 's3:prefix': [`${BACKUPS}/*`] } },
    },
    {
      Sid: 'EncryptBackups',
      Action: ['kms:GenerateDataKey'],
      Resource: keyArn,
      Condition: condition,
    },
  ]
}
