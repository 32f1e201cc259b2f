// The worker: one instance that walks the round, with a data volume that outlives it.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { workerHost } from '../hosts/worker-host.ts'
import { bootOf, instanceArgs } from './instance/boot.ts'
import {
  type Delivered,
  deliveryDocument,
  storeDelivery,
  tellMachines,
} from './instance/deliver.ts'
import { allowBetween, firewall } from './instance/firewall.ts'
import { debianImage } from './instance/image.ts'
import { kept } from './kept.ts'
import type {
  CityLinkOutputs,
  DatabaseOutputs,
  NetworkOutputs,
  RelayOutputs,
  SecretOutputs,
  StackContext,
  StorageOutputs,
  Watched,
  WorkerOutputs,
} from './parts.ts'
import { programMemory } from './plan/memory.ts'
import { METRICS_PORT } from './relay/ports.ts'
import { tagged } from './tagged.ts'
import { cityFiles } from './worker/city.ts'
import { releaseDocument, waitForTakeOver } from './worker/documents.ts'
import { onAws } from './worker/host.ts'
import type { InfluxTarget } from './worker/program.ts'
import { workerStatements } from './worker/statements.ts'
import { ON_AWS } from './worker/take-over.ts'
import type { TokensOfStack } from './worker/tokens.ts'

const PART = 'worker'
export const CONSOLE_PORT = 8080

export interface WorkerArgs {
  readonly network: NetworkOutputs
  readonly link: CityLinkOutputs
  readonly database: DatabaseOutputs
  readonly relay: RelayOutputs
  readonly secrets: SecretOutputs
  readonly storage: StorageOutputs
}

/** A new one boots beside the old one and takes over when it is ready: `worker/take-over.ts`. */
export class Worker extends pulumi.ComponentResource implements WorkerOutputs {
  readonly instanceId: pulumi.Output<string>
  readonly securityGroupId: pulumi.Output<string>
  readonly consoleUrl: pulumi.Output<string>
  readonly consoleInside: pulumi.Output<string>
  readonly volumeId: pulumi.Output<string>
  readonly watched: readonly Watched[]

  constructor(ctx: StackContext, args: WorkerArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('ronda:infra:Worker', `${ctx.name}-worker`, {}, opts)
    const { network, database, relay, storage } = args
    const group = this.#firewall(ctx, args)
    this.securityGroupId = group.id
    const volume = this.#volume(ctx, args)
    this.volumeId = volume.id
    const city = storeDelivery(ctx, {
      ...{ part: PART, name: 'worker-city', storage, parent: this },
      secrets: args.secrets.foreign,
      files: pulumi
        .all([database.url, pulumi.all([...relay.metricsUrls])])
        .apply(([url, relayPages]) =>
          cityFiles({
            fleet: ctx.fleet,
            hasEstate: ctx.config.estate !== undefined,
            program: ctx.program,
            anchors: args.link.anchors,
            relayPages,
            stack: {
              data: ON_AWS.mount,
              console: {
                listen: `0.0.0.0:${CONSOLE_PORT}`,
                token: `aws-sm:${args.secrets.names['console-token']}`,
              },
              influx: influxTarget(database, url, args.secrets.names['database-writer']),
            },
          }),
        ),
    })
    const boot = this.#boot(ctx, args, volume, city)
    const { instanceType } = ctx.sizes.worker
    const subnetId = network.privateSubnetIds[0]
    if (subnetId === undefined) throw new Error('a network without a private subnet')
    const instance = new aws.ec2.Instance(
      `${ctx.name}-worker-instance`,
      {
        ...instanceArgs(ctx, boot, { part: PART, name: PART, instanceType }),
        ami: debianImage(instanceType, this),
        subnetId,
        vpcSecurityGroupIds: [group.id],
      },
      { parent: this, ignoreChanges: ['ami'] },
    )
    const takenOver = waitForTakeOver(ctx, instance, this)
    tellMachines(ctx, {
      ...{ part: PART, name: PART, delivered: city, parent: this, after: [takenOver] },
      document: deliveryDocument(ctx, { part: PART, unit: ON_AWS.unit, parent: this }),
      targets: { key: 'InstanceIds', values: [instance.id] },
    })
    this.instanceId = instance.id
    this.consoleInside = pulumi.interpolate`http://${instance.privateIp}:${CONSOLE_PORT}`
    this.consoleUrl = pulumi.output(`https://console.${ctx.config.domain}`)
    this.watched = [
      { kind: 'instance', name: PART, id: instance.id },
      { kind: 'volume', name: PART, id: volume.id },
    ]
    this.registerOutputs({ consoleUrl: this.consoleUrl, instanceId: this.instanceId })
  }

