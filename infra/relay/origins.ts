// Origins: each pulls the streams of its shard from the recorders, once, for as long as somebody watches.
import * as aws from '@pulumi/aws'
import type * as pulumi from '@pulumi/pulumi'
import { mediamtxUrl, relayHost } from '../../hosts/relay-host.ts'
import type { StackConfig } from '../config.ts'
import { bootOf, instanceArgs } from '../instance/boot.ts'
import { storeDelivery, tellMachines } from '../instance/deliver.ts'
import { debianImage, processorOf } from '../instance/image.ts'
import type { NetworkOutputs, SecretOutputs, StackContext, StorageOutputs } from '../parts.ts'
import { programMemory } from '../plan/memory.ts'
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
  /** By which machines of the relay are told of a delivery. */
  readonly document: aws.ssm.Document
  readonly parent: pulumi.Resource
}

export interface Origin {
  readonly instance: aws.ec2.Instance
  readonly address: pulumi.Output<string>
  /** It relays by what was delivered last. */
  readonly isReady: pulumi.Resource
}

/** `origin-1`: what paths are shared out by; a name keeps its paths when others come and go. */
export function originNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `origin-${i + 1}`)
}

/** `after`: the origin before it. Where both are to be replaced, this one goes only when that one is back. */
export function makeOrigin(
  ctx: StackContext,
  label: string,
  index: number,
  paths: readonly RelayPath[],
  args: OriginArgs & { readonly after: Origin | undefined },
): Origin {
  const { network, secrets, storage, mediamtx, document, after, parent } = args
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
  const needed = new Set(paths.flatMap(({ secret }) => secret ?? []))
  const configuration = storeDelivery(ctx, {
    ...{ ...part, storage, parent },
    secrets: secrets.foreign.filter((name) => needed.has(name)),
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
  const boot = bootOf(ctx, {
    ...{ ...part, storage, parent, objects: [configuration.arn] },
    secrets: {
      keyArn: secrets.keyArn,
      arns: [
        secrets.arns['relay-reader'],
        ...secrets.foreignArns.filter((_, i) => needed.has(secrets.foreign[i] ?? '')),
      ],
    },
    host: configuration.pointer.apply((pointer) =>
      relayHost({
        name: full,
        place: { type: 'aws', region: ctx.region, secrets: [reader] },
        release: releaseOf(mediamtx, originType),
        ...programMemory(originType),
        configuration: { pointer, region: ctx.region },
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
    {
      ...{ parent, ignoreChanges: ['ami'], dependsOn: after === undefined ? [] : [after.isReady] },
      // Its address hangs on the one before it: two instances cannot have it.
      deleteBeforeReplace: true,
    },
  )
  const isReady = tellMachines(ctx, {
    ...{ ...part, delivered: configuration, document, parent },
    targets: { key: 'InstanceIds', values: [instance.id] },
  })
  return { instance, address: card.privateIp, isReady }
}

export function releaseOf({ version, sha256 }: OriginArgs['mediamtx'], instanceType: string) {
  return { version, url: mediamtxUrl(version, processorOf(instanceType)), sha256 }
}
