// The load balancer before the edges: TLS by ACM where the zone is ours, else Caddy's own on the one edge behind it.
import * as aws from '@pulumi/aws'
import type * as pulumi from '@pulumi/pulumi'
import { certificateOf, pointAt } from '../instance/certificate.ts'
import { allow, firewall } from '../instance/firewall.ts'
import type { NetworkOutputs, StackContext } from '../parts.ts'
import { tagged } from '../tagged.ts'
import { EDGE_PORT } from './ports.ts'

const PART = 'relay'

export interface Balancer {
  readonly loadBalancer: aws.lb.LoadBalancer
  readonly groups: readonly aws.lb.TargetGroup[]
  readonly firewall: aws.ec2.SecurityGroup
  /** Ports of the edges that it comes to. */
  readonly ports: readonly number[]
}

/**
 * With a certificate of ACM viewers are offered HTTP/2: all requests of one viewer come on one connection and so to one
 * edge, without which the parts of a stream would come from edges that count them differently.
 */
export function makeBalancer(
  ctx: StackContext,
  { network, parent }: { readonly network: NetworkOutputs; readonly parent: pulumi.Resource },
): Balancer {
  const { zoneId, domain } = ctx.config
  const ways = zoneId === undefined ? [443, 80] : [443]
  const group = firewall(ctx, {
    ...{ part: PART, name: 'relay-balancer', parent, out: 'none' },
    vpcId: network.vpcId,
    says: 'Viewers: everybody, TLS',
  })
  for (const port of ways) {
    allow(ctx, {
      ...{ part: PART, parent, port, group: group.id },
      name: `relay-viewers-${port}`,
      says: 'Viewers',
      from: { cidr: '0.0.0.0/0' },
    })
  }
  const name = `${ctx.name}-relay-balancer`
  const loadBalancer = new aws.lb.LoadBalancer(
    name,
    {
      loadBalancerType: 'network',
      subnets: [...network.publicSubnetIds],
      securityGroups: [group.id],
      enableCrossZoneLoadBalancing: true,
      tags: tagged(ctx, PART, name),
    },
    { parent },
  )
  const groups = ways.map((port) => {
    const to = zoneId === undefined ? port : EDGE_PORT
    const label = `${ctx.name}-relay-group-${port}`
    return new aws.lb.TargetGroup(
      label,
      {
        vpcId: network.vpcId,
        port: to,
        protocol: 'TCP',
        targetType: 'instance',
        // A stream ends when the viewer goes; those who are watching are given time.
        deregistrationDelay: 120,
        healthCheck: { protocol: 'TCP', port: `${to}`, interval: 10, healthyThreshold: 2 },
        tags: tagged(ctx, PART, label),
      },
      { parent },
    )
  })
  const certificateArn = certificateOf(ctx, { part: PART, host: `live.${domain}`, parent })
  groups.forEach((target, i) => {
    const label = `${ctx.name}-relay-listener-${ways[i]}`
    new aws.lb.Listener(
      label,
      {
        loadBalancerArn: loadBalancer.arn,
        port: ways[i] ?? 443,
        ...(certificateArn === undefined
          ? { protocol: 'TCP' }
          : {
              protocol: 'TLS',
              certificateArn,
              sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
              alpnPolicy: 'HTTP2Preferred',
            }),
        defaultActions: [{ type: 'forward', targetGroupArn: target.arn }],
        tags: tagged(ctx, PART, label),
      },
      { parent },
    )
  })
  pointAt(ctx, { host: `live.${domain}`, balancer: loadBalancer, label: 'relay-live', parent })
  return {
    loadBalancer,
    groups,
    firewall: group,
    ports: zoneId === undefined ? ways : [EDGE_PORT],
  }
}