  #firewall(ctx: StackContext, { network, database, relay }: WorkerArgs) {
    const group = firewall(ctx, {
      ...{ part: PART, name: PART, parent: this, out: 'all' },
      vpcId: network.vpcId,
      says: 'The worker: asks whatever the estate names, is asked for its console only',
    })
    const way = { part: PART, from: group.id, leaves: false, parent: this }
    allowBetween(ctx, {
      ...way,
      name: 'worker-to-database',
      says: 'The worker writes',
      group: database.securityGroupId,
      port: database.port,
    })
    if (relay.metricsUrls.length > 0) {
      allowBetween(ctx, {
        ...way,
        name: 'worker-to-relay',
        says: 'The worker reads metrics',
        group: relay.securityGroupId,
        port: METRICS_PORT,
      })
    }
    return group
  }

  #volume(ctx: StackContext, { network, storage }: WorkerArgs): aws.ebs.Volume {
    const name = `${ctx.name}-worker-data`
    const zone = network.zones[0]
    if (zone === undefined) throw new Error('a network without a zone')
    return new aws.ebs.Volume(
      name,
      {
        availabilityZone: zone,
        type: 'gp3',
        size: ctx.sizes.worker.dataGb,
        encrypted: true,
        kmsKeyId: storage.keyArn,
        tags: tagged(ctx, PART, name),
      },
      kept(ctx, this),
    )
  }

  #boot(
    ctx: StackContext,
    { secrets, storage, database }: WorkerArgs,
    volume: aws.ebs.Volume,
    city: Delivered,
  ) {
    const own = ['database-writer', 'console-token'] as const
    const { accountId } = aws.getCallerIdentityOutput({}, { parent: this })
    const release = releaseDocument(ctx, this)
    const makesTokens = database.dialect === '2'
    const told = pulumi.all([storage.evidence.name, database.url])
    const { bucket, key, sha256 } = storage.release
    const host = pulumi
      .all([volume.id, release.name, bucket, key, city.pointer, told])
      .apply(([volumeId, stopDocument, releaseBucket, releaseKey, pointer, more]) =>
        onAws(
          workerHost({
            name: `${ctx.name}-worker`,
            place: {
              type: 'aws',
              region: ctx.region,
              secrets: own.map((name) => secrets.names[name]),
            },
            release: {
              version: ctx.artefact.version,
              url: `s3://${releaseBucket}/${releaseKey}`,
              sha256,
            },
            city: { pointer, region: ctx.region },
            ...programMemory(ctx.sizes.worker.instanceType),
          }),
          {
            takeOver: { ...ON_AWS, volumeId, region: ctx.region, stopDocument },
            stack: ctx.name,
            evidence: more[0],
            ...(makesTokens ? { tokens: tokensOf(ctx, more[1], database, secrets) } : {}),
          },
        ),
      )
    return bootOf(ctx, {
      ...{ part: PART, name: PART, host, storage, parent: this },
      secrets: {
        keyArn: secrets.keyArn,
        arns: [
          ...[...own, ...(makesTokens ? TOKEN_SECRETS : [])].map((name) => secrets.arns[name]),
          ...secrets.foreignArns,
        ],
      },
      objects: [pulumi.interpolate`${storage.artefacts.arn}/${key}`, city.arn],
      statements: workerStatements({
        stack: ctx.name,
        region: ctx.region,
        account: accountId,
        evidenceArn: storage.evidence.arn,
        storageKeyArn: storage.keyArn,
        volumeArn: volume.arn,
        releaseDocumentArn: release.arn,
        ...(makesTokens
          ? {
              tokens: {
                keyArn: secrets.keyArn,
                arns: [secrets.arns['database-writer'], secrets.arns['database-reader']],
              },
            }
          : {}),
      }),
    })
  }
}

/** Beside the writer's, which every worker reads. */
const TOKEN_SECRETS = ['database-admin', 'database-reader'] as const

function tokensOf(
  ctx: StackContext,
  url: string,
  { org = '' }: DatabaseOutputs,
  { names }: SecretOutputs,
): TokensOfStack {
  return {
    ...{ url, org, region: ctx.region },
    admin: { name: 'admin', secret: names['database-admin'] },
    writer: names['database-writer'],
    reader: names['database-reader'],
  }
}

function influxTarget(database: DatabaseOutputs, url: string, secret: string): InfluxTarget {
  const { dialect, database: name, org } = database
  const place = { name: 'stack', url, dialect, database: name }
  if (dialect === '1') return { ...place, username: 'writer', password: `aws-sm:${secret}` }
  return { ...place, ...(org === undefined ? {} : { org }), token: `aws-sm:${secret}` }
}
