// The relay: origins that take each camera's stream once, and edges that give it to residents and the command centre.
import * as pulumi from '@pulumi/pulumi'
import { RELAY_UNIT } from '../hosts/relay-host.ts'
import { deliveryDocument } from './instance/deliver.ts'
import { allow, allowBetween, firewall } from './instance/firewall.ts'
import type {
  CityLinkOutputs,
  NetworkOutputs,
  RelayOutputs,
  SecretOutputs,
  StackContext,
  StorageOutputs,
  Watched,
} from './parts.ts'
import { shardPaths } from './plan/shards.ts'
import { makeBalancer } from './relay/balancer.ts'
import { makeEdges } from './relay/edges.ts'
import { makeOrigin, type Origin, originNames } from './relay/origins.ts'
import { relayPaths } from './relay/paths.ts'
import { MEDIA_PORT, METRICS_PORT, RTSP_PORT } from './relay/ports.ts'

const PART = 'relay'

export interface RelayArgs {
  readonly network: NetworkOutputs
  readonly secrets: SecretOutputs
  readonly storage: StorageOutputs
  readonly link: CityLinkOutputs
}

/** Nothing at all where nobody watches: then its addresses are empty. */
export class Relay extends pulumi.ComponentResource implements RelayOutputs {
  readonly liveUrl: pulumi.Output<string>
  readonly metricsUrls: readonly pulumi.Output<string>[]
  readonly securityGroupId: pulumi.Output<string>
  /** Where the record of `live.` is to point, for whoever has the zone. */
  readonly pointsAt: pulumi.Output<string>
  readonly watched: readonly Watched[]

  constructor(ctx: StackContext, args: RelayArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('ronda:infra:Relay', `${ctx.name}-relay`, {}, opts)
    const { sizes, config } = ctx
    if (sizes.relay.origins === 0) {
      const nothing = pulumi.output('')
      this.liveUrl = nothing
      this.securityGroupId = nothing
      this.pointsAt = nothing
      this.metricsUrls = []
      this.watched = []
      this.registerOutputs({ liveUrl: this.liveUrl })
      return
    }
    const { mediamtx } = config.relay
    if (mediamtx === undefined) throw new Error('ronda:relay.mediamtx is not there')
    const { paths, unreadable } = relayPaths(ctx.fleet)
    if (unreadable.length > 0) {
      throw new Error(
        `the relay cannot read the passwords of ${unreadable.length} recorders, ${unreadable[0]} among them: write aws-sm:NAME`,
      )
    }
    const origin = this.#originFirewall(ctx, args)
    const names = originNames(sizes.relay.origins)
    const shards = shardPaths(
      paths.map(({ path }) => path),
      names,
    )
    const byPath = new Map(paths.map((one) => [one.path, one]))
    const document = deliveryDocument(ctx, { part: PART, unit: RELAY_UNIT, parent: this })
    const shared = { ...args, mediamtx, document, parent: this, cityNetworks: args.link.networks }
    const origins: (Origin & { readonly name: string })[] = []
    for (const [i, name] of names.entries()) {
      const own = (shards.get(name) ?? []).flatMap((path) => byPath.get(path) ?? [])
      const more = { ...shared, firewall: origin.id, after: origins.at(-1) }
      origins.push({ name, ...makeOrigin(ctx, name, i, own, more) })
    }
    const balancer = makeBalancer(ctx, { network: args.network, parent: this })
    const edge = this.#edgeFirewall(ctx, args.network, balancer)
    allowBetween(ctx, {
      ...{ part: PART, name: 'relay-edges-to-origins', says: 'Edges pull', parent: this },
      ...{ group: origin.id, port: RTSP_PORT, from: edge.id, leaves: true },
    })
    makeEdges(ctx, {
      ...{ ...shared, balancer, firewall: edge.id },
      paths: origins.flatMap(({ name, address }) =>
        (shards.get(name) ?? []).map((path) => ({ path, origin: address })),
      ),
    })
    this.securityGroupId = origin.id
    this.liveUrl = pulumi.output(`https://live.${config.domain}`)
    this.pointsAt = balancer.loadBalancer.dnsName
    this.metricsUrls = origins.map(
      ({ address }) => pulumi.interpolate`http://${address}:${METRICS_PORT}/metrics`,
    )
    this.watched = [
      ...origins.map(({ name, instance }) => ({
        ...{ kind: 'instance' as const, name: `relay-${name}`, id: instance.id },
      })),
      ...balancer.groups.slice(0, 1).map((group) => ({
        ...{ kind: 'balancer' as const, name: 'relay' },
        balancer: balancer.loadBalancer.arnSuffix,
        group: group.arnSuffix,
      })),
    ]
    this.registerOutputs({ liveUrl: this.liveUrl, pointsAt: this.pointsAt })
  }

  /** Streams are pulled from the city; besides edges only its own networks may ask for one here. */
  #originFirewall(ctx: StackContext, { network, link }: RelayArgs) {
    const group = firewall(ctx, {
      ...{ part: PART, name: 'relay-origin', parent: this, out: 'all' },
      vpcId: network.vpcId,
      says: 'Origins: pull from recorders, are read by edges and the command centre',
    })
    link.networks.forEach((cidr, i) => {
      allow(ctx, {
        ...{ part: PART, name: `relay-city-${i + 1}`, parent: this, port: RTSP_PORT },
        ...{ says: 'The command centre, through the link', group: group.id, from: { cidr } },
      })
    })
    return group
  }

  #edgeFirewall(
    ctx: StackContext,
    network: NetworkOutputs,
    balancer: ReturnType<typeof makeBalancer>,
  ) {
    const group = firewall(ctx, {
      ...{ part: PART, name: 'relay-edge', parent: this, out: 'web' },
      vpcId: network.vpcId,
      says: 'Edges: watched by everybody, through the balancer',
    })
    for (const port of balancer.ports) {
      allowBetween(ctx, {
        ...{ part: PART, name: `relay-balancer-to-edges-${port}`, parent: this, port },
        ...{ says: 'Viewers, by the balancer', group: group.id, leaves: true },
        from: balancer.firewall.id,
      })
    }
    allow(ctx, {
      ...{ part: PART, name: 'relay-media', parent: this, port: MEDIA_PORT, protocol: 'udp' },
      ...{ says: 'Media of WebRTC', group: group.id, from: { cidr: '0.0.0.0/0' } },
    })
    return group
  }
}
