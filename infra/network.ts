// The network of a stack: one VPC, a public and a private subnet in each zone, ways out, endpoints, and a log of all flows.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { makeEndpoints } from './network/endpoints.ts'
import { makeFlowLogs } from './network/flow-logs.ts'
import type { NetworkOutputs, StackContext } from './parts.ts'
import { planSubnets } from './plan/subnets.ts'
import { tagged } from './tagged.ts'

const PART = 'network'

export class Network extends pulumi.ComponentResource implements NetworkOutputs {
  readonly vpcId: pulumi.Output<string>
  readonly cidr: string
  readonly zones: readonly pulumi.Output<string>[]
  readonly publicSubnetIds: readonly pulumi.Output<string>[]
  readonly privateSubnetIds: readonly pulumi.Output<string>[]
  readonly publicRouteTableId: pulumi.Output<string>
  readonly privateRouteTableIds: readonly pulumi.Output<string>[]

  constructor(ctx: StackContext, opts: pulumi.ComponentResourceOptions = {}) {
    super('ronda:infra:Network', `${ctx.name}-network`, {}, opts)
    const { cidr, zones } = ctx.config.network
    this.cidr = cidr
    const vpc = new aws.ec2.Vpc(
      `${ctx.name}-network-vpc`,
      {
        cidrBlock: cidr,
        enableDnsSupport: true,
        enableDnsHostnames: true,
        tags: tagged(ctx, PART, `${ctx.name}-network-vpc`),
      },
      { parent: this },
    )
    this.vpcId = vpc.id
    // Without a rule in either direction: what names no group of its own reaches nothing.
    new aws.ec2.DefaultSecurityGroup(
      `${ctx.name}-network-default`,
      {
        vpcId: vpc.id,
        ingress: [],
        egress: [],
        tags: tagged(ctx, PART, `${ctx.name}-network-default`),
      },
      { parent: this },
    )

    const planned = planSubnets(cidr, zones)
    const inner = this.#subnets(ctx, 'private', planned.private, zoneNames(zones, this))
    // Where the first ones are, and not where a list of today would put them: volumes that stay cannot move.
    this.zones = inner.map(({ availabilityZone }) => availabilityZone)
    const subnets = this.#subnets(ctx, 'public', planned.public, this.zones)
    this.publicSubnetIds = subnets.map(({ id }) => id)
    this.privateSubnetIds = inner.map(({ id }) => id)

    const internet = new aws.ec2.InternetGateway(
      `${ctx.name}-network-internet`,
      { vpcId: vpc.id, tags: tagged(ctx, PART, `${ctx.name}-network-internet`) },
      { parent: this },
    )
    this.publicRouteTableId = this.#table(ctx, 'public', subnets, { gatewayId: internet.id })
    // One way out is enough where an hour without a zone is no loss; it costs half.
    const ways = subnets.slice(0, ctx.config.protect ? zones : 1)
    const nats = ways.map((subnet, i) => this.#nat(ctx, subnet, i + 1, internet))
    this.privateRouteTableIds = inner.map((subnet, i) => {
      const nat = nats[i] ?? nats[0]
      return this.#table(ctx, `private-${i + 1}`, [subnet], nat && { natGatewayId: nat.id })
    })

    makeEndpoints(ctx, this, {
      routeTableIds: [this.publicRouteTableId, ...this.privateRouteTableIds],
      // An address of each endpoint in each zone costs as much again as the first.
      subnetIds: this.privateSubnetIds.slice(0, ctx.config.protect ? zones : 1),
    })
    makeFlowLogs(ctx, this)
    this.registerOutputs({ vpcId: this.vpcId })
  }

  #subnets(
    ctx: StackContext,
    kind: 'public' | 'private',
    cidrs: readonly string[],
    zones: readonly pulumi.Output<string>[],
  ) {
    return cidrs.map((cidrBlock, i) => {
      const name = `${ctx.name}-network-${kind}-${i + 1}`
      return new aws.ec2.Subnet(
        name,
        {
          vpcId: this.vpcId,
          cidrBlock,
          // Every zone of the list has a subnet of either kind, in the same order.
          availabilityZone: zones[i] ?? '',
          mapPublicIpOnLaunch: false,
          tags: tagged(ctx, PART, name),
        },
        { parent: this, ignoreChanges: ['availabilityZone'] },
      )
    })
  }

  #nat(
    ctx: StackContext,
    subnet: aws.ec2.Subnet,
    number: number,
    internet: aws.ec2.InternetGateway,
  ): aws.ec2.NatGateway {
    const name = `${ctx.name}-network-nat-${number}`
    const address = new aws.ec2.Eip(
      `${name}-address`,
      { domain: 'vpc', tags: tagged(ctx, PART, `${name}-address`) },
      { parent: this, dependsOn: [internet] },
    )
    return new aws.ec2.NatGateway(
      name,
      { allocationId: address.id, subnetId: subnet.id, tags: tagged(ctx, PART, name) },
      { parent: this, dependsOn: [internet] },
    )
  }

  #table(
    ctx: StackContext,
    label: string,
    subnets: readonly aws.ec2.Subnet[],
    out: { gatewayId: pulumi.Input<string> } | { natGatewayId: pulumi.Input<string> } | undefined,
  ): pulumi.Output<string> {
    const name = `${ctx.name}-network-${label}-routes`
    const child = { parent: this }
    const table = new aws.ec2.RouteTable(
      name,
      { vpcId: this.vpcId, tags: tagged(ctx, PART, name) },
      child,
    )
    new aws.ec2.Route(
      `${name}-out`,
      { routeTableId: table.id, destinationCidrBlock: '0.0.0.0/0', ...out },
      child,
    )
    subnets.forEach((subnet, i) => {
      new aws.ec2.RouteTableAssociation(
        `${name}-of-${i + 1}`,
        { subnetId: subnet.id, routeTableId: table.id },
        child,
      )
    })
    return table.id
  }
}

/** The first ones by name, so that a zone that AWS adds moves nothing. Local and wavelength zones are left out. */
function zoneNames(count: number, parent: pulumi.Resource): pulumi.Output<string>[] {
  const { names } = aws.getAvailabilityZonesOutput(
    {
      state: 'available',
      filters: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    },
    { parent },
  )
  return Array.from({ length: count }, (_, i) =>
    names.apply((all) => {
      const name = [...all].sort()[i]
      if (name === undefined) {
        throw new Error(
          `this region has ${all.length} availability zones, not ${count}; write network.zones: ${all.length} or choose another region`,
        )
      }
      return name
    }),
  )
}
