// A security group with named rules, one resource each, so that one more rule never touches the others.
import * as aws from '@pulumi/aws'
import type * as pulumi from '@pulumi/pulumi'
import type { StackContext } from '../parts.ts'
import { tagged } from '../tagged.ts'

export interface FirewallArgs {
  readonly part: string
  /** `relay-edge`: the group is `ronda-prod-relay-edge-firewall`. */
  readonly name: string
  readonly says: string
  readonly vpcId: pulumi.Input<string>
  /** `web`: 80 and 443 for packages and AWS; `all`: whatever the estate names; `none`: by rules of their own. */
  readonly out: 'web' | 'all' | 'none'
  readonly parent: pulumi.Resource
}

/** Lets nothing in by itself. */
export function firewall(ctx: StackContext, args: FirewallArgs): aws.ec2.SecurityGroup {
  const { part, says, vpcId, out, parent } = args
  const name = `${ctx.name}-${args.name}-firewall`
  const group = new aws.ec2.SecurityGroup(
    name,
    { description: says, vpcId, tags: tagged(ctx, part, name) },
    { parent },
  )
  const ways =
    out === 'all'
      ? [{ label: 'all', ipProtocol: '-1' }]
      : (out === 'web' ? [80, 443] : []).map((port) => ({
          label: `${port}`,
          ipProtocol: 'tcp',
          fromPort: port,
          toPort: port,
        }))
  for (const { label, ...way } of ways) {
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-out-${label}`,
      {
        securityGroupId: group.id,
        cidrIpv4: '0.0.0.0/0',
        ...way,
        tags: tagged(ctx, part, `${name}-out-${label}`),
      },
      { parent },
    )
  }
  return group
}

export interface WayIn {
  readonly part: string
  /** After the name of the stack; unique. */
  readonly name: string
  readonly says: string
  /** Of the group that lets in. */
  readonly group: pulumi.Input<string>
  readonly port: number
  readonly protocol?: 'tcp' | 'udp'
  /** A network, or the group of who may come. */
  readonly from: { readonly cidr: string } | { readonly group: pulumi.Input<string> }
  readonly parent: pulumi.Resource
}

export function allow(ctx: StackContext, way: WayIn): void {
  const name = `${ctx.name}-${way.name}`
  new aws.vpc.SecurityGroupIngressRule(
    name,
    {
      securityGroupId: way.group,
      description: way.says,
      ipProtocol: way.protocol ?? 'tcp',
      fromPort: way.port,
      toPort: way.port,
      ...('cidr' in way.from
        ? { cidrIpv4: way.from.cidr }
        : { referencedSecurityGroupId: way.from.group }),
      tags: tagged(ctx, way.part, name),
    },
    { parent: way.parent },
  )
}

/** The way out of one group and into another. */
export function allowBetween(
  ctx: StackContext,
  way: Omit<WayIn, 'from'> & { readonly from: pulumi.Input<string>; readonly leaves: boolean },
): void {
  const { from, leaves, ...rest } = way
  allow(ctx, { ...rest, from: { group: from } })
  // A group that lets everything out needs no rule of its own for it.
  if (!leaves) return
  const name = `${ctx.name}-${way.name}-out`
  new aws.vpc.SecurityGroupEgressRule(
    name,
    {
      securityGroupId: from,
      description: way.says,
      ipProtocol: way.protocol ?? 'tcp',
      fromPort: way.port,
      toPort: way.port,
      referencedSecurityGroupId: way.group,
      tags: tagged(ctx, way.part, name),
    },
    { parent: way.parent },
  )
}
