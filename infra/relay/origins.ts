// Origins: each pulls the streams of its shard from the recorders, once, for as long as somebody watches.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { mediamtxUrl, relayHost } from '../../hosts/relay-host.ts'
import type { StackConfig } from '../config.ts'
import { bootOf, instanceArgs } from '../instance/boot.ts'
import { debianImage, processorOf } from '../instance/image.ts'
import { storeArchive } from '../instance/object.ts'
import type { NetworkOutputs, SecretOutputs, StackContext, StorageOutputs } from '../parts.ts'
import { tagged } from '../tagged.ts'
import { originConfiguration } from './mediamtx.ts'
import type { RelayPath } from './paths.ts'
import { METRICS_PORT, RTSP_PORT } from './ports.ts'

const PART = 'relay'

export interface OriginArgs {
  readonly network: NetworkOutputs
  readonly secrets: SecretOutputs
  readonly storage: StorageOutputs
  readonly cityNetworks: readonly string[]
  readonly mediamtx: NonNullable<StackConfig['relay']['mediamtx']>
  readonly firewall: pulumi.Output<string>
  readonly parent: pulumi.Resource
}

export interface Origin {
  readonly instance: aws.ec2.Instance
  readonly address: pulumi.Output<string>
}

/** `origin-1`: what paths are shared out by; a name keeps its paths when others come and go. */
export function originNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `origin-${i + 1}`)
}

export function makeOrigin(
  ctx: StackContext,
  label: string,
  index: number,
  paths: readonly RelayPath[],
  args: OriginArgs,
): Origin {
  const { network, secrets, storage, mediamtx, parent } = args
  const part = { part: PART, name: `relay-${label}` }
  const full = `${ctx.name}-${part.name}`
  const { originType } = ctx.sizes.relay
  const subnetId = network.privateSubnetIds[index % network.privateSubnetIds.length]
  if (subnetId === undefined) throw new Error('a network without a private subnet')
  // Edges know it by its address, which therefore outlives the instance.
  const card = new aws.ec2.NetworkInterface(
    `${full}-address`,
    {
      subnetId,
      securityGroups: [args.firewall],
      tags: tagged(ctx, PART, `${full}-address`),
    },
    { parent },
  )
  const reader = secrets.names['relay-reader']
  const configuration = storeArchive(ctx, {
    ...{ ...part, storage, parent },
    files: [
      {
        path: 'mediamtx.yml',
        text: originConfiguration({
          ...{ paths, reader, network: network.cidr },
          cityNetworks: args.cityNetworks,
        }),
      },
    ],
  })
  const needed = new Set(paths.flatMap(({ secret }) => secret ?? []))
  const foreign = secrets.foreign.filter((name) => needed.has(name))
  const boot = bootOf(ctx, {
    ...{ ...part, storage, parent, objects: [configuration.arn] },
    secrets: {
      keyArn: secrets.keyArn,
      arns: [
        secrets.arns['relay-reader'],
        ...secrets.foreignArns.filter((_, i) => needed.has(secrets.foreign[i] ?? '')),
      ],
    },
    host: pulumi.all([configuration.url, configuration.sha256]).apply(([url, sha256]) =>
      relayHost({
        name: full,
        place: { type: 'aws', region: ctx.region, secrets: [reader, ...foreign] },
        release: releaseOf(mediamtx, originType),
        configuration: { url, sha256 },
        ports: [RTSP_PORT, METRICS_PORT],
      }),
    ),
  })
  const instance = new aws.ec2.Instance(
    `${full}-instance`,
    {
      ...instanceArgs(ctx, boot, { ...part, instanceType: originType }),
      ami: debianImage(originType, parent),
      primaryNetworkInterface: { networkInterfaceId: card.id },
    },
    { parent, ignoreChanges: ['ami'], deleteBeforeReplace: true },
  )
  return { instance, address: card.privateIp }
}

export function releaseOf({ version, sha256 }: OriginArgs['mediamtx'], instanceType: string) {
  return { version, url: mediamtxUrl(version, processorOf(instanceType)), sha256 }
}
