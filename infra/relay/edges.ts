// Edges: what viewers reach, as many as there are viewers for; each pulls from the origins what its own viewers watch.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { relayHost } from '../../hosts/relay-host.ts'
import { bootOf, METADATA } from '../instance/boot.ts'
import { type Delivered, storeDelivery, tellMachines } from '../instance/deliver.ts'
import { debianImage } from '../instance/image.ts'
import type { StackContext } from '../parts.ts'
import { programMemory } from '../plan/memory.ts'
import { tagged } from '../tagged.ts'
import type { Balancer } from './balancer.ts'
import { edgeHost } from './edge-host.ts'
import { edgeConfiguration } from './mediamtx.ts'
import { type OriginArgs, releaseOf } from './origins.ts'
import { HLS_PORT, METRICS_PORT, WEBRTC_PORT } from './ports.ts'

const PART = 'relay'
/** Packages, MediaMTX and its configuration, on a slow day. */
const BOOT_S = 420

export interface EdgeArgs extends OriginArgs {
  readonly balancer: Balancer
  /** Each path with the address of its origin. */
  readonly paths: readonly { readonly path: string; readonly origin: pulumi.Output<string> }[]
}

export function makeEdges(ctx: StackContext, args: EdgeArgs): aws.autoscaling.Group {
  const { network, balancer, parent } = args
  const name = `${ctx.name}-relay-edge`
  const { edgesLeast, edgesMost } = ctx.sizes.relay
  const configuration = storePaths(ctx, args)
  const template = makeTemplate(ctx, args, name, configuration)
  // Without a zone each edge would ask for a certificate of its own, and only one of them can be answered.
  const [least, most] = ctx.config.zoneId === undefined ? [1, 1] : [edgesLeast, edgesMost]
  const group = new aws.autoscaling.Group(
    `${name}-group`,
    {
      minSize: least,
      maxSize: most,
      vpcZoneIdentifiers: [...network.publicSubnetIds],
      launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
      targetGroupArns: balancer.groups.map(({ arn }) => arn),
      healthCheckType: 'ELB',
      healthCheckGracePeriod: BOOT_S,
      defaultInstanceWarmup: BOOT_S,
      enabledMetrics: ['GroupInServiceInstances'],
      metricsGranularity: '1Minute',
      instanceRefresh: {
        strategy: 'Rolling',
        preferences: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
      },
      tags: Object.entries(tagged(ctx, PART, name)).map(([key, value]) => ({
        ...{ key, value },
        propagateAtLaunch: false,
      })),
    },
    { parent },
  )
  tellMachines(ctx, {
    ...{
      part: PART,
      name: 'relay-edge',
      delivered: configuration,
      document: args.document,
      parent,
    },
    targets: { key: 'tag:aws:autoscaling:groupName', values: [group.name] },
  })
  if (most > least) scale(ctx, group, balancer, parent)
  return group
}

function storePaths(ctx: StackContext, args: EdgeArgs): Delivered {
  const { network, secrets, storage, parent } = args
  const addresses = [...new Set(args.paths.map(({ origin }) => origin))]
  return storeDelivery(ctx, {
    ...{ part: PART, name: 'relay-edge', storage, secrets: [], parent },
    files: pulumi.all(addresses).apply((known) => {
      const paths = args.paths.map(({ path, origin }) => ({
        path,
        origin: known[addresses.indexOf(origin)] ?? '',
      }))
      const reader = secrets.names['relay-reader']
      const text = edgeConfiguration({ paths, reader, network: network.cidr })
      return [{ path: 'mediamtx.yml', text }]
    }),
  })
}

function makeTemplate(
  ctx: StackContext,
  args: EdgeArgs,
  name: string,
  configuration: Delivered,
): aws.ec2.LaunchTemplate {
  const { secrets, storage, parent } = args
  const { edgeType } = ctx.sizes.relay
  const { zoneId, domain } = ctx.config
  const reader = secrets.names['relay-reader']
  const boot = bootOf(ctx, {
    ...{ part: PART, name: 'relay-edge', storage, parent, objects: [configuration.arn] },
    secrets: { keyArn: secrets.keyArn, arns: [secrets.arns['relay-reader']] },
    host: configuration.pointer.apply((pointer) =>
      edgeHost(
        relayHost({
          name,
          place: { type: 'aws', region: ctx.region, secrets: [reader] },
          release: releaseOf(args.mediamtx, edgeType),
          ...programMemory(edgeType),
          configuration: { pointer, region: ctx.region },
          ports: [HLS_PORT, WEBRTC_PORT, METRICS_PORT],
        }),
        { domain, certificate: zoneId === undefined ? 'caddy' : 'balancer' },
      ),
    ),
  })
  return new aws.ec2.LaunchTemplate(
    `${name}-template`,
    {
      imageId: debianImage(edgeType, parent),
      instanceType: edgeType,
      iamInstanceProfile: { arn: boot.profile.arn },
      userData: boot.userData.apply((text) => Buffer.from(text).toString('base64')),
      metadataOptions: METADATA,
      monitoring: { enabled: true },
      networkInterfaces: [
        // Media of WebRTC comes straight to the edge: it has a public address, and one port open there.
        { associatePublicIpAddress: 'true', securityGroups: [args.firewall] },
      ],
      blockDeviceMappings: [
        { deviceName: '/dev/xvda', ebs: { volumeType: 'gp3', volumeSize: 16, encrypted: 'true' } },
      ],
      tagSpecifications: ['instance', 'volume'].map((resourceType) => ({
        resourceType,
        tags: tagged(ctx, PART, name),
      })),
      updateDefaultVersion: true,
      tags: tagged(ctx, PART, `${name}-template`),
    },
    { parent, ignoreChanges: ['imageId'] },
  )
}

/** By bytes out of an edge, and by connections to it: whichever asks for more edges has its way. */
function scale(
  ctx: StackContext,
  group: aws.autoscaling.Group,
  { loadBalancer }: Balancer,
  parent: pulumi.Resource,
): void {
  const { readersPerEdge } = ctx.sizes.relay
  const policy = (
    label: string,
    targetTrackingConfiguration: aws.types.input.autoscaling.PolicyTargetTrackingConfiguration,
  ) =>
    new aws.autoscaling.Policy(
      `${ctx.name}-relay-edge-by-${label}`,
      {
        autoscalingGroupName: group.name,
        policyType: 'TargetTrackingScaling',
        estimatedInstanceWarmup: BOOT_S,
        targetTrackingConfiguration,
      },
      { parent },
    )
  policy('bandwidth', {
    predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageNetworkOut' },
    // Bytes a minute of the planned readers.
    targetValue: ((readersPerEdge * ctx.config.relay.kbps * 1000) / 8) * 60,
  })
  const stat = (id: string, metric: object, statistic: string) => ({
    ...{ id, returnData: false },
    metricStat: { metric: metric as never, stat: statistic },
  })
  policy('readers', {
    targetValue: readersPerEdge,
    customizedMetricSpecification: {
      metrics: [
        stat(
          'flows',
          {
            namespace: 'AWS/NetworkELB',
            metricName: 'ActiveFlowCount',
            dimensions: [{ name: 'LoadBalancer', value: loadBalancer.arnSuffix }],
          },
          'Average',
        ),
        stat(
          'edges',
          {
            namespace: 'AWS/AutoScaling',
            metricName: 'GroupInServiceInstances',
            dimensions: [{ name: 'AutoScalingGroupName', value: group.name }],
          },
          'Average',
        ),
        { id: 'each', expression: 'flows / edges', label: 'Readers of an edge', returnData: true },
      ],
    },
  })
}
