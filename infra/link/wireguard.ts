// The link as a gateway of ours that speaks WireGuard: for a city whose line has no fixed address.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { gatewayHost } from '../../hosts/gateway-host.ts'
import type { StackConfig } from '../config.ts'
import { bootOf, instanceArgs } from '../instance/boot.ts'
import { allow, firewall } from '../instance/firewall.ts'
import { debianImage } from '../instance/image.ts'
import type {
  CityLinkOutputs,
  NetworkOutputs,
  SecretOutputs,
  StackContext,
  StorageOutputs,
} from '../parts.ts'
import { addressIn, parseCidr } from '../plan/cidr.ts'
import type { Statement } from '../service-role.ts'
import { tagged } from '../tagged.ts'
import { cityQuickText } from './wg-quick.ts'

type WireguardSettings = Extract<StackConfig['link'], { type: 'wireguard' }>

const PART = 'link'

export function makeWireguard(
  ctx: StackContext,
  parent: pulumi.Resource,
  parts: {
    readonly network: NetworkOutputs
    readonly secrets: SecretOutputs
    readonly storage: StorageOutputs
  },
  { cityKey, networks, port, tunnel }: WireguardSettings,
): CityLinkOutputs {
  const { network, secrets, storage } = parts
  const instanceType = ctx.sizes.link?.instanceType
  if (instanceType === undefined) throw new Error('a gateway that nobody planned')
  const child = { parent }
  const name = `${ctx.name}-link-gateway`
  const tags = tagged(ctx, PART, name)
  const [ours, city] = [addressIn(tunnel, 1), addressIn(tunnel, 2)]
  const { bits } = parseCidr(tunnel)
  const keyParameter = `/${ctx.name}/link/public-key`
  const boot = bootOf(ctx, {
    ...{ part: PART, name: 'link-gateway', storage, parent },
    host: gatewayHost({
      name: 'gateway',
      region: ctx.region,
      address: `${ours}/${bits}`,
      port,
      city: { key: cityKey, networks: [...networks, `${city}/32`] },
      keySecret: secrets.names['link-key'],
      keyParameter,
    }),
    secrets: { keyArn: secrets.keyArn, arns: [secrets.arns['link-key']] },
    objects: [],
    statements: keyStatements(ctx, secrets, keyParameter, parent),
  })
  // Both outlive the instance, which has its way out from its first moment, and the routes their target.
  const card = new aws.ec2.NetworkInterface(
    `${name}-card`,
    {
      subnetId: network.publicSubnetIds[0] ?? '',
      securityGroups: [wayIn(ctx, parent, network, port)],
      // It carries packets that are neither from it nor for it.
      sourceDestCheck: false,
      tags: tagged(ctx, PART, `${name}-card`),
    },
    child,
  )
  const address = new aws.ec2.Eip(`${name}-address`, { domain: 'vpc', tags }, child)
  const association = new aws.ec2.EipAssociation(
    `${name}-has-address`,
    { networkInterfaceId: card.id, allocationId: address.allocationId },
    child,
  )
  const instance = new aws.ec2.Instance(
    name,
    {
      ...instanceArgs(ctx, boot, { part: PART, name: 'link-gateway', instanceType }),
      ami: debianImage(instanceType, parent),
      primaryNetworkInterface: { networkInterfaceId: card.id },
      tags,
    },
    // One address: the old one goes before the new one comes, and the link is down for a boot.
    { ...child, ignoreChanges: ['ami'], dependsOn: [association], deleteBeforeReplace: true },
  )
  routesTo(ctx, { parent, network, networks: [...networks, `${city}/32`], card, instance })
  return {
    networks,
    // Not our own end: it answers however dead the link is.
    anchors: [city],
    cityConfiguration: address.publicIp.apply((endpoint) =>
      cityQuickText({
        ...{ endpoint, port, bits, networks, keyParameter },
        addresses: [ours, city],
        inside: network.cidr,
        region: ctx.region,
      }),
    ),
    watched: [{ kind: 'instance', name: 'link-gateway', id: instance.id }],
  }
}

/** It fetches its key as every host does; it may also put the one that it made, and tell the public half. */
function keyStatements(
  ctx: StackContext,
  secrets: SecretOutputs,
  parameter: string,
  parent: pulumi.Resource,
): Statement[] {
  const { accountId } = aws.getCallerIdentityOutput({}, { parent })
  return [
    {
      Sid: 'KeepTheKeyOfTheLink',
      Action: ['secretsmanager:PutSecretValue'],
      Resource: secrets.arns['link-key'],
    },
    {
      Sid: 'EncryptTheKeyOfTheLink',
      Action: ['kms:GenerateDataKey'],
      Resource: secrets.keyArn,
      Condition: {
        StringEquals: { 'kms:ViaService': `secretsmanager.${ctx.region}.amazonaws.com` },
      },
    },
    {
      Sid: 'TellItsPublicKey',
      Action: ['ssm:PutParameter'],
      Resource: pulumi.interpolate`arn:aws:ssm:${ctx.region}:${accountId}:parameter${parameter}`,
    },
  ]
}

/** Id of the group. */
function wayIn(
  ctx: StackContext,
  parent: pulumi.Resource,
  network: NetworkOutputs,
  port: number,
): pulumi.Output<string> {
  const group = firewall(ctx, {
    ...{ part: PART, name: 'link-gateway', parent },
    says: 'WireGuard from the city, anything from inside that is meant for the city',
    vpcId: network.vpcId,
    // To the city's end, wherever it is at the moment, and what it forwards back.
    out: 'all',
  })
  allow(ctx, {
    ...{ part: PART, name: 'link-gateway-wireguard', group: group.id, port, parent },
    says: 'WireGuard: what has no key of the city gets no answer',
    protocol: 'udp',
    from: { cidr: '0.0.0.0/0' },
  })
  const name = `${ctx.name}-link-gateway-inside`
  new aws.vpc.SecurityGroupIngressRule(
    name,
    {
      securityGroupId: group.id,
      description: 'What workers and relays ask of the city',
      ipProtocol: '-1',
      cidrIpv4: network.cidr,
      tags: tagged(ctx, PART, name),
    },
    { parent },
  )
  return group.id
}

function routesTo(
  ctx: StackContext,
  to: {
    readonly parent: pulumi.Resource
    readonly network: NetworkOutputs
    readonly networks: readonly string[]
    readonly card: aws.ec2.NetworkInterface
    readonly instance: aws.ec2.Instance
  },
): void {
  for (const [i, routeTableId] of to.network.privateRouteTableIds.entries()) {
    for (const destinationCidrBlock of to.networks) {
      new aws.ec2.Route(
        `${ctx.name}-link-${i + 1}-to-${destinationCidrBlock.replaceAll(/[./]/g, '-')}`,
        {
          routeTableId,
          destinationCidrBlock,
          networkInterfaceId: to.card.id,
        },
        // AWS takes a card as target only once a machine has it.
        { parent: to.parent, dependsOn: [to.instance] },
      )
    }
  }
}
