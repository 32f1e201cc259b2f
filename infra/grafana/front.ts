// The way in to Grafana and the console, from the networks of those who may: a load balancer that has the certificate.
import * as aws from '@pulumi/aws'
import type * as pulumi from '@pulumi/pulumi'
import { certificateOf, pointAt } from '../instance/certificate.ts'
import { allow, allowBetween, firewall } from '../instance/firewall.ts'
import type { NetworkOutputs, StackContext, Watched } from '../parts.ts'
import { tagged } from '../tagged.ts'

const PART = 'grafana'
const TLS_PORT = 443

/** A server behind it. */
export interface Behind {
  /** `grafana`: its host is `grafana.DOMAIN`. */
  readonly label: string
  readonly instanceId: pulumi.Output<string>
  readonly securityGroupId: pulumi.Output<string>
  readonly port: number
  /** Answers 200 where the server is well. */
  readonly health: string
}

/** Everybody of the configuration, and nobody else. */
export function allowPeople(
  ctx: StackContext,
  group: pulumi.Output<string>,
  parent: pulumi.Resource,
): void {
  ctx.config.grafana.networks.forEach((cidr, i) => {
    allow(ctx, {
      ...{ part: PART, name: `grafana-people-${i + 1}`, says: 'Engineers', parent },
      ...{ group, port: TLS_PORT, from: { cidr } },
    })
  })
}

/** Gives what CloudWatch is to look at: each server as the balancer sees it. */
export function makeFront(
  ctx: StackContext,
  args: {
    readonly network: NetworkOutputs
    readonly behind: readonly [Behind, ...Behind[]]
    readonly parent: pulumi.Resource
  },
): Watched[] {
  const { network, behind, parent } = args
  const hostOf = ({ label }: Behind) => `${label}.${ctx.config.domain}`
  const group = firewall(ctx, {
    ...{ part: PART, name: 'grafana-front', parent, out: 'none' },
    vpcId: network.vpcId,
    says: 'Grafana and console: engineers, TLS',
  })
  allowPeople(ctx, group.id, parent)
  const name = `${ctx.name}-grafana-front`
  const balancer = new aws.lb.LoadBalancer(
    name,
    {
      loadBalancerType: 'application',
      subnets: [...network.publicSubnetIds],
      securityGroups: [group.id],
      dropInvalidHeaderFields: true,
      // Events of the console are one request that lasts.
      idleTimeout: 300,
      tags: tagged(ctx, PART, name),
    },
    { parent },
  )
  const groups = behind.map((one) => target(ctx, network, one, group.id, parent))
  const [first, ...others] = behind
  const certificateArn = certificateOf(ctx, {
    ...{ part: PART, parent, host: hostOf(first), others: others.map(hostOf) },
  })
  if (certificateArn === undefined) throw new Error('a load balancer wants a zone')
  const listener = new aws.lb.Listener(
    `${name}-listener`,
    {
      loadBalancerArn: balancer.arn,
      port: TLS_PORT,
      protocol: 'HTTPS',
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      certificateArn,
      defaultActions: [
        { type: 'fixed-response', fixedResponse: { contentType: 'text/plain', statusCode: '404' } },
      ],
      tags: tagged(ctx, PART, `${name}-listener`),
    },
    { parent },
  )
  behind.forEach((one, i) => {
    const targetGroupArn = groups[i]?.arn
    if (targetGroupArn === undefined) return
    new aws.lb.ListenerRule(
      `${name}-to-${one.label}`,
      {
        listenerArn: listener.arn,
        priority: i + 1,
        conditions: [{ hostHeader: { values: [hostOf(one)] } }],
        actions: [{ type: 'forward', targetGroupArn }],
        tags: tagged(ctx, PART, `${name}-to-${one.label}`),
      },
      { parent },
    )
    pointAt(ctx, { host: hostOf(one), balancer, label: `grafana-front-${one.label}`, parent })
  })
  return behind.flatMap(({ label }, i) => {
    const group = groups[i]?.arnSuffix
    return group === undefined
      ? []
      : [{ kind: 'web-balancer', name: `${label}-front`, balancer: balancer.arnSuffix, group }]
  })
}

function target(
  ctx: StackContext,
  network: NetworkOutputs,
  { label, instanceId, securityGroupId, port, health }: Behind,
  from: pulumi.Output<string>,
  parent: pulumi.Resource,
): aws.lb.TargetGroup {
  const name = `${ctx.name}-grafana-group-${label}`
  const group = new aws.lb.TargetGroup(
    name,
    {
      vpcId: network.vpcId,
      ...{ port, protocol: 'HTTP', targetType: 'instance', deregistrationDelay: 10 },
      healthCheck: { path: health, matcher: '200', interval: 10, healthyThreshold: 2 },
      tags: tagged(ctx, PART, name),
    },
    { parent },
  )
  new aws.lb.TargetGroupAttachment(
    `${name}-server`,
    { targetGroupArn: group.arn, targetId: instanceId, port },
    { parent },
  )
  allowBetween(ctx, {
    ...{ part: PART, name: `grafana-front-to-${label}`, says: 'By the balancer', parent },
    ...{ group: securityGroupId, port, from, leaves: true },
  })
  return group
}
