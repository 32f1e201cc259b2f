// Ways to services of AWS that do not leave the network: S3 by a route, the others by an address of their own.
import * as aws from '@pulumi/aws'
import type * as pulumi from '@pulumi/pulumi'
import type { NetworkOutputs, StackContext } from '../parts.ts'
import { tagged } from '../tagged.ts'

/** What hosts speak to: secrets at boot, sessions of people instead of SSH, and logs. */
export const ENDPOINTS = ['secretsmanager', 'ssm', 'ssmmessages', 'ec2messages', 'logs'] as const

export function makeEndpoints(
  ctx: StackContext,
  parent: pulumi.Resource & Pick<NetworkOutputs, 'vpcId' | 'cidr'>,
  places: {
    readonly routeTableIds: readonly pulumi.Output<string>[]
    readonly subnetIds: readonly pulumi.Output<string>[]
  },
): void {
  const child = { parent }
  const tags = (name: string) => tagged(ctx, 'network', name)
  const prefix = `${ctx.name}-network-endpoint`
  new aws.ec2.VpcEndpoint(
    `${prefix}-s3`,
    {
      vpcId: parent.vpcId,
      vpcEndpointType: 'Gateway',
      serviceName: `com.amazonaws.${ctx.region}.s3`,
      routeTableIds: [...places.routeTableIds],
      tags: tags(`${prefix}-s3`),
    },
    child,
  )
  const group = new aws.ec2.SecurityGroup(
    `${prefix}s`,
    {
      vpcId: parent.vpcId,
      description: 'Services of AWS, asked from inside',
      tags: tags(`${prefix}s`),
    },
    child,
  )
  new aws.vpc.SecurityGroupIngressRule(
    `${prefix}s-https`,
    {
      securityGroupId: group.id,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      cidrIpv4: parent.cidr,
      description: 'TLS from inside the network',
      tags: tags(`${prefix}s-https`),
    },
    child,
  )
  for (const service of ENDPOINTS) {
    new aws.ec2.VpcEndpoint(
      `${prefix}-${service}`,
      {
        vpcId: parent.vpcId,
        vpcEndpointType: 'Interface',
        serviceName: `com.amazonaws.${ctx.region}.${service}`,
        subnetIds: [...places.subnetIds],
        securityGroupIds: [group.id],
        privateDnsEnabled: true,
        tags: tags(`${prefix}-${service}`),
      },
      child,
    )
  }
}
